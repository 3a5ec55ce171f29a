"""The auditor's door: a decision by its receipt, in words and whole."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from service.answers import receipt_to_json
from service.domain.explanation import for_auditor, for_recipient
from service.store.receipts import Held
from service.web import answers
from service.web.answers import DecisionOut, StepOut
from service.web.context import LogReader, web_of
from service.web.describing import ASKS, KEYED, gives, ref, refuses

router = APIRouter(tags=["Explain"])

_EXAMPLE = {
    "receipt_id": "r_434063c47744ddb35607a79ae69d1cd7",
    "sequence": 1042,
    "hash": "3f2a...",
    "caller": "4be1c09a77d2",
    "repeats": None,
    "why": "You booked a visit with us.",
    "steps": [{"topic": "outcome", "text": "send on sms", "indent": 0}],
    "receipt": {"id": "r_434063c47744ddb35607a79ae69d1cd7", "outcome": "send"},
}


@router.get(
    "/v1/decisions/{receipt_id}",
    summary="Explain a decision",
    responses={
        **gives(200, "Every step, and the receipt.", ref(answers.DecisionOut), {"sent": _EXAMPLE}),
        **refuses(*KEYED, "W403"),
    },
    openapi_extra=ASKS,
)
async def get_decision(request: Request, caller: LogReader, receipt_id: str) -> Response:
    """From the log: what was used and left unused, every check, every choice and its rivals."""
    web = web_of(request)
    held = await web.run(lambda: web.service.receipt(receipt_id, caller))
    return JSONResponse(_explained(held).model_dump(mode="json"))


def _explained(held: Held) -> DecisionOut:
    return DecisionOut(
        receipt_id=held.receipt.id,
        sequence=held.seq,
        hash=held.hash,
        caller=held.caller,
        repeats=held.repeats,
        why=for_recipient(held.receipt),
        steps=[StepOut(**asdict(step)) for step in for_auditor(held.receipt)],
        receipt=receipt_to_json(held.receipt),
    )
