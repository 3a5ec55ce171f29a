"""The plain page that says why the studio refused. It never repeats what was sent."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from service.library.places import place_of
from service.studio.failing import FAILURES, Refused
from service.studio.pages import page


def refusal(request: Request, refused: Refused) -> Response:
    """The page of a refusal."""
    failure = FAILURES[refused.code]
    return page(
        request,
        "failure.html",
        failure.status,
        code=refused.code,
        failure=failure,
        problems=refused.problems,
        files={p.file for p in refused.problems if _opens(p.file)},
        back=refused.back,
    )


def _opens(file: str) -> bool:
    """Whether the editor opens a file that a problem names."""
    place = place_of(file)
    return place is not None and place.role != "approvals"
