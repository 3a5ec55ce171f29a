"""Which cells a comparison is of: brands x models x renditions x samples.

Everything that is wrong with what was asked for is told at once. The renditions come in an order
that a hash of their names shuffles, so that the first few of them are a fair sample of them all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from evals.rewordings.trials import Cell
from service.domain.content import Rendition
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, Problem
from service.library.served import Served
from service.rewording.pieces import cut


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare. An empty tuple means all there are; `most` bounds the renditions."""

    models: tuple[str, ...]
    brands: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    samples: int = 1
    most: int | None = None


def cells(served: Served, wanted: Wanted) -> tuple[Cell, ...]:
    """Every cell, rendition by rendition, so that a comparison that is cut off is fair so far."""
    brands = wanted.brands or tuple(sorted(served.release.brands))
    problems = list(_problems(served, wanted))
    if problems:
        raise BedsideError(problems)
    places = list(_places(served, wanted))[: wanted.most]
    if not places:
        what = "no module that was asked for is open to other words on these channels"
        fix = "choose modules with `rewording: open`, or other channels"
        raise BedsideError([Problem("reword", 0, 0, "E192", what, fix)])
    return tuple(
        Cell(brand, model, module, rendition.channel, rendition.variant, sample)
        for module, rendition in places
        for sample in range(1, wanted.samples + 1)
        for brand in brands
        for model in wanted.models
    )


def rendition_of(served: Served, cell: Cell) -> Rendition:
    """The rendition of a cell; the cells of a served release all have one."""
    return next(
        rendition
        for rendition in served.release.renditions[cell.module]
        if (rendition.channel, rendition.variant) == (cell.channel, cell.variant)
    )


def _places(served: Served, wanted: Wanted) -> Iterator[tuple[str, Rendition]]:
    release = served.release
    found = [
        (module, rendition)
        for module, renditions in release.renditions.items()
        if release.modules[module].rewording == "open" and _asked_for(module, wanted.modules)
        for rendition in renditions
        if not wanted.channels or rendition.channel in wanted.channels
    ]
    for module, rendition in sorted(found, key=_shuffled):
        if cut(rendition, served.compiled(module, rendition)).pieces:
            yield module, rendition


def _asked_for(module: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatch(module, pattern) for pattern in patterns)


def _shuffled(place: tuple[str, Rendition]) -> str:
    module, rendition = place
    name = f"{module}@{rendition.channel}.{rendition.variant}"
    return hashlib.sha256(name.encode()).hexdigest()


def _problems(served: Served, wanted: Wanted) -> Iterator[Problem]:
    release = served.release
    yield from _unknown("brand", "E190", wanted.brands, release.brands)
    yield from _unknown("channel", "E190", wanted.channels, release.settings.channels)
    for pattern in wanted.modules:
        if not any(fnmatch(module, pattern) for module in release.modules):
            fix = did_you_mean(pattern, release.modules) or "a module's id, or a pattern: heart/*"
            yield Problem("reword", 0, 0, "E191", f"no module is called {pattern}", fix)


def _unknown(what: str, code: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if name not in set(known):
            fix = did_you_mean(name, known) or f"one of {', '.join(sorted(known))}"
            yield Problem("reword", 0, 0, code, f"no {what} is called {name}", fix)
