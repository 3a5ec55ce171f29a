"""Whose clock a time is shown in, and when its zone must be said with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_name

#: Where a time's zone is said: in no form, in the full form alone, or in every form.
Naming = Literal["never", "in_full", "always"]


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone that times are shown in, and the other one that a reader may take them for.

    `other` is None where nobody knows by which clock the reader lives. `own` says that the clock
    is the reader's own.
    """

    zone: ZoneInfo
    other: ZoneInfo | None
    own: bool = False

    def naming(self, moment: datetime) -> Naming:
        """Where the zone must be said: the two clocks show different times, or may do so.

        A reader's own clock misleads nobody, so a short form, which has no room, goes without.
        """
        if self.other is not None and _offset(self.zone, moment) == _offset(self.other, moment):
            return "never"
        return "in_full" if self.own else "always"


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def clock_for(
    here: str, whose: Literal["place", "recipient"] = "place", reader: ZoneInfo | None = None
) -> Clock:
    """The clock of a message: where the thing happens (`here`), or where the recipient is.

    Somebody who must come reads the clock on the wall there, so without a known zone of theirs a
    time at a place needs no word more. What reaches people where they are does.
    """
    place = ZoneInfo(here)
    if whose == "recipient":
        return Clock(reader, place, own=True) if reader else Clock(place, None)
    return Clock(place, reader or place)


def zone_words(local: datetime, locale: Locale) -> tuple[str, str]:
    """A zone at a moment, in full and in short: `Central Standard Time`, `Central`.

    In words, because `MST` and `CDT` look like medical terms, to people and to the guard. The
    short name is that of both halves of the year, so a zone that keeps its clocks has none:
    `Mountain` in July is an hour off in Arizona.
    """
    full = get_timezone_name(local, width="long", locale=locale)
    halves = {local.replace(month=month, day=1, hour=12).utcoffset() for month in (1, 7)}
    if len(halves) == 1:
        return full, full
    return full, full.removesuffix(" Standard Time").removesuffix(" Daylight Time")
