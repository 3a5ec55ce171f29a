"""The first Approve page: what waits for my roles, by role and words, in parts of a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.editing.reviewing import Waiting, inbox
from service.studio.context import signed_in, studio_of
from service.studio.forms import whole
from service.studio.navigation import Entry
from service.studio.pages import page
from service.studio.showing import title_of
from service.studio.signers import CAUSES

ENTRY = Entry(30, "Approve", "/approve")

#: Rows of one list.
_ROWS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A hundred rows of a list. `before` and `after` are the addresses of the parts beside it."""

    rows: Sequence[Waiting]
    total: int
    start: int
    before: str
    after: str


def waiting(request: Request) -> Response:
    """The inbox of somebody's roles."""
    studio, account = studio_of(request), signed_in(request)
    desk, today = studio.desk, studio.clock().date()
    library, asked = desk.workspace.library(), request.query_params
    roles = account.reviews
    role, q = asked.get("role", ""), asked.get("q", "")
    everything = inbox(library, desk.remarks.all(), roles, account.name, today)
    found = [each for each in everything if _fits(each, role, q)]
    named = {"q": q, "role": role}
    return page(
        request,
        "approve_list.html",
        causes=CAUSES,
        roles=roles,
        role=role,
        q=q,
        everything=len(everything),
        ready=_part(request, "ready", [w for w in found if not w.own and not w.sent_back], named),
        back=_part(request, "back", [w for w in found if w.sent_back and not w.own], named),
        own=_part(request, "own", [w for w in found if w.own], named),
        done=asked.get("done", ""),
        title_of=title_of,
    )


def _fits(waits: Waiting, role: str, q: str) -> bool:
    words = f"{waits.item.key} {title_of(waits.item)} {waits.cause}".lower()
    return role in ("", waits.role) and all(word in words for word in q.lower().split())


def _part(request: Request, name: str, found: list[Waiting], named: dict[str, str]) -> Part:
    at = whole(request.query_params.get(name, ""))
    start = at if at < len(found) else 0

    def address(start: int) -> str:
        told = {key: value for key, value in named.items() if value}
        return f"/approve?{urlencode({**told, name: start})}"

    return Part(
        rows=found[start : start + _ROWS],
        total=len(found),
        start=start,
        before=address(max(start - _ROWS, 0)) if start else "",
        after=address(start + _ROWS) if start + _ROWS < len(found) else "",
    )


ROUTES = (Route("/approve", waiting),)
