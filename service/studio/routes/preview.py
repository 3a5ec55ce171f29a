"""The Preview page (its frame; the parts come next)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.studio.navigation import Entry
from service.studio.pages import page

ENTRY = Entry(10, "Preview", "/preview")


async def show(request: Request) -> Response:
    """The page."""
    return page(request, "preview.html")


ROUTES = (Route("/preview", show),)
