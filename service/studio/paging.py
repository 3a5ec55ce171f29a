"""A part of a long list, and the addresses of the parts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from service.studio.forms import whole

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Some rows of a list, from `start` on. `before` and `after` lead on; empty at its ends."""

    rows: Sequence[T]
    total: int
    start: int
    before: str
    after: str


def part(
    request: Request,
    found: Sequence[T],
    size: int,
    asked: Mapping[str, str],
    *,
    at: str = "from",
    anchor: str = "",
) -> Part[T]:
    """The part that an address asks for under the name `at`; the first where there is no such.

    `asked` is what the list was found by, for the addresses of the others.
    """
    first = whole(request.query_params.get(at, ""))
    start = first if first < len(found) else 0
    kept = {name: value for name, value in asked.items() if value}

    def address(row: int) -> str:
        return f"{request.url.path}?{urlencode({**kept, at: row})}{anchor}"

    return Part(
        rows=found[start : start + size],
        total=len(found),
        start=start,
        before=address(max(start - size, 0)) if start else "",
        after=address(start + size) if start + size < len(found) else "",
    )
