"""The plain page that says why the studio refused. It never repeats what was sent."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

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
        back=refused.back,
    )
