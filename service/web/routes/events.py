"""Events as other tools send them: Segment, CloudEvents, Journey Builder, SMS gateways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.calling import Caller
from service.domain.vocabulary import Channel
from service.web import answers, examples, models
from service.web.batches import Reader, answer_all, answer_words, taken
from service.web.bodies import expect_type, to_data
from service.web.context import Decider, Web, web_of
from service.web.deciding import SuppressAs, decide_on, noted, respond
from service.web.describing import (
    ASKS,
    KEYED,
    PREFER,
    READING,
    gives,
    plainly,
    ref,
    refuses,
    takes,
)
from service.web.formats import Read, cloudevents, inbound, journey, segment
from service.web.hearing import heard
from service.web.lenient import items_in
from service.web.places import as_sent
from service.web.problems import WebProblem, fault_of
from service.web.receiving import read_body
from service.web.refused import HearingRoute, WordsIn, hears

router = APIRouter(tags=["Events"], route_class=HearingRoute)

_ANYTHING = {"type": "object"}
_EITHER = {"anyOf": [ref(answers.AnswerOut), ref(answers.BatchOut)]}
_DECIDED = "The decision, or `items` as `POST /v1/messages/batch` answers them."
_RECORDED = plainly(202, "No channel was named: recorded as an event.")
_PASSED = plainly(204, "No `track` call, or one that its sender keeps from Bedside.")
_SILENT = plainly(204, "With `suppress_as=204`: there is no message to send now.")
_SUPPRESSED = gives(
    409,
    "With `suppress_as=409`: there is no message to send now.",
    ref(answers.JourneyOut),
    {"suppress": examples.branches()["suppress"]},
)
_REFUSED = refuses(*KEYED, *READING, "W115", "W118", "W116", "W117", "W204", "W303")

SegmentChannel = Annotated[
    Channel | None, Query(description="The channel of calls that name none themselves.")
]


async def _answer(request: Request, caller: Caller, read: Read) -> Response:
    """One event: a decision, a record, or nothing."""
    if read.incoming is None:
        return Response(status_code=204)
    answered = await taken(request, caller, read)
    if answered is None:
        return Response(status_code=202)
    return respond(request, noted(request, caller, answered))


Words = Callable[[Any], Any]


async def _answer_one(
    request: Request, caller: Caller, read: Reader, words: Words, data: Any, name: str
) -> Response:
    """The same to what should be one event; where it is several, their words are heard."""
    try:
        one = heard(web_of(request), read, partial(words, data))
    except WebProblem as problem:
        return await answer_words(request, caller, map(words, items_in(data, name)), problem)
    return await _answer(request, caller, one)


def _all(
    web: Web, items: list[Any], read: Callable[[Any, str], Read], words: Words, at: str
) -> Iterator[Reader]:
    return (
        partial(heard, web, partial(read, item, f"{at}/{place}"), partial(words, item))
        for place, item in enumerate(items)
    )


def _track_words(request: Request, data: Any) -> Any:
    return segment.words_in(data, channel=request.query_params.get("channel"))


def _cloud_words(request: Request, data: Any) -> Any:
    """The words of an event: where its attributes are in headers, the body is its data."""
    if not cloudevents.is_binary(request.headers):
        return cloudevents.words_in(data)
    return cloudevents.words_in(cloudevents.from_binary(request.headers, data))


_SEGMENT_DOC: dict[str, Any] = {
    "responses": {
        **gives(200, _DECIDED, _EITHER, examples.answers()),
        **_RECORDED,
        **_PASSED,
        **_REFUSED,
    },
    "openapi_extra": {
        **takes(
            {
                "application/json": (
                    _ANYTHING,
                    {"track": examples.TRACK, "batch": {"batch": [examples.TRACK]}},
                ),
                "text/plain": (_ANYTHING, {}),
            }
        ),
        **ASKS,
        "parameters": [PREFER],
    },
}


@router.post("/v1/segment", summary="Take a Segment track call, or a batch", **_SEGMENT_DOC)
@router.post("/v1/segment/v1/batch", include_in_schema=False)
@router.post("/v1/segment/v1/track", include_in_schema=False)
@hears(WordsIn(_track_words, "batch", many=True))
async def post_segment(
    request: Request, caller: Decider, channel: SegmentChannel = None
) -> Response:
    """As the libraries and webhooks send them. Point a library's host at `/v1/segment`."""
    expect_type(request, "application/json", "text/plain")
    web = web_of(request)
    data = to_data(await read_body(request, web.limits.batch_bytes), web.limits.depth)
    items = segment.items_of(data)
    read = partial(segment.read_item, channel=channel)
    words = partial(segment.words_in, channel=channel)
    if items is None:
        return await _answer_one(request, caller, partial(read, data), words, data, "batch")
    readers = _all(web, items, read, words, "/batch")
    return await answer_all(request, caller, readers, len(items), "/batch", map(words, items))


