"""What recipients said, and what became of messages. Ids travel in bodies, never in a URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from service.web import examples, models, recording
from service.web.context import StandingKeeper
from service.web.describing import ASKS, KEYED, READING, gives, ref, refuses, takes

router = APIRouter(tags=["Standing"])


def _doc(model: type[Any], example: Mapping[str, Any], *more: str) -> dict[str, Any]:
    """How a change is described."""
    answer = gives(
        200, "Done, and durable.", ref(models.ChangedOut), {"changed": {"changed": True}}
    )
    return {
        "responses": {**answer, **refuses(*KEYED, *READING, "W118", *more)},
        "openapi_extra": {
            **takes({"application/json": (ref(model), {"example": example})}),
            **ASKS,
        },
    }


def _changed(changed: bool) -> Response:
    return JSONResponse({"changed": changed})


@router.post(
    "/v1/consents",
    summary="Record consents and withdrawals",
    **_doc(models.ConsentsIn, examples.CONSENTS),
)
async def post_consents(request: Request, caller: StandingKeeper) -> Response:
    """By purpose and channel, with where and when each was said. A withdrawal counts at once."""
    body = await recording.read(request, models.ConsentsIn)
    return _changed(await recording.record_consents(request, caller, body))


@router.post(
    "/v1/preferences",
    summary="Record preferences",
    **_doc(models.PreferencesIn, examples.PREFERENCES),
)
async def post_preferences(request: Request, caller: StandingKeeper) -> Response:
    """Language, zone, reading level, channels and frequency, as the recipient chose them."""
    body = await recording.read(request, models.PreferencesIn)
    return _changed(await recording.record_preferences(request, caller, body))


@router.post(
    "/v1/opt-outs",
    summary="Record an opt-out, or lift it",
    **_doc(models.OptOutIn, examples.OPT_OUT),
)
async def post_opt_out(request: Request, caller: StandingKeeper) -> Response:
    """Holds from the next call on, and before any repeat of an earlier one."""
    body = await recording.read(request, models.OptOutIn)
    return _changed(await recording.record_opt_out(request, caller, body))


@router.post(
    "/v1/suppressions",
    summary="Put a recipient on the suppression list, or take them off",
    **_doc(models.SuppressionIn, examples.SUPPRESSION),
)
async def post_suppression(request: Request, caller: StandingKeeper) -> Response:
    """A channel that must not be used, whatever was consented to."""
    body = await recording.read(request, models.SuppressionIn)
    return _changed(await recording.record_suppression(request, caller, body))


@router.post(
    "/v1/events", summary="Record a later event", **_doc(models.EventIn, examples.EVENT, "W118")
)
async def post_event(request: Request, caller: StandingKeeper) -> Response:
    """A cancellation, a conversion, a visit that took place: what stops a message."""
    body = await recording.read(request, models.EventIn)
    return _changed(await recording.record_event(request, caller, body))


@router.post(
    "/v1/delivery",
    summary="Report what became of a message",
    **_doc(models.DeliveryIn, examples.DELIVERY, "W403"),
)
async def post_delivery(request: Request, caller: StandingKeeper) -> Response:
    """`not_sent` gives its place under a cap back; a bounce or complaint closes the channel."""
    body = await recording.read(request, models.DeliveryIn)
    return _changed(await recording.record_delivery(request, caller, body))


@router.post(
    "/v1/erasures", summary="Forget a recipient", **_doc(models.ErasureIn, examples.ERASURE)
)
async def post_erasure(request: Request, caller: StandingKeeper) -> Response:
    """Their standing goes, and the only link between them and the log. The log stays valid."""
    body = await recording.read(request, models.ErasureIn)
    return _changed(await recording.erase(request, caller, body))
