"""Cases that a run repeats: each counts once, and how far its repeats differ is told beside it.

Repeats of a case are not independent. Counted as cases of their own they would make every interval
narrower, and what is missed would be missed several times over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from evals.scoring import Rate
from evals.suites.base import Result

_WORST_FIRST: Final = ("missed", "over_blocked")
_FEW: Final = 8


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the repeats of a set differ: what each would have come to alone, and the cases that
    were right in some repeats only, with how many."""

    alone: tuple[Rate, ...]
    unsteady: tuple[tuple[str, Rate], ...]

    def __str__(self) -> str:
        each = f"each case {len(self.alone)} times, right when it was right every time"
        if not self.unsteady:
            return f"{each}; no repeat differs"
        shares = [rate.share for rate in self.alone]
        few = ", ".join(f"{case} {r.count} of {r.total}" for case, r in self.unsteady[:_FEW])
        more = f" and {len(self.unsteady) - _FEW} more" if len(self.unsteady) > _FEW else ""
        return (
            f"{each}; a repeat alone has {min(shares):.1%} to {max(shares):.1%} right; "
            f"right in some repeats only: {few}{more}"
        )


def by_case(results: Sequence[Result]) -> tuple[Result, ...]:
    """One result for each case, in order: of several repeats the worst."""
    worst: dict[tuple[str, str], Result] = {}
    for result in results:
        key = (result.item.set, result.item.id)
        if key not in worst or _weight(result) > _weight(worst[key]):
            worst[key] = result
    return tuple(worst.values())


def spread(results: Sequence[Result]) -> Spread | None:
    """How far the repeats of one set differ; None where no case was repeated."""
    cases: dict[str, list[bool]] = {}
    for result in results:
        cases.setdefault(result.item.id, []).append(result.ok)
    rounds = [[ok for ok in oks if ok is not None] for oks in zip_longest(*cases.values())]
    if len(rounds) < 2:
        return None
    shares = [(case, Rate(sum(oks), len(oks))) for case, oks in cases.items()]
    return Spread(
        alone=tuple(Rate(sum(oks), len(oks)) for oks in rounds),
        unsteady=tuple((case, rate) for case, rate in shares if 0 < rate.count < rate.total),
    )


def _weight(result: Result) -> int:
    for place, way in enumerate(_WORST_FIRST):
        if result.has(way):
            return len(_WORST_FIRST) + 1 - place
    return int(bool(result.faults))
