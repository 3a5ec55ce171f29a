"""Drafts of the Edit page: kept as one types, put together, discarded and taken back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from service.editing.overtaking import Overtaken
from service.library.places import place_of
from service.studio.context import studio_of
from service.studio.drafted import brought, editor_of
from service.studio.failing import Refused
from service.studio.forms import arrival, read_form


async def keep(request: Request) -> Response:
    """Keep what was typed, so that a closed laptop loses nothing; 409 says that nothing was kept,
    as another window kept something else."""
    studio, form = studio_of(request), await read_form(request)
    given = brought(request, form, studio.clock())
    try:
        kept = await asyncio.to_thread(studio.desk.drafting.keep, given.mine, given.seen)
    except Overtaken:
        return JSONResponse({"kept": False}, 409)
    return JSONResponse({"kept": kept})


async def together(request: Request) -> Response:
    """Put what was typed here and what another window kept into one draft."""
    studio, form = studio_of(request), await read_form(request)
    given = brought(request, form, studio.clock())
    await asyncio.to_thread(studio.desk.drafting.put_together, given.mine, given.seen)
    return put_together(given.mine.file, arrival(form))


def put_together(file: str, arrived: dict[str, str]) -> Response:
    """Lead to the draft that two windows' words are in."""
    return RedirectResponse(f"/edit/at/{file}?{urlencode({'done': 'together', **arrived})}", 303)


async def discard(request: Request) -> Response:
    """Forget a draft; for a day it can be taken back."""
    studio, form = studio_of(request), await read_form(request)
    desk, now = studio.desk, studio.clock()
    given = brought(request, form, now)
    mine, file = given.mine, given.mine.file
    if "text" not in form:
        mine = replace(desk.drafts.of(mine.editor, file) or mine, at=now)
    await asyncio.to_thread(desk.drafting.discard, mine, given.seen)
    to = f"/edit/at/{file}" if desk.workspace.text(file) is not None else "/edit"
    return RedirectResponse(f"{to}?{urlencode({'done': 'discarded', **arrival(form)})}", 303)


async def take_back(request: Request) -> Response:
    """Have a discarded draft again."""
    studio, account, form = studio_of(request), editor_of(request), await read_form(request)
    file = form.get("file", "")
    if place_of(file) is None:
        raise Refused("W601")
    drafting, now = studio.desk.drafting, studio.clock()
    back = await asyncio.to_thread(drafting.take_back, file, account.name, now)
    if not back:
        raise Refused("W601")
    return RedirectResponse(f"/edit/at/{file}?done=back", 303)


ROUTES = (
    Route("/edit/keep", keep, methods=["POST"]),
    Route("/edit/together", together, methods=["POST"]),
    Route("/edit/discard", discard, methods=["POST"]),
    Route("/edit/take-back", take_back, methods=["POST"]),
)
