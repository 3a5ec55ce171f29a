"""The first Edit page: find a file, in parts of fifty; above it what was begun or came back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.editing.reviewing import returned
from service.editing.unread import unread
from service.errors import Problem
from service.library.inventory import Row, inventory
from service.library.library import Library
from service.library.places import place_of
from service.studio.context import signed_in, studio_of
from service.studio.desk import Desk
from service.studio.forms import whole
from service.studio.navigation import Entry
from service.studio.pages import page

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
    asked = " ".join(request.query_params.get("q", "").lower().split())
    sort = request.query_params.get("sort", "")
    rows = [row for row in inventory(library, today) if _fits(row, asked, sort, library)]
    rows.sort(key=lambda row: _FIRST.index(row.sort) if row.sort in _FIRST else len(_FIRST))
    at = whole(request.query_params.get("from", ""))
    start = at if at < len(rows) else 0
    return page(
        request,
        "edit_list.html",
        unread=_unread(desk, library, asked) if not sort else [],
        q=request.query_params.get("q", ""),
        sort=sort,
        rows=[
            (row, _words_of(library, row.key) or row.file) for row in rows[start : start + _ROWS]
        ],
        total=len(rows),
        start=start,
        before=_address(request, max(start - _ROWS, 0)) if start else "",
        after=_address(request, start + _ROWS) if start + _ROWS < len(rows) else "",
        drafts=desk.drafts.all_of(account.name),
        discarded=desk.discarded(account.name, studio.clock()),
        returned=[
            (k, r, _file_of(library, k))
            for k, r in returned(library, desk.remarks.all(), account.name, today)
        ],
        may=account.edits,
        done=request.query_params.get("done", ""),
    )


def _address(request: Request, start: int) -> str:
    """The same list from another row on, opened at the list."""
    named = {name: request.query_params.get(name, "") for name in ("q", "sort")}
    told = {name: value for name, value in named.items() if value}
    return f"/edit?{urlencode({**told, 'from': start})}#all-head"


def _unread(desk: Desk, library: Library, asked: str) -> list[tuple[str, Sequence[Problem], bool]]:
    """Files that could not be read, with why, and whether the editor can open them."""
    return [
        (file, problems, place_of(file) is not None and desk.workspace.text(file) is not None)
        for file, problems in unread(library).items()
        if all(word in file.lower() for word in asked.split())
    ]


def _file_of(library: Library, key: str) -> str:
    """The file that a writer opens first: of a module, words; what it is stands beside them."""
    own = (item.file for item in library.items() if item.key == key)
    return _words_of(library, key) or next(own, "")


def _words_of(library: Library, key: str) -> str:
    sort, _, name = key.partition(":")
    words = library.renditions.get(name, ()) if sort == "module" else ()
    return words[0].file if words else ""


def _fits(row: Row, asked: str, sort: str, library: Library) -> bool:
    if sort and row.sort != sort:
        return False
    words = f"{row.key} {row.title} {row.kind} {' '.join(row.topics)}".lower()
    if all(word in words for word in asked.split()):
        return True
    if row.sort != "module" or not asked:
        return False
    files = library.renditions.get(row.key.partition(":")[2], ())
    return any(asked in file.value.source.lower() for file in files)


ROUTES = (Route("/edit", choose),)
