"""Tries every mutant against the golden sets: noticed when a case that was right is wrong.

The cases that lean on what was broken are tried first, and the hunt for one mutant ends with the
first case that notices, so that a few hundred mutants take a minute.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from evals.comparing.touched import touched
from evals.mutation.contents import content_mutants
from evals.mutation.guarding import guard_mutants
from evals.mutation.mutant import Mutant
from evals.mutation.rules_of_all import settings_mutants
from evals.mutation.same import OF_CONTENT, why_same
from evals.mutation.steps import step_mutants
from evals.mutation.triggers import trigger_mutants
from evals.runs.ending import end_with
from evals.runs.session import Progress, unseen
from evals.scoring import Rate
from evals.suites.base import Item, Result, Suite
from evals.system import System
from service.library.release import Release


@dataclass(frozen=True, slots=True)
class Trial:
    """One mutant and the first case that noticed it; empty when none did.

    `otherwise` are the cases that came out otherwise and were as agreed all the same, of a mutant
    that none noticed: with some, what is agreed leaves something open; without, no case goes there.
    """

    mutant_id: str
    operator: str
    target: str
    noticed_by: str
    fault: str
    same_because: str
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunt:
    """All trials, and the share of mutants that a case noticed."""

    trials: tuple[Trial, ...]

    @property
    def counted(self) -> tuple[Trial, ...]:
        """All but those that no call can tell from the original."""
        return tuple(t for t in self.trials if t.noticed_by or not t.same_because)

    @property
    def rate(self) -> Rate:
        """Noticed among those that count."""
        return Rate(sum(bool(t.noticed_by) for t in self.counted), len(self.counted))

    @property
    def survivors(self) -> tuple[Trial, ...]:
        """The mutants that no case noticed."""
        return tuple(t for t in self.counted if not t.noticed_by)

    @property
    def by_operator(self) -> dict[str, Rate]:
        """Noticed, by the way of breaking."""
        names = sorted({t.operator for t in self.counted})
        groups = {name: [t for t in self.counted if t.operator == name] for name in names}
        return {n: Rate(sum(bool(t.noticed_by) for t in g), len(g)) for n, g in groups.items()}


def library_mutants(release: Release) -> tuple[Mutant, ...]:
    """Every mutant of a library, in a fixed order: what somebody's own cases can be asked for."""
    return (*trigger_mutants(release), *content_mutants(release), *settings_mutants(release))


def all_mutants(system: System) -> tuple[Mutant, ...]:
    """Every mutant, those of the steps and of the guard behind those of the library."""
    return (*library_mutants(system.release), *step_mutants(), *guard_mutants())


def sets_for(mutants: Iterable[Mutant]) -> frozenset[str]:
    """The sets that any of these mutants is tried on."""
    return frozenset(name for mutant in mutants for name in mutant.sets)


@dataclass(frozen=True, slots=True)
class _Leaning:
    """A case that is right, and what its result leaned on."""

    item: Item
    observed: Any
    on: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the hunt goes over: the system, the sets, and the results of the unbroken system."""

    system: System
    suites: dict[str, Suite]
    right: dict[str, tuple[_Leaning, ...]]
    mutants: tuple[Mutant, ...]


_GROUND: _Ground | None = None


def hunt(
    mutants: Sequence[Mutant],
    system: System,
    suites: Sequence[Suite],
    results: Sequence[Result],
    *,
    workers: int = 1,
    progress: Progress = unseen,
) -> Hunt:
    """Try the mutants. `results` are those of the unbroken system; wrong cases tell nothing."""
    global _GROUND
    right = {s.name: tuple(_right(results, s.name)) for s in suites}
    ground = _Ground(system, {s.name: s for s in suites}, right, tuple(mutants))
    numbers = range(len(mutants))
    trials: list[Trial] = []
    if workers <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        for number in numbers:
            trials.append(_try(number, ground))
            progress(len(trials), len(mutants))
        return Hunt(tuple(trials))
    _GROUND = ground
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(
            workers, mp_context=context, initializer=end_with, initargs=(os.getpid(),)
        ) as pool:
            for trial in pool.map(_try_shared, numbers, chunksize=4):
                trials.append(trial)
                progress(len(trials), len(mutants))
    finally:
        _GROUND = None
    return Hunt(tuple(trials))


def _right(results: Sequence[Result], name: str) -> Iterator[_Leaning]:
    return (
        _Leaning(r.item, r.observed, touched(r)) for r in results if r.item.set == name and r.ok
    )


def _try_shared(number: int) -> Trial:
    assert _GROUND is not None  # set before the worker was forked
    return _try(number, _GROUND)


def _try(number: int, ground: _Ground) -> Trial:
    mutant = ground.mutants[number]
    found, same = _Found(), mutant.same_because
    try:
        with mutant.breaking(ground.system) as broken:
            found = _noticed(mutant, broken, ground)
            if not found.by and mutant.operator in OF_CONTENT:
                same = why_same(ground.system.release, broken.release)
    except Exception as error:  # noqa: BLE001 - a system that cannot even be built is noticed
        found = _Found("the build", _said(error))
    others = () if found.by or same else found.otherwise
    return Trial(mutant.id, mutant.operator, mutant.target, found.by, found.fault, same, others)


@dataclass(frozen=True, slots=True)
class _Found:
    """The case that noticed and its fault, or else those that came out otherwise."""

    by: str = ""
    fault: str = ""
    otherwise: tuple[str, ...] = ()


def _noticed(mutant: Mutant, broken: System, ground: _Ground) -> _Found:
    # A topic or an event that only the break took away is no case's mistake.
    known = broken.known | ground.system.names
    otherwise = []
    for name in mutant.sets:
        suite = ground.suites.get(name)
        if suite is None:
            continue
        for case in _near_first(mutant, ground.right[name]):
            place = f"{name} {case.item.id}"
            try:
                observed = suite.observe(case.item.id, broken)
                faults = suite.judge(case.item.id, observed, known)
            except Exception as error:  # noqa: BLE001 - a case that breaks has noticed
                return _Found(place, _said(error))
            if faults:
                return _Found(place, str(faults[0])[:200])
            if observed != case.observed:
                otherwise.append(place)
    return _Found(otherwise=tuple(otherwise))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _near_first(mutant: Mutant, right: Sequence[_Leaning]) -> list[_Leaning]:
    """The cases that lean on what was broken, then the others."""
    near = [case for case in right if mutant.target in case.on]
    return [*near, *(case for case in right if mutant.target not in case.on)]
