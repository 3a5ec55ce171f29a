"""The first Edit page: find a file, in parts of fifty; above it what was begun or came back."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.editing.browsing import SORTS, Filter, opens_first, rows
from service.editing.reviewing import returned
from service.editing.unread import unread
from service.errors import Problem
from service.library.inventory import title_of
from service.library.library import Library
from service.library.places import key_of, place_of
from service.studio.context import signed_in, studio_of
from service.studio.desk import Desk
from service.studio.navigation import Entry
from service.studio.pages import page
from service.studio.paging import part

ENTRY = Entry(20, "Edit", "/edit")

#: Rows of one part of the list.
_ROWS = 50
_FIRST = ("module", "trigger", "layout", "claim")


def choose(request: Request) -> Response:
    """Find a file; above it, what the editor has begun and what came back to them."""
    studio, account = studio_of(request), signed_in(request)
    desk, today = studio.desk, studio.clock().date()
    library = desk.workspace.library()
    desk.warm(today)
    q, sort = (request.query_params.get(name, "") for name in ("q", "sort"))
    found = [row for row in rows(library, today) if Filter(q=q, sort=sort).fits(row)]
    found.sort(key=lambda row: _FIRST.index(row.sort) if row.sort in _FIRST else len(_FIRST))
    return page(
        request,
        "edit_list.html",
        unread=_unread(desk, library, q) if not sort else [],
        q=q,
        sort=sort,
        sorts=SORTS,
        part=part(request, found, _ROWS, {"q": q, "sort": sort}, anchor="#all-head"),
        drafts=[(d, _title(library, key_of(d.file))) for d in desk.drafts.all_of(account.name)],
        discarded=desk.drafting.discarded(account.name, studio.clock()),
        returned=[
            (_title(library, k), k, r, opens_first(library, k))
            for k, r in returned(library, desk.remarks.all(), account.name, today)
        ],
        may=account.edits,
        done=request.query_params.get("done", ""),
    )


def _title(library: Library, key: str) -> str:
    item = library.item(key)
    return title_of(item.value) if item is not None else ""


def _unread(desk: Desk, library: Library, q: str) -> list[tuple[str, Sequence[Problem], bool]]:
    """Files that could not be read, with why, and whether the editor can open them."""
    return [
        (file, problems, place_of(file) is not None and desk.workspace.text(file) is not None)
        for file, problems in unread(library).items()
        if all(word in file.lower() for word in q.lower().split())
    ]


ROUTES = (Route("/edit", choose),)
