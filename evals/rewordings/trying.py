"""Tries every cell of a comparison, keeps each trial as it comes, goes on where it was cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO

from evals.rewordings.matrix import rendition_of
from evals.rewordings.providers import SCRIPTED, Replayed, provider_of
from evals.rewordings.trials import Cell, Trial, to_line, trial_of
from service.deciding.composing import GuardLike
from service.library.served import Served
from service.proposals import propose_module
from service.rewording.proposing import DEFAULTS, Options
from service.rewording.providers.base import Provider

#: The written words of one rendition, one mapping for each answer.
Script = Mapping[tuple[str, str, str], Sequence[Mapping[str, str]]]
ProviderFor = Callable[[Cell], Provider]


def providers_for(models: Sequence[str], script: Script) -> ProviderFor:
    """Who answers a cell. Every model is made ready before the first question is asked."""
    wired = {name: provider_of(name) for name in models if name != SCRIPTED}

    def choose(cell: Cell) -> Provider:
        if cell.model in wired:
            return wired[cell.model]
        answers = script.get(cell.place, ())
        return Replayed(answers[(cell.sample - 1) % len(answers)] if answers else {})

    return choose


def try_cells(
    cells: Sequence[Cell],
    served: Served,
    guard: GuardLike,
    provider_for: ProviderFor,
    options: Options = DEFAULTS,
) -> Iterator[Trial]:
    """One trial for each cell, in order. Samples of a cell differ by their seed alone."""
    for cell in cells:
        voice = served.release.voice(cell.brand)
        assert voice is not None  # the cells are of this release
        made = propose_module(
            served,
            cell.module,
            rendition_of(served, cell),
            voice=voice,
            provider=provider_for(cell),
            guard=guard,
            options=replace(options, seed=options.seed + 10 * (cell.sample - 1)),
        )
        yield trial_of(cell, made, voice, served.release.hash)


def keep(trials: Iterator[Trial], file: IO[str]) -> Iterator[Trial]:
    """Each trial, once it is written down."""
    for trial in trials:
        file.write(to_line(trial) + "\n")
        file.flush()
        yield trial


def left(cells: Sequence[Cell], done: Sequence[Trial]) -> list[Cell]:
    """The cells that have no trial yet."""
    tried = {trial.cell for trial in done}
    return [cell for cell in cells if cell not in tried]
