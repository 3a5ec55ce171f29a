"""Where a link may lead, and how the values in its address are escaped.

An address is fixed (`https://cedarvalley.example.org/book`), a value (`{{ portal.url }}`), a value
and more (`{{ portal.url }}/visits`) or fixed and a value (`tel:{{ place.phone }}`). A value may
give a whole address or continue a path; it never continues a host.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import escape

from service.channels.masks import in_words
from service.channels.templating import How, Segment, Segments, Show
from service.channels.values import is_safe_url, prepared

_HOST_IS_CLOSED: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?[/?#]")
_FIX: Final = "link to an `https://`, `mailto:` or `tel:` address"


def read_link(segments: Segments) -> tuple[Segments, tuple[str, str, str] | None]:
    """The address with each value's escaping settled, or (code, message, fix) of what is wrong."""
    if not segments:
        return (), ("L328", "the link leads nowhere", _FIX)
    first = segments[0]
    if isinstance(first, Show):
        rest = segments[1] if len(segments) > 1 else "/"
        if isinstance(rest, Show) or rest[0] not in "/?#":
            return (), (
                "L329",
                f"in `{in_words(segments)}` something would continue the host of a value's address",
                "put `/` after the value that gives the address",
            )
        return _settle(segments, "path", first="url"), None
    if len(segments) == 1:
        return (segments, None) if is_safe_url(first) else ((), _refuse(segments))
    if first.startswith("tel:"):
        return _settle(segments, "tel"), None
    if first.startswith("mailto:"):
        return _settle(segments, "mail"), None
    if _HOST_IS_CLOSED.match(first):
        return _settle(segments, "path"), None
    if first.startswith(("http://", "https://")):
        return (), (
            "L329",
            f"in `{in_words(segments)}` a value would continue the host",
            "write the whole host, then `/`, then the value",
        )
    return (), _refuse(segments)


def _refuse(segments: Segments) -> tuple[str, str, str]:
    return "L328", f"`{in_words(segments)}` is no address that a message may link to", _FIX


def _settle(segments: Segments, how: How, first: How | None = None) -> Segments:
    settled: list[Segment] = []
    for index, segment in enumerate(segments):
        if isinstance(segment, str):
            settled.append(segment)
        else:
            settled.append(Show(segment.path, first if index == 0 and first else how))
    return tuple(settled)


#: Stands for the other values of an address while one is tried.
_ANY: Final[dict[How, str]] = {"url": "https://example.org", "tel": "5550100"}


def leads_somewhere(address: Segments, path: tuple[str, ...], text: str) -> bool:
    """Whether a settled address is one that a message may link to, with this text as a value."""
    shown = ""
    for part in address:
        if isinstance(part, str):
            shown += part
        elif part.path == path:
            value = prepared(text, part.how)
            if value is None:
                return False
            shown += value
        else:
            shown += _ANY.get(part.how, "a")
    return is_safe_url(shown)


def as_attribute(address: Segments) -> Segments:
    """The same address, escaped to stand in an HTML attribute."""
    return tuple(
        str(escape(part))
        if isinstance(part, str)
        # Percent-encoded values hold no character that HTML reads; whole addresses may hold `&`.
        else Show(part.path, "url_html" if part.how == "url" else part.how)
        for part in address
    )


def as_read(address: Segments) -> Segments:
    """The same address as a person reads it in plain text: a phone number without `tel:`."""
    first, *rest = address
    if isinstance(first, str) and first.startswith(("tel:", "mailto:")):
        bare = first.split(":", 1)[1]
        shown = [Show(p.path) if isinstance(p, Show) and p.how == "tel" else p for p in rest]
        return (*((bare,) if bare else ()), *shown)
    return address
