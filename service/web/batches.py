"""Many items in one call: each is read, decided or recorded for itself, and has its own status."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, repeat
from typing import Any

from fastapi import Request
from starlette.responses import Response

from service.calling import Answered, Caller
from service.web.context import Web, web_of
from service.web.deciding import ask, count, tell_stop
from service.web.envelope import note_of, problem_of
from service.web.formats import Read
from service.web.hearing import alone, has_words
from service.web.models import MessageIn
from service.web.places import as_sent, placed
from service.web.problems import WebProblem, document, fault_of
from service.web.recording import record_event

#: How many items of one call are on their way at once, so that other callers get their turn.
_ABREAST = 16

#: So many items that are refused with their call tell its problem; of more, the status is enough.
_TOLD = 100

#: So many items of a refused call have their words read. More would hold up others, and leave its
#: key without calls for long: for other people's stops as well.
_HEARD = 1000
_UNREAD = f"the words of {_HEARD:,} items were read; send this one again, in a batch that fits"

#: Reads one item; it raises `WebProblem` for one that does not fit.
Reader = Callable[[], Read]


async def answer_all(
    request: Request,
    caller: Caller,
    readers: Iterable[Reader],
    many: int,
    pointer: str,
    words: Iterable[Any],
) -> Response:
    """The answers in the order of the items. The status is 200, whatever the items came to.

    Of `readers` there are so `many`, and of more than a call may bring none is made. `words` are
    those of each item in a message's shape, unchecked: they are heard where there are too many.
    """
    web = web_of(request)
    if many > web.limits.batch_items:
        fix = f"send {web.limits.batch_items} items or fewer in a call"
        problem = WebProblem("W116", [fault_of("W116", fix=fix, pointer=pointer)])
        return await answer_words(request, caller, words, problem)
    web.limiter.take(caller.key_id, max(0, many - 1), taken=1)
    note_of(request.scope).items = many
    return _answer(item for item, _ in await _abreast(request, caller, readers))


async def answer_words(
    request: Request, caller: Caller, words: Iterable[Any], problem: WebProblem
) -> Response:
    """The answer to a batch that is refused as a whole: its items' words are heard all the same.

    Items whose words ask for help, or to stop, are answered; each other one is refused as the call
    is. Beyond a thousand items with words their words are not read, which is theirs to send again.
    Raises `problem` where nobody asks for anything. `words` as in `answer_all`.
    """
    web = web_of(request)
    said, unread = _split(words, web)
    heard_of = [message for message in said if message is not None]
    if not heard_of:
        raise problem
    web.limiter.take(caller.key_id, len(heard_of) - 1, taken=1)
    note_of(request.scope).items = len(said)
    readers = [partial(Read, message, as_sent, despite=problem) for message in heard_of]
    answered = await _abreast(request, caller, readers)
    if not unread and all(error is problem for _, error in answered):
        raise problem
    refused, waits = _told(problem, request), _told(WebProblem("W502", detail=_UNREAD), request)
    heard = iter(answered)
    items = (None if message is None else next(heard) for message in said)
    return _answer(
        next(waits)
        if place in unread
        else (next(refused) if item is None or item[1] is problem else item[0])
        for place, item in enumerate(items)
    )


def _split(words: Iterable[Any], web: Web) -> tuple[list[MessageIn | None], set[int]]:
    """The messages that are heard, each in its item's place, and the places that must wait."""
    said: list[MessageIn | None] = []
    unread: set[int] = set()
    heard = 0
    for place, item in enumerate(words):
        message = alone(item, web) if heard < _HEARD else None
        heard += message is not None
        if heard >= _HEARD and message is None and has_words(item):
            unread.add(place)
        said.append(message)
    return said, unread


def _told(problem: WebProblem, request: Request) -> Iterator[bytes]:
    """Items with this problem, as many as there are; it is told in the first of them."""
    status = problem.kind.status
    told = json.dumps(document(problem, note_of(request.scope).request_id)).encode()
    return chain(repeat(_item(status, "problem", told), _TOLD), repeat(b'{"status":%d}' % status))


def _answer(items: Iterable[bytes]) -> Response:
    return Response(b'{"items":[' + b",".join(items) + b"]}", 200, media_type="application/json")


async def _abreast(
    request: Request, caller: Caller, readers: Iterable[Reader]
) -> list[tuple[bytes, Exception | None]]:
    """Each item as it is answered, and what kept it from its own answer."""
    web = web_of(request)
    loop, places = asyncio.get_running_loop(), asyncio.Semaphore(_ABREAST)
    until = loop.time() + web.limits.batch_deadline

    async def one(reader: Reader) -> tuple[bytes, Exception | None]:
        async with places:
            try:
                return await _one(request, caller, reader, until - loop.time()), None
            except Exception as error:  # noqa: BLE001 - an item's fault is that item's answer
                problem = problem_of(error, note_of(request.scope))
                told = document(problem, note_of(request.scope).request_id)
                return _item(problem.kind.status, "problem", json.dumps(told).encode()), error

    return await asyncio.gather(*(one(reader) for reader in readers))


async def _one(request: Request, caller: Caller, reader: Reader, left: float) -> bytes:
    if left <= 0:
        raise WebProblem("W501")
    read = reader()
    if read.incoming is None:
        return _item(204, "ignored", b'"not a track call"')
    answered = await taken(request, caller, read, left)
    if answered is None:
        return _item(202, "recorded", b'"event"')
    tell_stop(note_of(request.scope), answered)
    count(answered, caller, web_of(request).service.release)
    return item_of(answered)


async def taken(
    request: Request, caller: Caller, read: Read, deadline: float | None = None
) -> Answered | None:
    """The answer to one item; None where it was recorded as an event."""
    event = read.incoming
    if isinstance(event, MessageIn):
        try:
            return await ask(request, caller, read, deadline=deadline)
        except WebProblem as refused:
            if read.otherwise is None or not _takes_no_words(refused):
                raise
            event = read.otherwise
    assert event is not None
    with placed(read.place):
        await record_event(request, caller, event)
    return None


def _takes_no_words(refused: WebProblem) -> bool:
    """Whether the words were read in vain: a signal of this type brings none."""
    return any(fault.code == "S106" for fault in refused.faults)


def item_of(answered: Answered) -> bytes:
    """An answered item; the answer's own bytes stand in it unchanged."""
    replayed = b'"replayed":true,' if answered.replayed else b""
    return b'{"status":200,%s"answer":%s}' % (replayed, answered.body)


def _item(status: int, name: str, body: bytes) -> bytes:
    return b'{"status":%d,"%s":%s}' % (status, name.encode(), body)