@router.post(
    "/v1/cloudevents",
    summary="Take CloudEvents",
    responses={
        **gives(200, _DECIDED, _EITHER, examples.answers()),
        **_RECORDED,
        **_REFUSED,
    },
    openapi_extra={
        **takes(
            {
                cloudevents.STRUCTURED: (_ANYTHING, {"structured": examples.CLOUD_EVENT}),
                cloudevents.BATCHED: (
                    {"type": "array", "items": _ANYTHING},
                    {"batched": [examples.CLOUD_EVENT]},
                ),
                "application/json": (
                    {"$ref": "#/components/schemas/Data"},
                    {"binary, attributes in ce- headers": examples.CLOUD_EVENT["data"]},
                ),
            }
        ),
        **ASKS,
        "parameters": [PREFER],
    },
)
@hears(WordsIn(_cloud_words, "events", many=True))
async def post_cloudevents(request: Request, caller: Decider) -> Response:
    """CloudEvents 1.0: structured, binary or batched."""
    given = expect_type(
        request, cloudevents.STRUCTURED, cloudevents.BATCHED, *_binary_type(request)
    )
    web = web_of(request)
    limits, words = web.limits, cloudevents.words_in
    most = limits.batch_bytes if given == cloudevents.BATCHED else limits.body_bytes
    data = to_data(await read_body(request, most), limits.depth)
    if given == cloudevents.BATCHED:
        try:
            events = _list(data)
        except WebProblem as problem:
            listed = items_in(data, "events")
            return await answer_words(request, caller, map(words, listed), problem)
        readers = _all(web, events, cloudevents.read_item, words, "")
        return await answer_all(request, caller, readers, len(events), "", map(words, events))
    is_binary = given == cloudevents.BINARY
    event = cloudevents.from_binary(request.headers, data) if is_binary else data
    read = partial(cloudevents.read_binary if is_binary else cloudevents.read_item, event)
    return await _answer_one(request, caller, read, words, event, "events")


def _binary_type(request: Request) -> tuple[str, ...]:
    return (cloudevents.BINARY,) if cloudevents.is_binary(request.headers) else ()


def _list(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise WebProblem("W111", [fault_of("W114", fix="send a list of events")])
    return data


@router.post(
    "/v1/journey",
    summary="Answer a Journey Builder activity",
    responses={
        **gives(
            200, "The decision, with `branchResult`.", ref(answers.JourneyOut), examples.branches()
        ),
        **_SILENT,
        **_REFUSED,
        **_SUPPRESSED,
    },
    openapi_extra={
        **takes({"application/json": (_ANYTHING, {"one contact": examples.JOURNEY})}),
        **ASKS,
        "parameters": [PREFER],
    },
)
@hears(WordsIn(lambda _, data: journey.words_in(data), "items", shaped=journey.with_branch))
async def post_journey(
    request: Request, caller: Decider, suppress_as: SuppressAs = "200"
) -> Response:
    """`inArguments` as Salesforce Marketing Cloud posts them, one contact a call."""
    expect_type(request, "application/json")
    web = web_of(request)
    data = to_data(await read_body(request, web.limits.body_bytes), web.limits.depth)
    read = heard(web, partial(journey.read_execution, data), partial(journey.words_in, data))
    answered = await decide_on(request, caller, read)
    return journey.with_branch(respond(request, answered, suppress_as), answered.outcome)


@router.post(
    "/v1/inbound",
    summary="Hand on a person's own words",
    responses={
        **gives(
            200,
            "The decision, as on any signal: the library may reply to ordinary words.",
            ref(answers.AnswerOut),
            examples.answers(),
        ),
        **_REFUSED,
    },
    openapi_extra={
        **takes(
            {
                "application/json": (ref(models.InboundIn), {"STOP": examples.INBOUND}),
                "application/x-www-form-urlencoded": (
                    {
                        "type": "object",
                        "properties": {
                            "MessageSid": {"type": "string"},
                            "From": {"type": "string"},
                            "Body": {"type": "string"},
                        },
                        "required": ["MessageSid", "From", "Body"],
                    },
                    {},
                ),
            }
        ),
        **ASKS,
        "parameters": [PREFER],
    },
)
@hears(WordsIn(lambda _, data: inbound.words_in(data), "messages", repeats=True))
async def post_inbound(request: Request, caller: Decider) -> Response:
    """Opt-out words are recorded at once; words that ask for help come back as `escalate`.

    Both also where the call is refused otherwise; a list of texts is answered as a batch then.
    """
    given = expect_type(request, "application/json", "application/x-www-form-urlencoded")
    web = web_of(request)
    raw = await read_body(request, web.limits.body_bytes)
    is_form = given != "application/json"
    data, remarks = inbound.fields_of(raw) if is_form else (to_data(raw, web.limits.depth), ())
    place = inbound.in_form if is_form else as_sent
    read = heard(
        web,
        partial(inbound.read_words, data, web.inbound_type, web.clock(), place),
        partial(inbound.words_in, data),
    )
    # A gateway's repeat of a text without a time: asked anew, it can only be silent or safe.
    answered = await decide_on(request, caller, replace(read, remarks=remarks), repeats=True)
    return respond(request, answered)
