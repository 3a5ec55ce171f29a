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

from service.reporting.cells import FLOOR
from service.reporting.hiding import Key, Shown

#: How many standard deviations a change must be away from none.
Z_BAR = 3.6

#: The least change of a share, in share points, and of a volume, as a part of the one before.
LEAST_SHARE, LEAST_VOLUME = 0.02, 0.25


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that moved. `z` is its distance from no change, in standard deviations.

    `before` and `z` are None where they may not be shown.
    """

    what: str
    now: float
    before: float | None
    is_share: bool
    z: float | None
    went_up: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One figure in both periods: a part `of` a whole, or a volume where there is no whole."""

    what: str
    key: Key
    of: Key | None = None


def changes(series: Iterable[Series], now: Shown, before: Shown) -> tuple[Change, ...]:
    """The figures that moved by more than chance, the farthest first."""
    found = [change for one in series if (change := _change(one, now, before)) is not None]
    return tuple(sorted(found, key=lambda change: (-abs(change.z or 0), change.what)))


def _change(one: Series, now: Shown, before: Shown) -> Change | None:
    used = {one.key, one.of or one.key}
    people = max(now.people(one.key), before.people(one.key))
    if people < FLOOR or not used.isdisjoint(now.hidden):
        return None
    a, b = now.decisions(one.key), before.decisions(one.key)
    if one.of is None:
        z = (a - b) / sqrt(a + b)
        if abs(z) < Z_BAR or (b and abs(a - b) / b < LEAST_VOLUME):
            return None
        figures: tuple[float, float] = (a, b)
    else:
        of_now, of_before = now.decisions(one.of), before.decisions(one.of)
        if not of_now or not of_before:
            return None
        figures = (a / of_now, b / of_before)
        pooled = (a + b) / (of_now + of_before)
        spread = sqrt(pooled * (1 - pooled) * (1 / of_now + 1 / of_before))
        if not spread or abs(figures[0] - figures[1]) < LEAST_SHARE:
            return None
        z = (figures[0] - figures[1]) / spread
        if abs(z) < Z_BAR:
            return None
    tells = used.isdisjoint(before.hidden)
    return Change(
        one.what,
        figures[0],
        figures[1] if tells else None,
        one.of is not None,
        z if tells else None,
        z > 0,
    )
