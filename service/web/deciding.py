"""From a message that came in to a call of the service, and from its answer to a response.

Every format of event ends here, so that limits, idempotency, figures and the log are the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Literal, get_args

from fastapi import Query, Request
from starlette.responses import Response

from service.calling import Answered, Caller, MessageRequest, Overrides
from service.domain.vocabulary import Outcome
from service.library.release import Release
from service.web import metrics
from service.web.bodies import expect_type, to_data, to_model
from service.web.context import web_of
from service.web.envelope import Note, note_of
from service.web.formats import Read
from service.web.hearing import answer, despite, heard
from service.web.models import MessageIn
from service.web.places import as_sent, placed
from service.web.problems import WebProblem, fault_of
from service.web.receiving import read_body

_KEY = re.compile(r'"?([A-Za-z0-9._:-]{1,120})"?')
_WISH = re.compile(r"(?:^|,)\s*outcome\s*=\s*\"?([a-z]+)\"?\s*(?:[,;]|$)", re.IGNORECASE)

#: Outcomes with something to send or show now.
SPEAKING: frozenset[Outcome] = frozenset({"send", "escalate"})

SuppressAs = Annotated[
    Literal["200", "204", "409"],
    Query(description="The status to answer when there is no message to send now."),
]


async def read_message(request: Request) -> Read:
    """The message in the body of a request."""
    expect_type(request, "application/json")
    web = web_of(request)
    depth, raw = web.limits.depth, await read_body(request, web.limits.body_bytes)
    return heard(
        web, lambda: Read(to_model(raw, MessageIn, depth), as_sent), lambda: to_data(raw, depth)
    )


def request_for(
    request: Request, caller: Caller, message: MessageIn, key: str | None = None
) -> MessageRequest:
    """The service's request: the message with what headers say about it."""
    return replace(_as_said(message, key), wanted_outcome=wanted_outcome(request, caller))


def _as_said(message: MessageIn, key: str | None) -> MessageRequest:
    return MessageRequest(
        signal=message.signal,
        channel=message.channel,
        recipient=message.recipient.id,
        recipient_kind=message.recipient.kind,
        audience=message.audience,
        idempotency_key=key,
        dry_run=message.dry_run,
        overrides=Overrides(message.locale, message.zone, message.reading_level),
    )


def idempotency_key(request: Request) -> str | None:
    """The Idempotency-Key, as the IETF draft's quoted string or plain; None for none.

    Of two that differ neither is taken: a repeat may bring them in another order.
    """
    given = set(request.headers.getlist("idempotency-key"))
    if not given:
        if web_of(request).idempotency_required:
            raise WebProblem("W301", [fault_of("W301", name="Idempotency-Key")])
        return None
    if len(given) > 1:
        raise WebProblem("W302", [fault_of("W302", fix="send one", name="Idempotency-Key")])
    return check_key(given.pop())


def check_key(given: str) -> str:
    """A key that fits, without its quotes."""
    match = _KEY.fullmatch(given.strip())
    if match is None or given.strip().count('"') not in (0, 2):
        raise WebProblem("W302", [fault_of("W302", name="Idempotency-Key")])
    return match[1]


def wanted_outcome(request: Request, caller: Caller) -> Outcome | None:
    """The outcome that `Prefer: outcome=...` asks for, in a sandbox."""
    wish = _wish(request)
    if wish is None:
        return None
    for outcome in get_args(Outcome):
        if outcome == wish[1].lower():
            if not caller.sandbox:
                raise WebProblem("W204", [fault_of("W204", name="Prefer")])
            chosen: Outcome = outcome
            return chosen
    fix = f"one of {', '.join(get_args(Outcome))}"
    raise WebProblem("W117", [fault_of("W117", fix=fix, name="Prefer")])


async def decide(request: Request, caller: Caller, wanted: MessageRequest) -> Answered:
    """The service's answer, noted for the log and counted."""
    return noted(request, caller, await answer(web_of(request), caller, wanted))


async def decide_on(
    request: Request, caller: Caller, read: Read, *, repeats: bool = False
) -> Answered:
    """The same to a message as it was read."""
    return noted(request, caller, await ask(request, caller, read, repeats=repeats))


async def ask(
    request: Request,
    caller: Caller,
    read: Read,
    *,
    repeats: bool = False,
    deadline: float | None = None,
) -> Answered:
    """The service's answer to a message as it was read; `repeats` as in `hearing.answer`."""
    message = read.incoming
    assert isinstance(message, MessageIn)
    try:
        with placed(read.place):
            wanted = request_for(request, caller, message, read.key)
    except WebProblem as problem:
        read = despite(read, problem)
        wanted = _as_said(message, read.key)
    wanted = replace(wanted, remarks=tuple(remark.as_json() for remark in read.remarks))
    return await answer(
        web_of(request),
        caller,
        wanted,
        read.despite,
        place=read.place,
        repeats=repeats,
        deadline=deadline,
    )


def noted(request: Request, caller: Caller, answered: Answered) -> Answered:
    """An answer that is in the log line and the figures."""
    note = note_of(request.scope)
    note.outcome, note.reasons, note.replayed = (
        answered.outcome,
        tuple(answered.reasons),
        answered.replayed,
    )
    tell_stop(note, answered)
    count(answered, caller, web_of(request).service.release)
    return answered


def tell_stop(note: Note, answered: Answered) -> None:
    """A stop in a person's own words is told like one that a call names as such."""
    made = answered.decision
    if made is not None and made.opt_out_words and not answered.dry_run:
        note.tell_change("opt-out")


def count(answered: Answered, caller: Caller, release: Release) -> None:
    """One answer more in the figures. What a sandbox decides is no message to anybody."""
    if not answered.dry_run:
        metrics.count_decision(
            answered.channel,
            answered.outcome,
            answered.reasons,
            replayed=answered.replayed,
            alert=bool(answered.decision and answered.decision.alert),
        )
        if answered.decision is not None and not answered.replayed and not caller.sandbox:
            receipt = answered.decision.receipt
            layout = release.layouts.get(receipt.layout_id or "")
            metrics.count_receipt(receipt, layout.required if layout else ())


def respond(request: Request, answered: Answered, suppress_as: str = "200") -> Response:
    """The answer as it was stored, byte for byte; another status for silence where asked."""
    status = 200 if answered.outcome in SPEAKING else int(suppress_as)
    headers = headers_of(answered)
    if wished(request):
        headers["preference-applied"] = f"outcome={answered.outcome}"
    if status == 204:
        return Response(status_code=204, headers=headers)
    return Response(answered.body, status, headers, "application/json")


def headers_of(answered: Answered) -> dict[str, str]:
    """What an answer says about itself beside its body."""
    headers = {"bedside-outcome": answered.outcome, "bedside-receipt": answered.receipt_id}
    return headers | ({"idempotent-replayed": "true"} if answered.replayed else {})


def wished(request: Request) -> bool:
    """Whether the caller asked for an outcome."""
    return _wish(request) is not None


def _wish(request: Request) -> re.Match[str] | None:
    """The first outcome in any `Prefer`: several stand for one (RFC 7240, section 2)."""
    return _WISH.search(", ".join(request.headers.getlist("prefer")))
