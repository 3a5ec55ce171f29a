"""What recipients said, and what became of messages. Ids travel in bodies, never in a URL.

That is why a standing is asked for with POST. Every change is read, kept and answered alike;
`CHANGES` says how they differ.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from service.calling import Caller
from service.web import answers, examples, keeping, models, recording
from service.web.bodies import to_model
from service.web.context import StandingKeeper, web_of
from service.web.describing import ASKS, KEYED, READING, gives, ref, refuses, takes
from service.web.problems import WebProblem
from service.web.refused import said_in

router = APIRouter(tags=["Standing"])


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: where it is posted, what it is in words, its body, and who keeps it.

    `keep_no` keeps a no that stands in a body which does not fit.
    """

    path: str
    name: str
    summary: str
    about: str
    body: type[BaseModel]
    example: Mapping[str, Any]
    keep: Callable[[Request, Caller, Any], Awaitable[answers.ChangedOut]]
    more_codes: tuple[str, ...] = ()
    answer: type[answers.ChangedOut] = answers.ChangedOut
    keep_no: Callable[[Request, Caller, Any, WebProblem], Awaitable[answers.ChangedOut]] | None = (
        None
    )
    answers: Mapping[str, Any] = field(default_factory=lambda: {"changed": {"changed": True}})


CHANGES = (
    Change(
        "/v1/consents",
        "post_consents",
        "Record consents and withdrawals",
        "By purpose and channel, with where and when each was said. Yeses are kept all or none. A "
        "withdrawal holds at once, also where the call is refused for another word of it; one "
        "from a clock that is ahead is kept as of when it came.",
        models.ConsentsIn,
        examples.CONSENTS,
        recording.record_consents,
        keep_no=keeping.keep_withdrawals,
    ),
    Change(
        "/v1/preferences",
        "post_preferences",
        "Record preferences",
        "Language, zone, reading level, channels and frequency, as the recipient chose them. What "
        "is left out stays as it is; `null` takes a choice back.",
        models.PreferencesIn,
        examples.PREFERENCES,
        recording.record_preferences,
    ),
    Change(
        "/v1/opt-outs",
        "post_opt_out",
        "Record an opt-out, or lift it",
        "A stop holds from the next call on, and before any repeat of an earlier one. `lifted` "
        "ends the purposes that it names and no others, and no stop that is newer than `at`. "
        "`stops` says what stands then: a stop on `any` channel stays when one channel is lifted.",
        models.OptOutIn,
        examples.OPT_OUT,
        recording.record_opt_out,
        keep_no=keeping.keep_stop,
        answer=answers.OptOutOut,
        answers={"stopped": examples.STOPPED, "lifted in vain": examples.STILL_STOPPED},
    ),
    Change(
        "/v1/suppressions",
        "post_suppression",
        "Put a recipient on the suppression list, or take them off",
        "A channel that must not be used, whatever was consented to. `lifted` takes off no entry "
        "that is newer than its `at` (`changed` is false then).",
        models.SuppressionIn,
        examples.SUPPRESSION,
        recording.record_suppression,
        keep_no=keeping.keep_entry,
    ),
    Change(
        "/v1/events",
        "post_event",
        "Record a later event",
        "A cancellation, a conversion, a visit that took place: what stops a message.",
        models.EventIn,
        examples.EVENT,
        recording.record_event,
    ),
    Change(
        "/v1/delivery",
        "post_delivery",
        "Report what became of a message",
        "`not_sent` gives its place under a cap back; a bounce or complaint closes the channel. It "
        "does so once: the same report does not close a channel again that was mended since.",
        models.DeliveryIn,
        examples.DELIVERY,
        recording.record_delivery,
        ("W119", "W403"),
        keep_no=keeping.keep_complaint,
    ),
    Change(
        "/v1/erasures",
        "post_erasure",
        "Forget a recipient",
        "Their standing goes, and the only link between them and the log. The log stays valid, and "
        "a no of theirs stays in force.",
        models.ErasureIn,
        examples.ERASURE,
        recording.erase,
    ),
)


def _add(change: Change) -> None:
    async def post(request: Request, caller: StandingKeeper) -> Response:
        depth = web_of(request).limits.depth
        try:
            body = to_model(await recording.raw_body(request), change.body, depth)
        except WebProblem as problem:
            if change.keep_no is None:
                raise
            data = await said_in(request, problem, misfit=True)
            kept = await change.keep_no(request, caller, data, problem)
        else:
            kept = await change.keep(request, caller, body)
        return JSONResponse(kept.model_dump(mode="json", exclude_defaults=True))

    done = gives(200, "Done, and durable.", ref(change.answer), change.answers)
    router.add_api_route(
        change.path,
        post,
        methods=["POST"],
        name=change.name,
        summary=change.summary,
        description=change.about,
        responses={
            **done,
            **refuses(
                *KEYED, *READING, "W118", *(["W116"] if change.keep_no else []), *change.more_codes
            ),
        },
        openapi_extra={
            **takes({"application/json": (ref(change.body), {"example": change.example})}),
            **ASKS,
        },
    )


for _change in CHANGES:
    _add(_change)


@router.post(
    "/v1/standing",
    name="post_standing",
    summary="Ask what is kept of a recipient",
    description="Consents, stops, suppression list entries and preferences, as they are now. It "
    "changes nothing and makes nobody known. With POST, for no id belongs in a URL. Whether a "
    "message would go is another question: `dry_run` of `POST /v1/messages` answers it.",
    responses={
        **gives(
            200, "What is kept.", ref(answers.StandingOut), {"stopped by text": examples.STANDING}
        ),
        **refuses(*KEYED, *READING, "W118"),
    },
    openapi_extra={
        **takes(
            {"application/json": (ref(models.StandingIn), {"example": {"recipient": examples.WHO}})}
        ),
        **ASKS,
    },
)
async def post_standing(request: Request, caller: StandingKeeper) -> Response:
    """Ask what is kept of a recipient."""
    raw, depth = await recording.raw_body(request), web_of(request).limits.depth
    body = to_model(raw, models.StandingIn, depth)
    told = await recording.tell_standing(request, caller, body)
    return JSONResponse(told.model_dump(mode="json"))
