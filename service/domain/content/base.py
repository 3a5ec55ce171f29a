"""What all formats are made of: names, lines, periods, zones, and the frozen value."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

_NAME = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"

#: `walking-basics`, `quiet_hours`: lower-case words joined by a dash or an underscore.
Name = Annotated[str, StringConstraints(pattern=rf"^{_NAME}$", max_length=80)]
#: `heart/walking-basics`: the folders below `content/`.
ModuleId = Annotated[str, StringConstraints(pattern=rf"^{_NAME}(?:/{_NAME})+$", max_length=120)]
#: `appointment.booked`: what it was about, then what happened.
SignalTypeId = Annotated[str, StringConstraints(pattern=rf"^{_NAME}(?:\.{_NAME})+$", max_length=80)]
#: A name that a rendition can show: no dashes, so that it is a template variable.
VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")]
#: One line of words, neither empty nor padded.
Line = Annotated[str, StringConstraints(pattern=r"^\S(?:[^\n]*\S)?$", max_length=500)]
#: What other people read of a line in a terminal: nothing in it may move the cursor, colour the
#: words, turn their direction or hide what stands before them.
_MOVES = r"\x00-\x08\x0A-\x1F\x7F-\x9F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF"
Reason = Annotated[
    str,
    StringConstraints(
        pattern=rf"^[^\s{_MOVES}](?:[^{_MOVES}]*[^\s{_MOVES}])?$",
        max_length=500,
    ),
]
#: A person's or a team's address inside the organisation, for questions about the item.
Owner = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=120)]
#: Who wrote or approved something: a handle from the organisation's directory.
Handle = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{1,60}$")]

_PERIOD = re.compile(r"^(\d{1,4}) (minute|hour|day|week)s?$")
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


def parse_period(value: object) -> object:
    """Read `7 days` or `90 minutes` as a timedelta; a ValueError says what would be right."""
    if isinstance(value, timedelta):
        return value
    match = _PERIOD.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a period is a number and a unit, such as `90 minutes` or `7 days`")
    return int(match[1]) * _UNITS[match[2]]


def show_period(value: timedelta) -> str:
    """Write a timedelta as the largest unit that divides it."""
    for unit in ("week", "day", "hour", "minute"):
        count, rest = divmod(value, _UNITS[unit])
        if not rest and count:
            return f"{count} {unit}" + ("s" if count != 1 else "")
    return "0 minutes"


Period = Annotated[
    timedelta,
    BeforeValidator(parse_period),
    PlainSerializer(show_period, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,4} (minute|hour|day|week)s?$"}),
]


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("not an IANA time zone, such as `America/Chicago`")
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]


def one_value_each(values: tuple[str, ...]) -> tuple[str, ...]:
    """A validator: the values, or a ValueError naming those listed twice."""
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"listed twice: {', '.join(twice)}")
    return values


class Value(BaseModel):
    """A frozen value that refuses unknown keys and wrong types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
