"""The Library page: everything there is, what it covers, and what ends next."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, fields
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.domain.vocabulary import CHANNELS, Stage
from service.editing.browsing import SORTS, STATUSES, Filter, ending, rows
from service.errors import BedsideError
from service.studio.context import studio_of
from service.studio.navigation import Entry
from service.studio.pages import page
from service.studio.paging import part
from service.studio.previewing.words import CHANNEL_NAMES

ENTRY = Entry(40, "Library", "/library")

_ROWS = 50
#: Seconds that the map is waited for before the page says that it is being made.
_WAIT = 3.0


def browse(request: Request) -> Response:
    """Search and filter."""
    studio, asked = studio_of(request), request.query_params
    library = studio.desk.workspace.library()
    wanted = Filter(**{each.name: asked.get(each.name, "").strip() for each in fields(Filter)})
    everything = rows(library, studio.clock().date())
    found = [row for row in everything if wanted.fits(row)]
    settings = library.settings.value if library.settings else None
    listed = settings.locales if settings else ()
    return page(
        request,
        "library.html",
        tab="all",
        wanted=asdict(wanted),
        part=part(request, found, _ROWS, asdict(wanted)),
        everything=len(everything),
        sorts=SORTS,
        topics={name: topic.title for name, topic in settings.topics.items()} if settings else {},
        stages={name: name.replace("_", " ") for name in get_args(Stage)},
        channels=CHANNEL_NAMES,
        # Those that the settings do not list yet too: their words are what is being prepared.
        locales={name: name for name in (*listed, *(n for row in everything for n in row.locales))},
        statuses=STATUSES,
    )


def next_ends(request: Request) -> Response:
    """What ends next."""
    studio = studio_of(request)
    today = studio.clock().date()
    found = ending(rows(studio.desk.workspace.library(), today), today)
    return page(
        request,
        "library_ending.html",
        tab="ending",
        found=found[:200],
        more=max(len(found) - 200, 0),
        today=today,
    )


async def cover(request: Request) -> Response:
    """The map of signals and channels."""
    studio = studio_of(request)
    today, desk = studio.clock().date(), studio.desk
    library = desk.workspace.library()

    def made() -> Any:
        try:
            return desk.mapper.of(library, today, _WAIT)
        except BedsideError as error:
            return error

    found = await asyncio.to_thread(made)
    problems = found.problems if isinstance(found, BedsideError) else ()
    return await asyncio.to_thread(
        page,
        request,
        "library_coverage.html",
        tab="coverage",
        table=() if problems or found is None else found,
        is_made=found is not None,
        problems=problems,
        channels=CHANNELS,
        titles={name: item.value.title for name, item in library.signals.items()},
    )


ROUTES = (
    Route("/library", browse),
    Route("/library/ending", next_ends),
    Route("/library/coverage", cover),
)
