"""Calls that are refused before their body is understood: a person's words in it are heard.

A query that nobody knows, another content type, a key twice, a list in the place of one message: a
stop or a call for help in such a call needs only that it can be read. What was wrong is told beside
the answer, as `hearing.py` has it; without such words the call is refused as it would have been.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import Response

from service.calling import Caller
from service.domain.vocabulary import Outcome
from service.web import metrics
from service.web.batches import answer_words
from service.web.context import web_of
from service.web.deciding import decide_on, respond
from service.web.envelope import note_of
from service.web.formats import Read
from service.web.hearing import alone
from service.web.lenient import items_in
from service.web.loosely import data_in
from service.web.places import as_sent
from service.web.problems import WebProblem, detail_of, fault_of
from service.web.receiving import read_refused
from service.web.wording import what_fits

E = TypeVar("E", bound=Callable[..., Any])

#: Said of a call whose body nobody understood yet.
_UNREAD = frozenset({"W101", "W102", "W103", "W104", "W105", "W106", "W107", "W108", "W117"})
_MISFIT = "W111"
_UNHEARD = "nothing in the body was heard or kept, a stop or a call for help neither"


def _as_it_is(response: Response, _outcome: Outcome) -> Response:
    return response


@dataclass(frozen=True, slots=True)
class WordsIn:
    """Where an endpoint's bodies hold words.

    `of` gives those of one item in a message's shape, unchecked; `name` is that of a batch's list.
    An endpoint that takes `many` hears the items of what does not fit by itself; one of `lists`
    takes nothing but lists. `repeats` as in `hearing.answer`; `shaped` makes an answer the
    endpoint's own.
    """

    of: Callable[[Request, Any], Any]
    name: str
    many: bool = False
    lists: bool = False
    repeats: bool = False
    shaped: Callable[[Response, Outcome], Response] = _as_it_is


_WORDS: dict[Callable[..., Any], WordsIn] = {}


def hears(words: WordsIn) -> Callable[[E], E]:
    """An endpoint whose refused calls are heard, on a `HearingRoute`."""

    def known(endpoint: E) -> E:
        _WORDS[endpoint] = words
        return endpoint

    return known


class HearingRoute(APIRoute):
    """A route that hears the words of calls which it refuses."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """What the framework calls."""
        handle = super().get_route_handler()
        words = _WORDS.get(self.endpoint)
        if words is None:
            return handle

        async def hearing(request: Request) -> Response:
            try:
                answered: Response = await handle(request)
            except RequestValidationError as error:
                problem = wrong_parameters(error)
            except WebProblem as refused:
                problem = refused
            else:
                return answered
            return await answer_refused(request, problem, self.endpoint)

        return hearing


def wrong_parameters(error: RequestValidationError) -> WebProblem:
    """What the framework says of a query, as all else is said."""
    return WebProblem(
        "W117",
        [
            fault_of("W117", fix=what_fits(detail), name=str(detail["loc"][-1]))
            for detail in error.errors()
        ],
    )


async def answer_refused(
    request: Request, problem: WebProblem, endpoint: Callable[..., Any]
) -> Response:
    """The answer to the words in a refused call. Raises `problem` where there are none."""
    words, web = _WORDS[endpoint], web_of(request)
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise problem
    data = await said_in(request, problem, misfit=not words.many)
    one = None if words.lists else alone(words.of(request, data), web)
    if one is None:
        listed = (words.of(request, item) for item in items_in(data, words.name))
        return await answer_words(request, caller, listed, problem)
    read = Read(one, as_sent, despite=problem)
    answered = await decide_on(request, caller, read, repeats=words.repeats)
    return words.shaped(respond(request, answered, _status_asked(request)), answered.outcome)


async def said_in(request: Request, problem: WebProblem, *, misfit: bool) -> Any:
    """What the body of a refused call says, up to the size of a batch.

    Raises `problem`; where the body cannot be read, its detail says that nothing was heard, and so
    do the log and a figure. `misfit`: a body that was understood and does not fit is read as well.
    """
    if problem.kind.code not in _UNREAD and not (misfit and problem.kind.code == _MISFIT):
        raise problem
    try:
        raw = await read_refused(request, web_of(request).limits.batch_bytes)
    except WebProblem:
        raise _unheard(request, problem) from None
    data = data_in(raw, request.headers.get("content-type", ""))
    if data is None:
        raise _unheard(request, problem)
    return data


def _unheard(request: Request, problem: WebProblem) -> WebProblem:
    metrics.UNHEARD.inc()
    note_of(request.scope).extra["unheard"] = "body"
    detail = f"{detail_of(problem).rstrip('.')}; {_UNHEARD}"
    return WebProblem(problem.kind.code, problem.faults, detail=detail, headers=problem.headers)


def _status_asked(request: Request) -> str:
    """The status for silence, where the call names one that there is."""
    asked = request.query_params.get("suppress_as", "200")
    return asked if asked in ("204", "409") else "200"
