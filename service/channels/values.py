"""A value on its way into a message: looked up, held against what may be shown, escaped.

Values come from a signal's allow-listed attributes, a directory or the library's settings, and
are already in words (`service/domain/variables.py`). They are still foreign: a directory can be
edited and a signal forged. What is refused here raises an error that never repeats the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, cast
from urllib.parse import quote

from markupsafe import escape

from service.channels.errors import (
    ForeignSyntax,
    UnsafeCharacters,
    UnsafeUrl,
    ValueRefused,
    ValueTooLong,
    VariableMissing,
)
from service.channels.syntax import holds_foreign, unsafe_in_value
from service.channels.templating import How
from service.domain.variables import Shown

#: Characters of one value; the longest that a library may hold is a line of 500.
LONGEST_VALUE: Final = 1_000

#: What a message's values look like to `render`.
Values = Mapping[str, Shown | str | Mapping[str, str]]

# RFC 3986 with what a client could misread left out: no user part, which disguises a host
# (`https://example.org@elsewhere.example`), no backslash, quote, bracket or space.
_URL: Final = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?(?:[/?#][!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~]*)?"
    r"|mailto:[A-Za-z0-9.!#$%&'*+/=?^_~-]+@[A-Za-z0-9.-]+(?:\?[!$%&'()*+,\-./0-9:;=?@A-Z_a-z~]*)?"
    r"|tel:\+?[0-9][0-9().-]{1,30}"
)
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().-]{5,18}[0-9]")


@lru_cache(maxsize=4096)
def is_safe_url(url: str) -> bool:
    """Whether a finished link is a plain http(s), mailto or tel address."""
    return len(url) <= LONGEST_VALUE * 2 and _URL.fullmatch(url) is not None


@lru_cache(maxsize=8192)
def _prepare(text: str, how: How) -> str | type[ValueRefused]:
    """The value as it stands in its place, or the reason why it may not."""
    if len(text) > LONGEST_VALUE:
        return ValueTooLong
    if unsafe_in_value(text):
        return UnsafeCharacters
    if holds_foreign(text):
        return ForeignSyntax
    if how == "text":
        return text
    if how == "html":
        return str(escape(text))
    if how == "email_html":
        if _PHONE.fullmatch(text):
            return f'<span style="white-space:nowrap">{text}</span>'
        return str(escape(text))
    if how in ("url", "url_html"):
        if not is_safe_url(text):
            return UnsafeUrl
        return text if how == "url" else str(escape(text))
    if how == "tel":
        return "".join(character for character in text if character not in " ()\u00a0\u202f")
    return quote(text, safe="-._~@" if how == "mail" else "-._~")


def prepared(text: str, how: How) -> str | None:
    """A value as it stands in such a place; None where it may not."""
    found = _prepare(text, how)
    return found if isinstance(found, str) else None


def _look_up(values: Values, path: tuple[str, ...]) -> str:
    value = values.get(path[0])
    found: object = None
    if value.__class__ is Shown:
        found = str(value) if len(path) == 1 else getattr(value, path[1], None)
    elif isinstance(value, str):
        found = value if len(path) == 1 else None
    elif isinstance(value, Mapping) and len(path) > 1:
        found = value.get(path[1])
    # Nothing to show is as bad as no value: "You are booked at ." must not go out.
    if not isinstance(found, str) or not found or found.isspace():
        raise VariableMissing(path)
    return found


def bind(
    values: Values, bindings: Iterable[tuple[tuple[str, ...], tuple[tuple[str, How], ...]]]
) -> dict[str, str]:
    """A template's variables: each value looked up once, and escaped for each of its places.

    Raises `VariableMissing` or a `ValueRefused`; neither repeats the value.
    """
    bound: dict[str, str] = {}
    for path, places in bindings:
        text = _look_up(values, path)
        for name, how in places:
            found = _prepare(text, how)
            if found.__class__ is not str:
                raise cast(type[ValueRefused], found)(".".join(path))
            bound[name] = found
    return bound
