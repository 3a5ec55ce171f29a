"""Back to what was approved: what would change, and drafts of it. The library stays as it is."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.editing.differences import difference
from service.errors import BedsideError, Problem
from service.library.inventory import title_of
from service.studio.context import signed_in, studio_of
from service.studio.drafted import editor_of
from service.studio.failing import Refused
from service.studio.forms import read_form
from service.studio.pages import page


def look(request: Request) -> Response:
    """What the item said when it was approved last, beside what it says now."""
    return _look(request, request.path_params["key"])


def _look(
    request: Request, key: str, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    studio, account = studio_of(request), signed_in(request)
    desk, today = studio.desk, studio.clock().date()
    found = desk.back(key, today)
    if found is None:
        raise Refused("W601")
    now = desk.workspace.text
    return page(
        request,
        "edit_back.html",
        status,
        found=found,
        key=key,
        name=key.partition(":")[2],
        title=title_of(found.item.value),
        files=[
            (file, now(file) is None, difference(now(file) or "", text))
            for file, text in found.texts.items()
        ],
        drafts=[draft.file for draft in desk.drafting.of_item(account.name, key)],
        problems=problems,
        may=account.edits,
    )


async def go(request: Request) -> Response:
    """Make drafts of it and open the first."""
    studio, account, form = studio_of(request), editor_of(request), await read_form(request)
    key, digest = form.get("key", ""), form.get("hash", "")
    try:
        files = await asyncio.to_thread(
            studio.desk.go_back, key, digest, account.name, studio.clock()
        )
    except BedsideError as error:
        return await asyncio.to_thread(_look, request, key, error.problems, 409)
    told = urlencode([("done", "approved"), *(("with", file) for file in files[1:])])
    return RedirectResponse(f"/edit/at/{files[0]}?{told}", 303)


ROUTES = (
    Route("/edit/back/{key:path}", look),
    Route("/edit/back", go, methods=["POST"]),
)
