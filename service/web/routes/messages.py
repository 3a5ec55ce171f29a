"""Deciding: one message, a batch, and tickets for tools that can only GET."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from service.web import answers, examples, models
from service.web.batches import Reader, answer_all, answer_words
from service.web.bodies import expect_type, fit, to_data, to_model
from service.web.context import Decider, known_query, web_of
from service.web.deciding import (
    SuppressAs,
    check_key,
    decide,
    decide_on,
    idempotency_key,
    read_message,
    request_for,
    respond,
)
from service.web.describing import (
    ASKS,
    KEYED,
    PREFER,
    READING,
    REPEATING,
    gives,
    plainly,
    ref,
    refuses,
    takes,
)
from service.web.formats import Read
from service.web.hearing import despite, heard
from service.web.lenient import items_in
from service.web.places import below, placed
from service.web.problems import Fault, WebProblem
from service.web.receiving import read_body
from service.web.refused import HearingRoute, WordsIn, hears
from service.web.tickets import seal, unseal

router = APIRouter(tags=["Decide"], route_class=HearingRoute)


def _itself(_request: Request, item: Any) -> Any:
    """What has a message's shape already."""
    return item


_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same for a repeat of the same call. Left out, it is derived.",
    "schema": {
        "type": "string",
        "pattern": '^("[A-Za-z0-9._:-]{1,120}"|[A-Za-z0-9._:-]{1,120})$',
    },
}
_SILENT = plainly(204, "With `suppress_as=204`: there is no message to send now.")
_OUTCOMES = gives(
    200, "The decision, whatever its outcome.", ref(answers.AnswerOut), examples.answers()
)
_SUPPRESSED = gives(
    409,
    "With `suppress_as=409`: there is no message to send now.",
    ref(answers.AnswerOut),
    {"suppress": examples.answers()["suppress"]},
)


@router.post(
    "/v1/messages",
    summary="Ask for one decision",
    responses={
        **_OUTCOMES,
        **_SILENT,
        **refuses(*KEYED, *READING, *REPEATING, "W115", "W117", "W118", "W204"),
        **_SUPPRESSED,
    },
    openapi_extra={
        **takes(
            {"application/json": (ref(models.MessageIn), {"a visit was booked": examples.MESSAGE})}
        ),
        **ASKS,
        "parameters": [_KEY_HEADER, PREFER],
    },
)
@hears(WordsIn(_itself, "messages"))
async def post_message(
    request: Request, caller: Decider, suppress_as: SuppressAs = "200"
) -> Response:
    """One signal, one channel, one recipient; one answer. A repeat gets the same bytes."""
    read = await read_message(request)
    try:
        read = replace(read, key=idempotency_key(request))
    except WebProblem as problem:
        read = despite(read, problem)
    answered = await decide_on(request, caller, read)
    return respond(request, answered, suppress_as)


@router.post(
    "/v1/messages/batch",
    summary="Ask for several decisions",
    responses={
        **gives(
            200,
            "`items`: the `status` of each, in their order, with its `answer` or its `problem`.",
            ref(answers.BatchOut),
            {"one item": {"items": [{"status": 200, "answer": examples.answers()["send"]}]}},
        ),
        **refuses(*KEYED, *READING, "W116", "W117", "W204"),
    },
    openapi_extra={
        **takes(
            {
                "application/json": (
                    ref(models.BatchIn),
                    {"one message": {"messages": [examples.MESSAGE | {"idempotency_key": "b-1"}]}},
                )
            }
        ),
        **ASKS,
        "parameters": [PREFER],
    },
)
@hears(WordsIn(_itself, "messages", many=True, lists=True))
async def post_batch(request: Request, caller: Decider) -> Response:
    """Up to 100 messages. Each is decided for itself; one that is wrong does not stop another.
    One whose answer was given before says `replayed`.

    Of a batch that is refused as a whole, messages whose words ask for help, or to stop, are
    answered all the same, with `notes`; the others have its problem, or beyond 100 its status.
    """
    expect_type(request, "application/json")
    web = web_of(request)
    raw = await read_body(request, web.limits.batch_bytes)
    try:
        batch = to_model(raw, models.BatchIn, web.limits.depth)
    except WebProblem as problem:
        listed = items_in(to_data(raw, web.limits.depth), "messages")
        return await answer_words(request, caller, listed, problem)
    readers: Iterator[Reader] = (
        partial(
            heard, web, partial(_item, item, f"/messages/{place}"), partial(_itself, request, item)
        )
        for place, item in enumerate(batch.messages)
    )
    many = len(batch.messages)
    return await answer_all(request, caller, readers, many, "/messages", batch.messages)


