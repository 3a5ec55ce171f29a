"""Health, figures and documentation: what the people who run the service look at."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from service import __version__
from service.web import metrics
from service.web.codes import BY_SLUG, WEB_CODES
from service.web.describing import KEYED, READING, refuses
from service.web.openapi import describe
from service.web.page import STYLE, page
from service.web.reference import operations

router = APIRouter(tags=["Operate"])

_HTML: dict[int | str, dict[str, Any]] = {
    200: {"description": "A page.", "content": {"text/html": {"schema": {"type": "string"}}}}
}


@router.get("/healthz", summary="Whether the process is alive")
async def healthz() -> dict[str, str]:
    """It answers as long as the event loop turns."""
    return {"status": "alive", "version": __version__}


@router.get(
    "/readyz",
    summary="Whether the service can answer",
    responses={503: {"description": "Not yet, or not now; each part says why."}},
)
async def readyz(request: Request) -> Response:
    """Ready only when the release, the guard and the store are; each is named."""
    parts = await request.app.state.readiness()
    ready = all(part["ready"] for part in parts.values())
    headers = {} if ready else {"retry-after": "5"}
    return JSONResponse({"ready": ready, "parts": parts}, 200 if ready else 503, headers)


@router.get("/metrics", summary="Figures in Prometheus' form", response_class=Response)
async def get_metrics() -> Response:
    """Over all worker processes of this replica. No label says anything of a person."""
    return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)


@router.get("/openapi.json", include_in_schema=False)
async def get_openapi(request: Request) -> Response:
    """The description for machines."""
    return JSONResponse(describe(request.app))


@router.get("/docs", summary="This description as a page", responses=_HTML, response_class=Response)
async def get_docs(request: Request) -> Response:
    """Made on the server; it loads nothing from anywhere else and needs no script."""
    schema = describe(request.app)
    return page(
        "docs.html",
        up="./",
        version=__version__,
        paragraphs=schema["info"]["description"].strip().split("\n\n"),
        tags=schema["tags"],
        operations=operations(schema),
        codes=WEB_CODES.values(),
        keyed=KEYED,
        reading=READING,
    )


@router.get(
    "/problems/{slug}",
    summary="What a kind of error means",
    responses=_HTML | refuses("W401"),
    response_class=Response,
)
async def get_problem(slug: str) -> Response:
    """The page that an error's `type` leads to."""
    if slug not in BY_SLUG:
        raise HTTPException(404)
    return page("problem.html", kind=BY_SLUG[slug])


@router.get("/static/style.css", include_in_schema=False)
async def get_style() -> Response:
    """The one style sheet."""
    return FileResponse(STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})
