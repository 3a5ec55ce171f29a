"""The virtual clock of a case: wall-clock times in a zone become instants.

A time without an offset is read in the case's zone. The hour that a clock change shows twice needs
its offset, and the hour that it skips does not exist; both are refused, so that no case is vague.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.errors import shown

_PAUSE = re.compile(r"^(\d+) (minute|hour|day|week)s?$")
_HOURS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_DAYS = {"day": 1, "week": 7}
_WALL = re.compile(r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$")


def moment(value: str | datetime | date, zone: ZoneInfo) -> datetime:
    """The instant that a case's time means, in UTC. A ValueError says what would be right.

    In UTC, for arithmetic on a time with a zone is arithmetic on its wall clock, and callers send
    times with a fixed offset.
    """
    at = _read(value)
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    here = at.replace(tzinfo=zone)
    if here.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at:
        raise ValueError(f"{at:%Y-%m-%d %H:%M} does not exist in {zone.key}: clocks skip it")
    if here.utcoffset() != here.replace(fold=1).utcoffset():
        raise ValueError(f"{at:%Y-%m-%d %H:%M} comes twice in {zone.key}: write its offset")
    return here.astimezone(UTC)


def written(at: datetime, zone: ZoneInfo) -> str:
    """A time as a case would say it, from which `moment` makes the same instant again."""
    here = at.astimezone(zone)
    twice = here.utcoffset() != here.replace(fold=1 - here.fold).utcoffset()
    told = here if twice else here.replace(tzinfo=None)
    return told.isoformat(" ", "seconds" if here.second else "minutes")


def later(before: datetime, pause: str, zone: ZoneInfo) -> datetime:
    """The instant a pause after another: days by the calendar, hours as they pass."""
    found = _PAUSE.match(pause)
    if found is None:
        raise ValueError("a pause is a number and a unit, such as `3 days`")
    count, unit = int(found[1]), found[2]
    if unit in _HOURS:
        return before + count * _HOURS[unit]
    wall = before.astimezone(zone).replace(tzinfo=None) + timedelta(days=count * _DAYS[unit])
    return moment(wall, zone)


def is_wall_clock(value: object) -> bool:
    """Whether a signal's attribute is written as a wall-clock time without an offset."""
    if isinstance(value, datetime):
        return value.tzinfo is None
    return isinstance(value, str) and (found := _WALL.match(value)) is not None and not found[2]


def _read(value: str | datetime | date) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    if not _WALL.match(value):
        raise ValueError(f"'{shown(value)}' is not a time")
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"'{value}' is not a time: {error}") from None
