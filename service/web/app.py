"""The application: routes, their surroundings, and the service that they ask, built once.

`create_app` takes a function that builds the service, so that the process answers `/healthz` while
it still loads, and comes back by itself when its database does.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.errors import BedsideError
from service.serving import Service
from service.web.auth import KeyCache, caller_by_id
from service.web.context import Web
from service.web.envelope import Envelope, note_of, problem_of
from service.web.express import WithExpress
from service.web.limits import Limits, RateLimiter
from service.web.logs import log, where
from service.web.metrics import begin_at_zero, tell_approvals
from service.web.openapi import describe
from service.web.problems import WebProblem, respond
from service.web.refused import wrong_parameters
from service.web.routes import events, explaining, messages, operating, people, standing
from service.web.routing import another_method, answer_head, nothing_at
from service.web.running import Runner
from service.web.waiting import Waiting

#: Threads for calls of the store that are no decisions: changes of a standing, receipts, keys.
_THREADS = 4

#: Seconds between two attempts to build the service.
_AGAIN = 5.0

_PARTS = ("release", "guard", "store")
_OWN_FAULT = "W599"

Parts = dict[str, dict[str, Any]]

#: Begins work beside the service, and gives what ends it.
Beside = Callable[[Service], Callable[[], None]]


def create_app(
    build: Callable[[], Service],
    limits: Limits | None = None,
    *,
    idempotency_required: bool = False,
    beside: Beside | None = None,
) -> FastAPI:
    """The application around a service that `build` builds when the application starts.

    `beside` is started once the service is there, and stopped before it.
    """
    bounds = limits or Limits()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        building = asyncio.create_task(_keep_building(app, make, build, beside))
        try:
            yield
        finally:
            building.cancel()
            await _close(app)

    def make(service: Service) -> Web:
        begin_at_zero()
        tell_approvals(stamp.until for stamp in service.release.stamps.values())
        return Web(
            service=service,
            limits=bounds,
            limiter=RateLimiter(bounds.calls_per_second, bounds.burst, time.monotonic),
            keys=KeyCache(service.authenticate, bounds.key_seconds),
            ticket_keys=KeyCache(partial(caller_by_id, service), bounds.key_seconds),
            runner=Runner(_THREADS, bounds.waiting, bounds.deadline),
            waiting=Waiting(service, bounds.waiting, bounds.deadline),
            idempotency_required=idempotency_required,
            clock=service.clock,
        )

    app = WithExpress(
        title="Bedside",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # Callers follow no redirect, and one would be built from the host that the caller names.
        redirect_slashes=False,
        # What a call may leave behind is our own log line and figures; a trace would hold paths.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.web, app.state.faults, app.state.stop_beside = None, {}, None
    app.state.readiness = _readiness(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    for part in (messages, events, standing, explaining, people, operating):
        app.router.routes.extend(part.router.routes)
    answer_head(app.routes)
    app.add_middleware(Envelope)
    for kind in (WebProblem, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer)
    return app


async def _keep_building(
    app: FastAPI,
    make: Callable[[Service], Web],
    build: Callable[[], Service],
    beside: Beside | None,
) -> None:
    """Build the service and begin what runs beside it; where one fails, say so and try again.

    Nobody waits for this task, so an error that left it would be seen by none.
    """
    while app.state.web is None:
        try:
            app.state.web = make(await asyncio.to_thread(build))
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be told
            app.state.faults = _missing(error)
            _tell("not ready", error)
            await asyncio.sleep(_AGAIN)
    while beside is not None and app.state.stop_beside is None:
        try:
            app.state.stop_beside = await asyncio.to_thread(beside, app.state.web.service)
        except Exception as error:  # noqa: BLE001 - as above
            _tell("not begun", error)
            await asyncio.sleep(_AGAIN)
    log().info("ready")


def _tell(event: str, error: Exception) -> None:
    """A line with the problems, or with a fault's kind and place; its message may hold a value."""
    if isinstance(error, BedsideError):
        log().error(event, problems=[f"{p.file} {p.code}" for p in error.problems])
    else:
        log().error(event, fault=type(error).__name__, where=where(error))


def _missing(error: Exception) -> Parts:
    """The parts that problems are of, each with the code of its first; the log has every one.

    The guard has a code of its own, the store's begin with D, and all others are of the release and
    the settings that lead to it. Of a fault of our own it is not known which part it keeps away.
    """
    if not isinstance(error, BedsideError):
        return {name: {"ready": False, "fault": _OWN_FAULT} for name in _PARTS}
    parts: Parts = {}
    for problem in error.problems:
        part = "guard" if problem.code == "C105" else "release"
        part = "store" if problem.code.startswith("D") else part
        parts.setdefault(part, {"ready": False, "fault": problem.code})
    return parts


async def _close(app: FastAPI) -> None:
    """Finish what is under way, then let go of the store."""
    web: Web | None = app.state.web
    if web is not None:
        app.state.web = None
        if app.state.stop_beside is not None:
            await asyncio.to_thread(app.state.stop_beside)
        await asyncio.to_thread(web.runner.close)
        await asyncio.to_thread(web.service.close)


def _readiness(app: FastAPI) -> Callable[[], Awaitable[Parts]]:
    async def readiness() -> Parts:
        web: Web | None = app.state.web
        if web is None:
            faults: Parts = app.state.faults
            starting: Parts = {name: {"ready": False} for name in _PARTS}
            return starting | faults
        ready = await asyncio.to_thread(web.service.ready)
        found = dict(fault.split(": ", 1) for fault in ready.faults)
        return {
            name: {"ready": name not in found, "is": found.get(name, what)}
            for name, what in (
                ("release", ready.release),
                ("guard", ready.guard),
                ("store", "open"),
            )
        }

    return readiness


async def _answer(request: Request, error: Exception) -> Response:
    """Errors that the framework meets end where all others do."""
    if isinstance(error, RequestValidationError):
        error = wrong_parameters(error)
    if isinstance(error, HTTPException) and error.status_code == 404:
        error = nothing_at(request.scope, request.app.routes)
    if isinstance(error, HTTPException) and error.status_code == 405:
        error = another_method(request.scope, request.app.routes)
    note = note_of(request.scope)
    return respond(problem_of(error, note), note.request_id)
