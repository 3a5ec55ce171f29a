"""The studio as an application: its pages, its static files and what surrounds them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from service.errors import BedsideError
from service.studio import showing, static_files
from service.studio.context import Studio
from service.studio.envelope import Envelope
from service.studio.failing import Refused, unreadable
from service.studio.refusal_page import refusal
from service.studio.routes import PAGES

_BY_STATUS = {404: "W601", 405: "W607"}


def create_studio(studio: Studio) -> Starlette:
    """The application. Its navigation has an entry for each page that is there."""
    studio.navigation = tuple(sorted(p.ENTRY for p in PAGES if hasattr(p, "ENTRY")))
    app = Starlette(
        routes=[route for page in (*PAGES, static_files, showing) for route in page.ROUTES],
        middleware=[
            Middleware(GZipMiddleware, minimum_size=500, compresslevel=5),
            Middleware(Envelope, studio=studio),
        ],
        exception_handlers={
            Refused: _refused,
            BedsideError: _unreadable,
            HTTPException: _http,
        },
    )
    app.state.studio = studio
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refusal(request, error)


async def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, BedsideError)
    return refusal(request, unreadable(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refusal(request, Refused(_BY_STATUS.get(error.status_code, "W608")))
