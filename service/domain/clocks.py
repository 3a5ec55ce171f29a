"""Whose clock a time is shown in, and when its zone must be said with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_gmt, get_timezone_name

#: A zone without a name of its own in the language, such as `GMT-05:00`.
_OFFSET = re.compile(r"^(GMT|UTC)[+-]")


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone that times are shown in, and the other one that a reader may take them for.

    `other` is None where nobody knows by which clock the reader lives.
    """

    zone: ZoneInfo
    other: ZoneInfo | None

    def must_say(self, moment: datetime) -> bool:
        """Whether the two show different times at this moment, or may do so."""
        if self.other is None:
            return True
        return self.zone.utcoffset(moment.astimezone(self.zone)) != self.other.utcoffset(
            moment.astimezone(self.other)
        )


def clock_for(
    here: str, whose: Literal["place", "recipient"] = "place", reader: ZoneInfo | None = None
) -> Clock:
    """The clock of a message: where the thing happens (`here`), or where the recipient is.

    Somebody who must come reads the clock on the wall there, so without a known zone of theirs a
    time at a place needs no word more. What reaches people where they are does.
    """
    place = ZoneInfo(here)
    if whose == "recipient":
        return Clock(reader, place) if reader else Clock(place, None)
    return Clock(place, reader or place)


def zone_words(local: datetime, locale: Locale) -> tuple[str, str]:
    """A zone at a moment, in full and in short: `Central Standard Time`, `CST`.

    Always the name of that moment: `Mountain Time` in July is an hour off in Arizona.
    """
    offset = get_timezone_gmt(local, width="long", locale=locale)
    short = local.tzname() or ""
    if not short.isalpha():  # the zone database has only `-03`
        short = offset
    full = get_timezone_name(local, width="long", locale=locale)
    return (short if _OFFSET.match(full) else full), short
