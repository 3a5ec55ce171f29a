"""What a context may say. A word that no rule would meet is refused, not read as none.

`part="Subject"` would let a condition through in a subject, and nobody would hear of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import get_args

from guardrails.errors import one_of
from guardrails.verdict import Audience, Channel, Context, Format, Part

_NAMES = {
    "channel": get_args(Channel),
    "part": get_args(Part),
    "audience": get_args(Audience),
    "format": get_args(Format),
}
_TEXTS = ("claims", "public_terms", "own_contacts")


class ContextError(ValueError):
    """A context that cannot be used. Says which field and what would be right, never the value:
    it may be anybody's words."""


def settled(context: Context) -> Context:
    """The context with its lists as sets. Raises ContextError."""
    for field in ("authenticated", "template"):  # not remembered: 1 is as good as True there
        if not isinstance(getattr(context, field), bool):
            raise ContextError(f"{field}: give True or False")
    try:
        return _remembered(context)
    except TypeError:  # a list has no hash
        return _settled(context)


@lru_cache(maxsize=1_024)
def _remembered(context: Context) -> Context:
    return _settled(context)


def _settled(context: Context) -> Context:
    for field, valid in _NAMES.items():
        value = getattr(context, field)
        if value not in valid:
            raise ContextError(f"{field}: no such {field}; {one_of(str(value).lower(), valid)}")
    for field in ("purpose", "locale"):
        if not isinstance(getattr(context, field), str):
            raise ContextError(f"{field}: give one text")
    claims, terms, contacts = (_texts(context, field) for field in _TEXTS)
    accepted = frozenset(map(_pair, _set(context, "accepted", "pairs")))
    return replace(
        context, claims=claims, public_terms=terms, own_contacts=contacts, accepted=accepted
    )


def english(locale: str) -> bool:
    """Whether a locale's language is English: `en`, `en-US`, `en_GB`; not `entirely-french`."""
    return locale.lower().replace("_", "-").split("-")[0] == "en"


def _texts(context: Context, field: str) -> frozenset[str]:
    given = _set(context, field, "texts")
    found = frozenset(text for text in given if isinstance(text, str))
    if len(found) != len(given):
        raise ContextError(f"{field}: give a set of texts")
    return found


def _set(context: Context, field: str, what: str) -> frozenset[object]:
    value: object = getattr(context, field)
    if isinstance(value, frozenset):
        return value
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise ContextError(f"{field}: give a set of {what}, not one value")
    try:
        return frozenset(map(tuple, value) if field == "accepted" else value)
    except TypeError:
        raise ContextError(f"{field}: give a set of {what}") from None


def _pair(entry: object) -> tuple[str, str]:
    match entry:
        case (str(rule), str(text)):
            return rule, text
    raise ContextError("accepted: give pairs of a rule's id and the exact text")
