"""What the framework's routing leaves to say: `HEAD`, and paths that are almost right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from service.web.problems import WebProblem, fault_of
from service.web.routes.messages import get_message


def answer_head(routes: Iterable[BaseRoute]) -> None:
    """Let whatever answers `GET` answer `HEAD`, as load balancers ask; servers drop the body.

    Except where looking decides: nobody would read the message that had taken a place under a cap.
    """
    for route in routes:
        if not isinstance(route, APIRoute) or route.endpoint is get_message:
            continue
        methods = route.methods or set()
        if "GET" in methods:
            route.methods = methods | {"HEAD"}


def another_method(scope: Scope, routes: Iterable[BaseRoute]) -> WebProblem:
    """The path has endpoints, with other methods; `Allow` lists those of all of them."""
    methods = {
        method
        for route in routes
        if isinstance(route, APIRoute) and route.matches(scope)[0] != Match.NONE
        for method in route.methods or ()
    }
    return WebProblem("W402", headers={"Allow": ", ".join(sorted(methods))})


def nothing_at(scope: Scope, routes: Sequence[BaseRoute]) -> WebProblem:
    """No endpoint has the path; where it is one with a slash too many, the right path is named."""
    path: str = scope["path"]
    bare = path.rstrip("/")
    if bare and bare != path:
        for route in routes:
            if (
                isinstance(route, APIRoute)
                and route.matches({**scope, "path": bare})[0] != Match.NONE
            ):
                fix = f"use `{route.path}`, without a slash at its end"
                return WebProblem("W401", [fault_of("W401", fix=fix)])
    return WebProblem("W401")
