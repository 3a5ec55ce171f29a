"""The Library page: everything there is, what it covers, and what ends next."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, fields
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.domain.vocabulary import CHANNELS, Stage
from service.editing.browsing import STATUSES, Filter, ending, rows
from service.editing.coverage import coverage
from service.errors import BedsideError
from service.studio.context import studio_of
from service.studio.forms import whole
from service.studio.navigation import Entry
from service.studio.pages import page

ENTRY = Entry(40, "Library", "/library")

_ROWS = 50
#: Seconds that the map is waited for before the page says that it is being made.
_WAIT = 3.0
SORTS = {
    "module": "Modules",
    "trigger": "Triggers",
    "layout": "Layouts",
    "claim": "Claims",
    "signal": "Signals",
    "directory": "Directories",
    "experiment": "Experiments",
    "brand": "Brands",
    "prompt": "Prompt templates",
    "rewording": "Banked rewordings",
    "settings": "Settings",
}


def browse(request: Request) -> Response:
    """Search and filter."""
    studio, asked = studio_of(request), request.query_params
    library = studio.desk.workspace.library()
    wanted = Filter(**{each.name: asked.get(each.name, "").strip() for each in fields(Filter)})
    everything = rows(library, studio.clock().date())
    found = [row for row in everything if wanted.fits(row)]
    at = whole(asked.get("from", ""))
    start = at if at < len(found) else 0
    settings = library.settings.value if library.settings else None
    listed = settings.locales if settings else ()
    return page(
        request,
        "library.html",
        tab="all",
        wanted=asdict(wanted),
        found=found[start : start + _ROWS],
        total=len(found),
        everything=len(everything),
        start=start,
        size=_ROWS,
        address=_address(wanted),
        sorts=SORTS,
        topics=settings.topics if settings else {},
        stages=get_args(Stage),
        channels=CHANNELS,
        # Those that the settings do not list yet too: their words are what is being prepared.
        locales=dict.fromkeys([*listed, *(name for row in everything for name in row.locales)]),
        statuses=STATUSES,
    )


def _address(wanted: Filter) -> Any:
    """The address of the same list from another row on."""
    named = {name: value for name, value in asdict(wanted).items() if value}
    return lambda start: f"/library?{urlencode({**named, 'from': start})}"


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
            return desk.covered(library, today, coverage, _WAIT)
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
