"""What would be right, in plain words, for a value in a body that does not fit its format."""

from __future__ import annotations

from typing import Any

from service.domain.wording import what_would_be_right
from service.store.words import RECIPIENT_ID

#: Forms of ids that only callers of the API send.
RECEIPT_ID = r"^r_[0-9a-f]{32}$"
GUID = r"^[A-Za-z0-9-]{1,55}$"
#: A language, and the country if it is known.
SPOKEN_LOCALE = r"^[a-z]{2}(?:[-_][A-Z]{2})?$"

_FORMS = {
    RECIPIENT_ID: "use an id on one line, without control characters",
    RECEIPT_ID: "use the `receipt_id` of an answer: `r_` and 32 hex digits",
    SPOKEN_LOCALE: "use a language and a country, such as `en-US`",
    GUID: "use 1 to 55 letters, digits and `-`",
}
_OBJECTS = ("dict_type", "model_type", "model_attributes_type")


def what_fits(detail: Any) -> str:
    """What to send instead; it compares the value with valid words, and never repeats it."""
    if detail["type"] in _OBJECTS:
        return "it must be a JSON object"
    form = detail.get("ctx", {}).get("pattern")
    return _FORMS.get(form) or what_would_be_right(detail, detail.get("input"))