def _item(item: Any, at: str) -> Read:
    message = fit(item, models.BatchItemIn, at)
    given = message.idempotency_key

    def place(fault: Fault) -> Fault:
        if fault.name == "Idempotency-Key":
            return replace(fault, name="", pointer=at if given is None else f"{at}/idempotency_key")
        return below(at)(fault)

    with placed(place):
        return Read(message, place, check_key(given) if given is not None else None)


@router.post(
    "/v1/tickets",
    status_code=201,
    summary="Make a ticket for a tool that can only GET",
    responses={
        **gives(
            201,
            "The ticket and its address.",
            ref(answers.TicketOut),
            {
                "a ticket": {
                    "ticket": "Hq3v...xQ",
                    "path": "/v1/messages/Hq3v...xQ",
                    "expires_at": "2026-11-24T18:00:00Z",
                }
            },
        ),
        **refuses(*KEYED, *READING, "W115", "W117", "W118", "W204"),
    },
    openapi_extra={
        **takes({"application/json": (ref(models.TicketIn), {"two hours": examples.TICKET})}),
        **ASKS,
        "parameters": [PREFER],
    },
)
async def post_ticket(request: Request, caller: Decider) -> Response:
    """Nothing is decided yet: the decision is made, and consent looked at, when it is fetched.

    A signal that could never be decided on is refused at once. An outcome that a sandbox key
    prefers is sealed in the ticket.
    """
    expect_type(request, "application/json")
    web = web_of(request)
    asked = to_model(
        await read_body(request, web.limits.body_bytes), models.TicketIn, web.limits.depth
    )
    with placed(below("/message")):
        web.service.check_signal(asked.message.signal)
        wanted = request_for(request, caller, asked.message).wanted_outcome
    ticket, expires = seal(web.service.store.secret, caller, asked, wanted, web.clock())
    made = answers.TicketOut(ticket=ticket, path=f"/v1/messages/{ticket}", expires_at=expires)
    applied = {"preference-applied": f"outcome={wanted}"} if wanted else {}
    return JSONResponse(made.model_dump(mode="json"), 201, applied)


@router.get(
    "/v1/messages/{ticket}",
    summary="Fetch the message of a ticket",
    dependencies=[Depends(known_query)],
    responses={
        **_OUTCOMES,
        **_SILENT,
        **refuses(
            "W404",
            "W405",
            "W115",
            "W117",
            "W118",
            "W203",
            "W204",
            "W205",
            "W303",
            "W501",
            "W502",
            "W503",
            "W504",
            "W599",
        ),
        **_SUPPRESSED,
    },
    openapi_extra={"parameters": [PREFER]},
)
async def get_message(request: Request, ticket: str, suppress_as: SuppressAs = "200") -> Response:
    """The ticket is the permission: it is made with a key, sealed, and short-lived."""
    web = web_of(request)
    held = unseal(web.service.store.secret, ticket, web.clock())
    caller = await web.caller_of_ticket(request, held.key_id)
    wanted = request_for(request, caller, held.message)
    if wanted.wanted_outcome is None:
        wanted = replace(wanted, wanted_outcome=held.wanted)
    answered = await decide(request, caller, wanted)
    return respond(request, answered, suppress_as)
