"""What surrounds every call: a request id, security headers, the log line, the figures, and the
one place where an error becomes an answer.

Plain ASGI, because it runs on every call. It never lets an exception out: a server would log the
exception's message, and a message may hold a value.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.calling import StoreUnavailable
from service.web import metrics
from service.web.failing import as_problem
from service.web.logs import log, where
from service.web.problems import WebProblem, respond

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)

_ALWAYS = {
    "cache-control": "no-store",
    "content-security-policy": API_POLICY,
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}
_ALWAYS_RAW = [(name.encode(), value.encode()) for name, value in _ALWAYS.items()]
_NAMES = {name for name, _ in _ALWAYS_RAW}

#: The status, in figures and the log, of a call whose caller hung up before it was there whole.
_GONE = 499

#: Calls that a machine makes every few seconds; they are counted and not logged.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


@dataclass(slots=True)
class Note:
    """What a call comes to, as its log line may say it."""

    request_id: str
    caller: str = ""
    outcome: str = ""
    reasons: tuple[str, ...] = ()
    items: int = 0
    replayed: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    def tell_change(self, change: str, *, lifted: bool = False) -> None:
        """What the call changes of a standing. With `caller` it says who; nothing says of whom."""
        self.extra["change"] = f"{change} lifted" if lifted else change


def note_of(scope: MutableMapping[str, Any]) -> Note:
    """The note of the call being answered."""
    note: Note = scope["bedside"]
    return note


class Envelope:
    """The middleware around the whole application."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app, self._clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note = scope["bedside"] = Note(secrets.token_hex(8))
        started, status = self._clock(), 0

        async def sealed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message.setdefault("headers", [])
                own = {name.lower() for name, _ in given} & _NAMES
                given += [pair for pair in _ALWAYS_RAW if pair[0] not in own]
                given.append((b"x-request-id", note.request_id.encode()))
            await send(message)

        metrics.UNDER_WAY.inc()
        try:
            await self._app(scope, receive, sealed)
        except ClientDisconnect:
            status = _GONE  # nobody is there to answer, and no fault is ours
        except Exception as error:  # noqa: BLE001 - the boundary: nothing may leave but an answer
            problem = problem_of(error, note)
            if not status:
                await respond(problem, note.request_id)(scope, receive, sealed)
        finally:
            metrics.UNDER_WAY.dec()
            self._tell(scope, note, status, self._clock() - started)

    def _tell(self, scope: Scope, note: Note, status: int, seconds: float) -> None:
        route = pattern_of(scope)
        metrics.labelled(metrics.REQUESTS, _method(scope), route, str(status)).inc()
        metrics.labelled(metrics.SECONDS, route).observe(seconds)
        if route in QUIET:
            return
        line: dict[str, Any] = {
            "request_id": note.request_id,
            "method": _method(scope),
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "caller": note.caller,
            "outcome": note.outcome,
            "reasons": list(note.reasons),
            "items": note.items,
            "replayed": note.replayed,
            **note.extra,
        }
        log().info("call", **{name: value for name, value in line.items() if value})


def problem_of(error: Exception, note: Note) -> WebProblem:
    """The problem that an error is, counted and noted; a fault of our own is logged by place."""
    problem = as_problem(error)
    metrics.PROBLEMS.labels(problem.kind.code).inc()
    note.extra["code"] = problem.kind.code
    if isinstance(error, StoreUnavailable):
        note.extra["store"] = error.what  # one of our own few sentences, never the database's
    if problem.kind.status == 500:
        log().error(
            "fault", request_id=note.request_id, fault=type(error).__name__, where=where(error)
        )
    return problem


def pattern_of(scope: Scope) -> str:
    """The route's pattern, such as `/why/{ticket}`; `none` where no route has the path."""
    return getattr(scope.get("route"), "path", None) or "none"


def _method(scope: Scope) -> str:
    """The method, if it is one that HTTP registers; anybody may send any word."""
    known = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"
