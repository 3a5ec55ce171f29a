"""pydantic's errors in plain words: what would be right, and the nearest valid word.

Library files, signals and standings share it, so it never repeats a value; it may only compare
one with what is valid.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from service.domain import content, signals, standing
from service.domain.nearest import did_you_mean

#: So many valid words are all named, whichever is near.
_FEW = 4
_QUOTED = re.compile(r"'([^']*)'")


def what_would_be_right(detail: Any, given: Any = None) -> str:
    """The second half of a report's line, for one of `ValidationError.errors()`."""
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "value_error" | "assertion_error":
            return str(context["error"])
        case "literal_error" | "enum":
            return _one_of(str(context["expected"]), given)
        case "string_pattern_mismatch":
            if isinstance(given, str) and given != given.strip():
                return "take the spaces at its ends away"
            return _PATTERNS.get(context["pattern"], "it has a form that is not valid here")
        case "greater_than_equal":
            return f"it must be at least {_bound(context['ge'])}"
        case "less_than_equal":
            return f"it must be at most {_bound(context['le'])}"
        case "too_short":
            return f"it needs at least {_count(context['min_length'], 'entry', 'entries')}"
        case "too_long":
            return f"it may have at most {_count(context['max_length'], 'entry', 'entries')}"
        case "string_too_short":
            return f"it needs at least {_count(context['min_length'], 'character', 'characters')}"
        case "string_too_long":
            return f"it may have at most {_count(context['max_length'], 'character', 'characters')}"
        case kind:
            return _TYPES.get(kind, "it is not of the kind that belongs here")


def _bound(limit: Any) -> str:
    """A limit of a number, or of a period, which pydantic has put into words already."""
    return f"{limit:g}" if isinstance(limit, int | float) else str(limit)


def _one_of(expected: str, given: Any) -> str:
    valid = _QUOTED.findall(expected)
    if len(valid) <= _FEW:
        return f"use {' or '.join(f'`{word}`' for word in valid)}"
    near = did_you_mean(given, valid) if isinstance(given, str) else ""
    return near or f"use one of {', '.join(valid)}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


_DATE = "it must be a date such as 2027-06-30"
_TIME = 'it must be a time such as "08:00"'
_MOMENT = "it must be a time with its zone, such as 2026-12-08T09:30:00-06:00"
_TRUE = "it must be true or false"
_WHOLE = "it must be a whole number"
_NUMBER = "it must be a number"
_LIST = "it must be a list, such as [a, b]"
_KEYS = "it must hold `key: value` pairs"

_PERIOD = "it must be a period such as `30 days`, `1.5 seconds` or `PT1.5S`"

_TYPES = {
    "time_delta_parsing": _PERIOD,
    "time_delta_type": _PERIOD,
    "string_type": "it must be text; quote it if it looks like a number",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _KEYS,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "bool_type": _TRUE,
    "bool_parsing": _TRUE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "time_parsing": _TIME,
    "time_type": _TIME,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_type": _MOMENT,
    "timezone_aware": _MOMENT,
}

_PATTERN_WORDS = (
    (content.Name, "use lower-case words joined by `-` or `_`"),
    (content.ModuleId, "use a folder and a name in lower case, such as `heart/walking-basics`"),
    (content.SignalTypeId, "use lower-case words joined by a dot, such as `visit.booked`"),
    (content.VariableName, "use lower-case letters, digits and `_`"),
    (content.Locale, "use a language and a country, such as `en-US`"),
    (content.Line, "use one line of text that is not empty"),
    (content.Reason, "use one line of visible words that is not empty"),
    (content.Owner, "use a team's e-mail address"),
    (content.Handle, "use a handle such as `ed.heart`"),
    (content.AcceptedFinding.model_fields["rule"], "use a rule's id, such as `DX-01`"),
    (content.Experiment.model_fields["seed"], "use 8 to 64 lower-case letters, digits and `-`"),
    (content.Approval.model_fields["item"], "use an item's key, such as `module:heart/walking`"),
    (content.Approval.model_fields["hash"], "use the item's hash, 64 hex digits"),
    (standing.Source, "use lower-case words joined by `_`, such as `front_desk`"),
    (signals.Opaque, "use 1 to 120 letters, digits and `.`, `_`, `:` or `-`"),
)


def _patterns() -> dict[str, str]:
    words = {}
    for annotated, said in _PATTERN_WORDS:
        for constraint in getattr(annotated, "metadata", None) or get_args(annotated)[1:]:
            pattern = getattr(constraint, "pattern", None)
            if pattern:
                words[pattern] = said
    return words


_PATTERNS = _patterns()
