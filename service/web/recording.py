"""From the standing endpoints' bodies to the service's calls. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel

from service.calling import Addressee, Caller, NotFound, StandingRefused
from service.domain.standing import Consent, OptOut, PastEvent, Suppression
from service.serving import Lift, Preferences, Service
from service.web.bodies import expect_type, read_body, to_model
from service.web.context import web_of
from service.web.models import (
    ChangedOut,
    ConsentsIn,
    DeliveryIn,
    ErasureIn,
    EventIn,
    FaultOut,
    OptOutIn,
    OptOutOut,
    PreferencesIn,
    RecipientIn,
    StopOut,
    SuppressionIn,
)

M = TypeVar("M", bound=BaseModel)


async def read(request: Request, kind: type[M]) -> M:
    """The body of a change."""
    expect_type(request, "application/json")
    limits = web_of(request).limits
    return to_model(await read_body(request, limits.body_bytes), kind, limits.depth)


async def _keep(
    request: Request, work: Callable[[Service, Addressee], bool], who: RecipientIn
) -> ChangedOut:
    web = web_of(request)
    changed = await web.run(lambda: work(web.service, Addressee(who.id, who.kind)))
    return ChangedOut(changed=changed)


async def record_consents(request: Request, caller: Caller, body: ConsentsIn) -> ChangedOut:
    """Each yes and each withdrawal; whether any was news."""
    # Its fields are checked already; whether the source is on the list is the service's to say.
    words = [Consent.model_construct(**consent.model_dump()) for consent in body.consents]

    def work(service: Service, to: Addressee) -> bool:
        # All are looked at before any is kept, so that a refused call has changed nothing.
        faults = [
            replace(fault, pointer=f"/consents/{place}{fault.pointer}")
            for place, word in enumerate(words)
            for fault in service.consent_faults(word)
        ]
        if faults:
            raise StandingRefused(tuple(faults))
        news = [service.record_consent(caller, to, word) for word in words]
        return any(news)

    kept = await _keep(request, work, body.recipient)
    notes = [
        note
        for place, word in enumerate(words)
        if word.status == "withdrawn"
        for note in _clock_notes(request, word, f"/consents/{place}")
    ]
    return kept.model_copy(update={"notes": notes})


def _clock_notes(request: Request, said: Consent | OptOut, at: str = "") -> list[FaultOut]:
    """What to mend about a no that was kept all the same."""
    return [
        FaultOut(code=fault.code, pointer=f"{at}{fault.pointer}", detail=fault.what, fix=fault.fix)
        for fault in web_of(request).service.clock_notes(said)
    ]


async def record_preferences(request: Request, caller: Caller, body: PreferencesIn) -> ChangedOut:
    """What the recipient chose."""
    chosen = Preferences(
        locale=body.locale,
        zone=body.zone,
        reading_level=body.reading_level,
        channels=tuple(body.channels) if body.channels is not None else None,
        weekly_limit=body.weekly_limit,
        cleared=frozenset(name for name in body.model_fields_set if getattr(body, name) is None),
    )
    return await _keep(
        request, lambda service, to: service.preferences(caller, to, chosen), body.recipient
    )


async def record_opt_out(request: Request, caller: Caller, body: OptOutIn) -> OptOutOut:
    """A stop, or its end, and what stands after it."""
    web = web_of(request)
    purposes = tuple(body.purposes)
    stop = OptOut(channel=body.channel, purposes=purposes, at=body.at or web.clock())
    to = Addressee(body.recipient.id, body.recipient.kind)

    def work() -> OptOutOut:
        if body.lifted:
            lift = Lift(body.channel, purposes, body.at)
            changed = web.service.opt_in(caller, to, lift, body.source)
        else:
            changed = web.service.opt_out(caller, to, stop, body.source)
        stops = [
            StopOut(channel=stands.channel, purposes=list(stands.purposes))
            for stands in web.service.stops(caller, to, body.channel)
        ]
        notes = [] if body.lifted else _clock_notes(request, stop)
        return OptOutOut(changed=changed, stops=stops, notes=notes)

    return await web.run(work)


async def record_suppression(request: Request, caller: Caller, body: SuppressionIn) -> ChangedOut:
    """An entry on the suppression list, or its end."""
    entry = Suppression(channel=body.channel, cause=body.cause)

    def work(service: Service, to: Addressee) -> bool:
        change = service.unsuppress if body.lifted else service.suppress
        return change(caller, to, entry, body.source)

    return await _keep(request, work, body.recipient)


async def record_event(request: Request, caller: Caller, body: EventIn) -> ChangedOut:
    """Something that happened later."""
    event = PastEvent(type=body.type, at=body.at, subject=body.subject)
    return await _keep(
        request, lambda service, to: service.event(caller, to, event), body.recipient
    )


async def record_delivery(request: Request, caller: Caller, body: DeliveryIn) -> ChangedOut:
    """What became of a message."""
    web = web_of(request)
    changed = await web.run(
        lambda: web.service.delivery(caller, body.receipt_id, body.status, hard=not body.soft)
    )
    return ChangedOut(changed=changed)


async def erase(request: Request, caller: Caller, body: ErasureIn) -> ChangedOut:
    """Forget a recipient; false where nobody was known by that id."""

    def work(service: Service, to: Addressee) -> bool:
        try:
            return service.erase(caller, to) > 0
        except NotFound:
            return False

    return await _keep(request, work, body.recipient)
