"""What one process of the service holds, and how a route gets at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from service.calling import Caller
from service.domain.nearest import did_you_mean
from service.library.served import serve
from service.serving import Service
from service.web.auth import KeyCache, check_scope, key_in, unknown_key
from service.web.envelope import note_of
from service.web.limits import Limits, RateLimiter
from service.web.problems import Fault, WebProblem
from service.web.running import Runner
from service.web.waiting import Waiting

T = TypeVar("T")


@dataclass(slots=True)
class Web:
    """One process: the service once it is built, and what bounds its callers."""

    service: Service
    limits: Limits
    limiter: RateLimiter
    keys: KeyCache
    ticket_keys: KeyCache
    runner: Runner
    waiting: Waiting
    clock: Callable[[], datetime]
    idempotency_required: bool = False

    @property
    def inbound_type(self) -> str:
        """The type of signal that a person's words are which come alone."""
        return serve(self.service.release).inbound_type

    async def run(self, work: Callable[[], T], deadline: float | None = None) -> T:
        """Something that blocks for a moment, in one of a few threads."""
        return await self.runner.run(work, deadline)

    async def caller(self, request: Request) -> Caller:
        """Who calls. Raises the 401."""
        key = key_in(request.headers)
        caller = self.keys.fresh(key) or await self.run(lambda: self.keys.look_up(key))
        if caller is None:
            raise unknown_key()
        note_of(request.scope).caller = caller.key_id
        return caller

    async def caller_of_ticket(self, request: Request, key_id: str) -> Caller:
        """Whose key made a ticket, if it still holds and may decide."""
        found = self.ticket_keys.fresh(key_id)
        caller = found or await self.run(lambda: self.ticket_keys.look_up(key_id))
        if caller is None:
            raise WebProblem("W404")
        check_scope(caller, "decide")
        self.limiter.take(caller.key_id)
        note_of(request.scope).caller = caller.key_id
        return caller


def web_of(request: Request) -> Web:
    """The process's context. Raises the 503 while the service is still being built."""
    web: Web | None = request.app.state.web
    if web is None:
        raise WebProblem("W504", headers={"Retry-After": "5"})
    return web


def known_query(request: Request) -> None:
    """Refuse query parameters that a route does not have, or that say two things.

    A name is not repeated, nor a value.
    """
    if not request.query_params:
        return
    dependant: Dependant = request.scope["route"].dependant
    known = [parameter.alias for parameter in dependant.query_params]
    faults = [
        Fault(
            "W117",
            "an unknown query parameter",
            did_you_mean(name, known) or f"known here: {', '.join(known) or 'none'}",
            name="query",
        )
        for name in request.query_params
        if name not in known
    ]
    faults += [
        Fault("W117", "a query parameter is there twice", "keep one of the two", name=name)
        for name in known
        if len(set(request.query_params.getlist(name))) > 1
    ]
    if faults:
        raise WebProblem("W117", faults)


def _needs(scope: str) -> Callable[[Request], Awaitable[Caller]]:
    async def caller(request: Request) -> Caller:
        web = web_of(request)
        found = await web.caller(request)
        check_scope(found, scope)
        web.limiter.take(found.key_id)
        request.state.caller = found  # also for what answers in the place of the route
        return found

    return caller


async def decider(request: Request) -> Caller:
    """The caller who may ask for decisions; who has no key learns nothing of the query."""
    caller = await _needs("decide")(request)
    known_query(request)
    return caller


#: The caller of a route, who may ask for decisions, change a standing, or read the log.
Decider = Annotated[Caller, Depends(decider)]
StandingKeeper = Annotated[Caller, Depends(_needs("standing"))]
LogReader = Annotated[Caller, Depends(_needs("read-log"))]
