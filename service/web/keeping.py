"""The noes in a body that does not fit, kept: what else it says is refused.

Of a list every no is kept, up to a number that one call has the time for, and the call is refused:
one answer can only tell of one recipient. `noes.py` reads them, `recording.py` records them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

from fastapi import Request

from service.calling import Caller, NotFound, NothingSent, StandingRefused
from service.web import metrics
from service.web.answers import ChangedOut, FaultOut
from service.web.context import web_of
from service.web.envelope import note_of
from service.web.lenient import object_in
from service.web.noes import complaint_in, entry_in, stop_in, withdrawals_in
from service.web.problems import WebProblem, fault_of
from service.web.recording import (
    NOS_KEPT,
    record_consents,
    record_delivery,
    record_opt_out,
    record_suppression,
)

N = TypeVar("N")

LISTED_KEPT = (
    "a list is no body for one call; what must not go any more, by its items, is kept: {} of {}"
)

#: So many items of one call are looked at for a no. More would take longer than callers wait, and
#: leave the key without calls for long: for other people's stops as well.
MOST_NOES = 1000
_REST = "send what is behind them again, each as a call of its own"


async def keep_withdrawals(
    request: Request, caller: Caller, data: Any, problem: WebProblem
) -> ChangedOut:
    """The withdrawals in a body that does not fit. The rest is refused: it may hold a yes."""
    now = web_of(request).clock()
    bodies = data if isinstance(data, list) else [data]
    noes = [no for body in _first_consents(bodies) for no in withdrawals_in(body, now)]
    more = sum(max(1, len(_consents(body))) for body in bodies) > MOST_NOES
    raise await _keep_each(
        request,
        caller,
        problem,
        [len(no.consents) for no in noes],
        (record_consents(request, caller, no) for no in noes),
        more=more,
        kept=NOS_KEPT,
    )


async def keep_stop(request: Request, caller: Caller, data: Any, problem: WebProblem) -> ChangedOut:
    """The stop in a body that does not fit; `notes` says what does not."""
    now = web_of(request).clock()
    return await _keep_no(
        request, caller, data, problem, lambda body: stop_in(body, now), record_opt_out
    )


async def keep_entry(
    request: Request, caller: Caller, data: Any, problem: WebProblem
) -> ChangedOut:
    """The same for an entry on the suppression list."""
    return await _keep_no(request, caller, data, problem, entry_in, record_suppression)


async def keep_complaint(
    request: Request, caller: Caller, data: Any, problem: WebProblem
) -> ChangedOut:
    """The same for a complaint about a message; other reports are refused."""
    return await _keep_no(request, caller, data, problem, complaint_in, record_delivery)


async def _keep_no(
    request: Request,
    caller: Caller,
    data: Any,
    problem: WebProblem,
    read: Callable[[Any], N | None],
    record: Callable[[Request, Caller, N], Awaitable[ChangedOut]],
) -> ChangedOut:
    """The no that a body holds, kept. Raises `problem` where there is none, and for a list."""
    if isinstance(data, list):
        noes = [no for body in data[:MOST_NOES] if (no := read(body)) is not None]
        raise await _keep_each(
            request,
            caller,
            problem,
            [1] * len(noes),
            (record(request, caller, no) for no in noes),
            more=len(data) > MOST_NOES,
            kept=LISTED_KEPT.format("{:,}", len(data)),
        )
    no = read(data)
    if no is None:
        raise problem
    told = await record(request, caller, no)
    unfit = [FaultOut(**fault.as_json()) for fault in problem.told]
    return told.model_copy(update={"notes": [*unfit, *told.notes]})


async def _keep_each(
    request: Request,
    caller: Caller,
    problem: WebProblem,
    sizes: Sequence[int],
    recordings: Iterator[Awaitable[ChangedOut]],
    *,
    more: bool,
    kept: str,
) -> WebProblem:
    """Keep noes until the time is up, and what to answer: with `kept`, which may name how many.

    `sizes` has how many each recording is of; `more` says that some were not looked at.
    """
    web, loop = web_of(request), asyncio.get_running_loop()
    web.limiter.take(caller.key_id, max(0, len(sizes) - 1), taken=1)
    until = loop.time() + web.limits.batch_deadline
    tried = done = 0
    for size in sizes:
        if loop.time() > until:
            more = True
            break
        tried += size
        done += size - await _not_kept(next(recordings), size)
    if more:
        metrics.UNHEARD.inc()
        note_of(request.scope).extra["unheard"] = "rest"
        detail = (
            f"these are more than one call keeps: of the first {tried:,} of its stops, "
            f"withdrawals, entries or complaints {done:,} are kept, and none behind them"
        )
        return WebProblem("W116", [fault_of("W116", fix=_REST)], detail=detail)
    return (
        WebProblem(problem.kind.code, problem.told, detail=kept.format(done)) if done else problem
    )


def _first_consents(bodies: Sequence[Any]) -> Iterator[Any]:
    """The bodies with no more consents than are looked at."""
    left = MOST_NOES
    for body in bodies:
        if left <= 0:
            return
        listed = _consents(body)
        yield {**body, "consents": listed[:left]} if listed else body
        left -= max(1, len(listed))


def _consents(body: Any) -> list[Any]:
    listed = object_in(body).get("consents")
    return listed if isinstance(listed, list) else []


async def _not_kept(recording: Awaitable[ChangedOut], size: int) -> int:
    """How many of a recording are not kept; what keeps one out keeps out none of the others."""
    try:
        await recording
    except StandingRefused as refused:
        return len(refused.faults) if refused.kept else size
    except (NotFound, NothingSent):
        return size
    return 0
