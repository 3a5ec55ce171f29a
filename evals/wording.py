"""What would be right in a golden file: pydantic's errors in the words that the library uses."""

from __future__ import annotations

from typing import Any, Final

from service.domain.nearest import did_you_mean
from service.domain.wording import what_would_be_right

TIME: Final = "write a time such as 2026-11-24 10:00"

#: A pattern of the golden files' formats -> what it allows.
_PATTERNS: Final = {
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$": "use lower-case words and digits joined by `-`",
    r"^[a-z0-9_]{3,40}$": "use 3 to 40 lower-case letters, digits and `_`",
    r"^\d{1,4} (minute|hour|day|week)s?$": "write a number and a unit, such as `3 days`",
    r"^S\d{3}$": "use a code of a signal's problem, such as `S102`",
    r"^RW-\d{2}$": "use a code of the checks, such as `RW-14`",
    r"^[a-z]{2}[0-9]{2}-[0-9]{3,4}$": "use the kind and a number, such as `dx09-120`",
    r"^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,79}$": "use 1 to 80 letters, digits and `._:@/-`, no spaces",
    r"^urgency-[0-9]{3,4}$": "use a number, such as `urgency-120`",
}
#: What a place that takes a time is refused as: text, a day or an instant, and nothing else.
_TIMES: Final = {"string_type", "date_type", "datetime_type"}


def right_for(details: list[Any], given: Any) -> str:
    """The second half of a report's line, for all that pydantic says of one place.

    A place that takes one of several kinds of value has an error for each of them.
    """
    if {detail["type"] for detail in details} == _TIMES:
        return TIME
    first = details[0]
    match first["type"]:
        case "string_pattern_mismatch" if first["ctx"]["pattern"] in _PATTERNS:
            return _PATTERNS[first["ctx"]["pattern"]]
        case "unknown_step":
            return _near_step(first, given) or str(first["msg"])
        case "literal_error":
            choices = [d["ctx"]["expected"] for d in details if d["type"] == "literal_error"]
            return what_would_be_right({**first, "ctx": {"expected": ", ".join(choices)}}, given)
    return what_would_be_right(first, given)


def _near_step(detail: Any, given: Any) -> str:
    """The kind of step that a misspelt key probably means, or nothing."""
    kinds, others = (detail["ctx"][name].split(", ") for name in ("kinds", "others"))
    keys = given if isinstance(given, dict) else ()
    near = (did_you_mean(str(key), kinds) for key in keys if key not in others)
    return next(filter(None, near), "")
