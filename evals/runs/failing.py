"""Which cases of a kept run to run again: those that were wrong in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evals.runs.log import Run
from evals.suites.registry import HELD_BACK


@dataclass(frozen=True, slots=True)
class Again:
    """The sets with a wrong case, in the order of the run, and the ids of these cases."""

    sets: tuple[str, ...]
    ids: tuple[str, ...]


def wrong_in(run: Run, wanted: Collection[str] = ()) -> Again:
    """The wrong cases of the wanted sets; of all where none is named, but for those held back.

    Which of those are wrong is nobody's business who writes rules.
    """
    sets = wanted or [name for name in run.header.sets if name not in HELD_BACK]
    wrong = [r.item for r in run.results if r.faults and r.item.set in sets]
    there = {item.set for item in wrong}
    return Again(
        tuple(name for name in run.header.sets if name in there),
        tuple(dict.fromkeys(item.id for item in wrong)),
    )
