"""What changed against the period before by more than chance: shares and daily volumes.

A share is held against its own in the period before with the two-proportion z-test on the pooled
share; a volume with the difference of two counts over its standard deviation, sqrt(a + b). Many
figures are tried, and one recipient's decisions depend on each other, so the bar is higher than
the usual 1.96: about three in ten thousand quiet figures cross 3.6 by chance. A change must also
be large enough to matter. A figure of fewer than eleven people in the period is never named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from service.reporting.cells import FLOOR, Count

#: How many standard deviations a change must be away from none.
Z_BAR = 3.6

#: The least change of a share, in share points, and of a volume, as a part of the one before.
LEAST_SHARE, LEAST_VOLUME = 0.02, 0.25


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that moved. `z` is its distance from no change, in standard deviations."""

    what: str
    now: float
    before: float | None
    is_share: bool
    z: float

    @property
    def went_up(self) -> bool:
        """Whether there is more of it than before."""
        return self.z > 0


@dataclass(frozen=True, slots=True)
class Series:
    """One figure in both periods: a part `of` a whole, or a volume where there is no whole."""

    what: str
    now: Count
    before: Count
    of_now: int | None = None
    of_before: int | None = None


def changes(series: Iterable[Series]) -> tuple[Change, ...]:
    """The figures that moved by more than chance, the farthest first."""
    found = [change for one in series if (change := _change(one)) is not None]
    return tuple(sorted(found, key=lambda change: (-abs(change.z), change.what)))


def _change(one: Series) -> Change | None:
    if max(len(one.now.people), len(one.before.people)) < FLOOR or one.now.is_small:
        return None
    a, b = one.now.decisions, one.before.decisions
    if one.of_now is None or one.of_before is None:
        z = (a - b) / sqrt(a + b)
        if abs(z) < Z_BAR or (b and abs(a - b) / b < LEAST_VOLUME):
            return None
        return Change(one.what, a, None if one.before.is_small else b, False, z)
    if not one.of_now or not one.of_before:
        return None
    now, before = a / one.of_now, b / one.of_before
    pooled = (a + b) / (one.of_now + one.of_before)
    spread = sqrt(pooled * (1 - pooled) * (1 / one.of_now + 1 / one.of_before))
    if not spread or abs(now - before) < LEAST_SHARE:
        return None
    z = (now - before) / spread
    if abs(z) < Z_BAR:
        return None
    return Change(one.what, now, None if one.before.is_small else before, True, z)
