"""Days, windows and quiet hours in somebody's own zone. Every function takes its time.

Arithmetic is done on local wall-clock dates and turned into instants at the end, so that a day
with 23 or 25 hours is still one day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from service.domain.content import QuietHours
from service.domain.vocabulary import Channel

_SATURDAY = 5

#: Files of a zone database that are nobody's zone: the machine's own, and placeholders.
_NOBODYS = ("localtime", "posixrules", "Factory")
#: Folders that some machines have and others lack.
_COPIES = ("posix/", "right/")


@lru_cache(maxsize=1024)
def zone_or_none(name: str | None) -> ZoneInfo | None:
    """The zone, or None when it is not known or is not a zone at all."""
    if not name or name in _NOBODYS or name.startswith(_COPIES):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        # Not found is a KeyError, a name such as `../x` a ValueError, a folder such as
        # `America` an OSError.
        return None


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant when a wall clock in `zone` first shows this day and time.

    A time that a clock change skips is read with the offset before the change, as RFC 5545
    3.3.5 says: 02:30 in a gap from 02:00 to 03:00 becomes 03:30.
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def next_open(at: datetime, channel: Channel, hours: QuietHours, zone: ZoneInfo) -> datetime:
    """The first instant from `at` on when this channel may disturb. `at` itself when it may now."""
    if channel not in hours.channels and channel not in hours.weekend_channels:
        return at
    local = at.astimezone(zone)
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        if channel in hours.weekend_channels and day.weekday() >= _SATURDAY:
            continue
        if channel not in hours.channels:
            return at if not ahead else instant(day, time.min, zone)
        opens, closes = instant(day, hours.opens, zone), instant(day, hours.closes, zone)
        if at < closes:
            return max(at, opens).astimezone(UTC) if at < opens else at
    raise AssertionError("a week has a working day")


def window(now: datetime, days: int, zone: ZoneInfo) -> tuple[date, date]:
    """The first and last day of a window of calendar days, today included."""
    today = now.astimezone(zone).date()
    return today - timedelta(days=days - 1), today


def count_within(times: Iterable[datetime], now: datetime, days: int, zone: ZoneInfo) -> int:
    """How many times fall on the days of the window. Later ones count too: they are reserved."""
    first, _ = window(now, days, zone)
    return sum(at.astimezone(zone).date() >= first for at in times)


def next_place(
    times: Iterable[datetime], now: datetime, maximum: int, days: int, zone: ZoneInfo
) -> datetime:
    """The start of the first day on which fewer than `maximum` of these fall in the window."""
    used = sorted(at.astimezone(zone).date() for at in times)
    frees = used[-maximum] + timedelta(days=days)
    return max(now, instant(frees, time.min, zone))
