"""The first Approve page: what waits for my roles, by role and words, in parts of a hundred."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.editing.reviewing import Waiting, inbox
from service.library.inventory import title_of
from service.studio.context import signed_in, studio_of
from service.studio.navigation import Entry
from service.studio.pages import page
from service.studio.paging import Part, part

ENTRY = Entry(30, "Approve", "/approve")

#: Rows of one list.
_ROWS = 100


def waiting(request: Request) -> Response:
    """The inbox of somebody's roles."""
    studio, account = studio_of(request), signed_in(request)
    desk, today = studio.desk, studio.clock().date()
    library, asked = desk.workspace.library(), request.query_params
    roles = account.reviews
    role, q = asked.get("role", ""), asked.get("q", "")
    everything = inbox(library, desk.remarks.all(), roles, account.name, today)
    found = [each for each in everything if _fits(each, role, q)]

    def listed(name: str, waits: list[Waiting]) -> Part[Waiting]:
        return part(request, waits, _ROWS, {"q": q, "role": role}, at=name)

    return page(
        request,
        "approve_list.html",
        roles=roles,
        role=role,
        q=q,
        everything=len(everything),
        ready=listed("ready", [w for w in found if not w.own and not w.sent_back]),
        back=listed("back", [w for w in found if w.sent_back and not w.own]),
        own=listed("own", [w for w in found if w.own]),
        done=asked.get("done", ""),
        title_of=title_of,
    )


def _fits(waits: Waiting, role: str, q: str) -> bool:
    words = f"{waits.item.key} {title_of(waits.item.value)} {waits.cause}".lower()
    return role in ("", waits.role) and all(word in words for word in q.lower().split())


ROUTES = (Route("/approve", waiting),)
