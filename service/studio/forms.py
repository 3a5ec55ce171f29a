"""Reads the body of a form: bounded, URL-encoded, the last value of a name; no file uploads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from service.studio.failing import Refused

#: Bytes; a content module's words are a few thousand, and the Edit page sends four texts of a file.
MOST = 2_000_000
_FIELDS = 500
_DIGITS = 9
_SENT = re.compile(r"[0-9a-z-]{4,40}")


def own_path(to: str) -> str:
    """A path of our own to go on to; never another machine's address."""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if plain else "/"


def whole(text: str, otherwise: int = 0) -> int:
    """A number that was typed in digits; another where there is none, or none that is meant."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else otherwise


def arrival(form: Mapping[str, str]) -> dict[str, str]:
    """For the address of the page that answers a form: which words arrived that the tab holds.

    Only a page that answers after the words were written down may say so: the tab forgets them.
    """
    sent = form.get("sent", "")
    return {"arrived": sent} if _SENT.fullmatch(sent) else {}


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form by name. Raises `Refused` for one that is too large or not a form."""
    pairs = await read_pairs(request)
    return dict(pairs)


async def read_pairs(request: Request) -> list[tuple[str, str]]:
    """Every field in its order, for names that come several times. Raises `Refused`."""
    announced = request.headers.get("content-length", "")
    if whole(announced, MOST + 1 if announced else 0) > MOST:
        raise Refused("W604")
    if not hasattr(request, "_body"):
        raw = bytearray()
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST:
                raise Refused("W604")
        request._body = bytes(raw)
    try:
        return parse_qsl(
            request._body.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_FIELDS,
        )
    except ValueError:
        raise Refused("W605") from None
