"""Moves a decision's times into the week of the golden sets, so that no date of a life stays.

The weekday and the time of day are kept: quiet hours and weekends depend on them. The time of day
is the recipient's own, and is written on the clock of the case's person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final

from evals.system import DAY
from service.domain.days import zone_or_none
from service.domain.decision import Receipt

_OPEN_IN: Final = re.compile(r"^open in (\S+)$")
_CLOSED: Final = re.compile(r"^closed until \w{3} (\d{4}-\d{2}-\d{2} \d{2}:\d{2}) in their zone$")


def zone_of(receipt: Receipt) -> tzinfo | None:
    """The recipient's clock, where the receipt's check of the quiet hours tells it."""
    for check in receipt.checks:
        if found := _OPEN_IN.match(check.detail):
            return zone_or_none(found[1])
        if (found := _CLOSED.match(check.detail)) and check.not_before is not None:
            wall = datetime.fromisoformat(f"{found[1]}+00:00")
            return timezone(wall - check.not_before)
    return None


@dataclass(frozen=True, slots=True)
class Move:
    """From instants of a life to wall clocks of a case; `weeks` is never written down."""

    zone: tzinfo
    weeks: int = 0

    def wall(self, at: datetime) -> datetime:
        """The wall clock to the minute: enough for a case, and less than what finds a person."""
        here = at.astimezone(self.zone).replace(tzinfo=None, second=0, microsecond=0)
        return here + timedelta(weeks=self.weeks)


def into_the_week(receipt: Receipt, zone: tzinfo) -> Move:
    """The move that puts the decision on the same weekday of the golden week."""
    there = receipt.decided_at.astimezone(zone).date()
    monday = DAY - timedelta(days=DAY.weekday())
    return Move(zone, (monday - (there - timedelta(days=there.weekday()))).days // 7)
