"""What a text does, as one types it: what is wrong with it, and the messages that it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.editing.differences import difference
from service.editing.following import cited
from service.editing.looking import Look, Mark
from service.editing.reaching import Reach
from service.errors import BedsideError
from service.library.places import Place, place_of
from service.studio.context import signed_in, studio_of
from service.studio.drafted import base_in, plain
from service.studio.failing import Refused
from service.studio.forms import read_form, whole
from service.studio.pages import page
from service.studio.showing import compared, seen, seen_alone, told_of

#: Messages shown at once.
_SHOWN = 8


async def look(request: Request) -> Response:
    """What is wrong with the text as it is, for the editor's underlines."""
    studio, account, form = studio_of(request), signed_in(request), await read_form(request)
    file, text = form.get("file", ""), plain(form.get("text", ""))
    today = studio.clock().date()
    desk = studio.desk
    along = await asyncio.to_thread(desk.along, file, text, account.name, today)
    found = await asyncio.to_thread(desk.look, file, text, today, along)
    now = studio.desk.workspace.text(file)
    return JSONResponse(
        {
            "marks": _marks(text, found),
            "elsewhere": [
                {"where": p.where, "code": p.code, "level": p.level, "what": p.what, "fix": p.fix}
                for p in found.elsewhere
            ],
            "moved": now is not None and now != base_in(form),
            "stops": found.stops,
            "along": list(along),
        }
    )


def _marks(text: str, found: Look) -> list[dict[str, Any]]:
    """Marks with their places in UTF-16 units, as browsers count."""
    units = _units(text)

    def shown(mark: Mark) -> dict[str, Any]:
        return {
            "from": units(mark.start),
            "to": units(mark.end),
            "line": text.count("\n", 0, mark.start) + 1,
            "level": mark.level,
            "code": mark.code,
            "what": mark.what,
            "fix": mark.fix,
            "fixes": [
                {
                    "label": fix.label,
                    "from": units(fix.start),
                    "to": units(fix.end),
                    "text": fix.text,
                }
                for fix in mark.fixes
            ],
        }

    return [shown(mark) for mark in found.marks]


def _units(text: str) -> Callable[[int], int]:
    if text.isascii():
        return lambda offset: offset
    return lambda offset: len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


async def changes(request: Request) -> Response:
    """What a text changes: in words, and in the messages that hold it."""
    form, studio = await read_form(request), studio_of(request)
    place = place_of(form.get("file", ""))
    if place is None:
        raise Refused("W601")
    text, name = plain(form.get("text", "")), signed_in(request).name
    follow = cited(studio.desk.workspace, {place.file: text})
    today = studio.clock().date()
    along = await asyncio.to_thread(studio.desk.along, place.file, text, name, today)
    texts = {**along, **follow, place.file: text}
    # No message is made of a brand or a template, so there is none to try.
    found = (
        None
        if place.in_prompts
        else await asyncio.to_thread(studio.desk.reach, texts, place, today)
    )
    wanted = whole(form.get("shown", ""))
    return await asyncio.to_thread(_changes, request, place, texts, found, wanted, sorted(follow))


def _changes(
    request: Request,
    place: Place,
    texts: dict[str, str],
    found: Reach | BedsideError | None,
    wanted: int,
    follow: list[str],
) -> Response:
    desk, text = studio_of(request).desk, texts[place.file]
    now = desk.workspace.text(place.file) or ""
    reach = found if isinstance(found, Reach) else None
    pool = reach.different if reach else ()
    chosen = min(wanted, max(len(pool) - 1, 0))
    alone = desk.alone(texts, place)
    # What the guard says of the open text stands beside it, where it can be mended.
    told = told_of(alone, place.file)
    return page(
        request,
        "edit_changes.html",
        problems=found.problems if isinstance(found, BedsideError) else (),
        place=place,
        cited=follow,
        words=difference(now, text),
        reach=reach,
        changed=[compared(change, told) for change in reach.changes[:_SHOWN]] if reach else [],
        alone=[seen_alone(one) for one in alone],
        shown=seen(pool[chosen], told) if pool else None,
        choices=[f"{c.title}: {c.sample.label}" for c in pool],
        chosen=chosen,
    )


ROUTES = (
    Route("/edit/look", look, methods=["POST"]),
    Route("/edit/changes", changes, methods=["POST"]),
)
