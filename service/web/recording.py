"""From the standing endpoints' bodies to the service's calls. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime

from fastapi import Request

from service.calling import Addressee, Caller, NotFound, StandingRefused
from service.domain.standing import Consent, OptOut, PastEvent, Suppression
from service.serving import Lift, Preferences
from service.standings import Standings
from service.web.answers import ChangedOut, FaultOut, OptOutOut, StandingOut, StopOut
from service.web.bodies import expect_type
from service.web.context import web_of
from service.web.envelope import note_of
from service.web.models import (
    ConsentsIn,
    DeliveryIn,
    ErasureIn,
    EventIn,
    OptOutIn,
    PreferencesIn,
    RecipientIn,
    StandingIn,
    SuppressionIn,
)
from service.web.receiving import read_body

NOS_KEPT = "something in the call is not kept, and no yes of it; the withdrawals that fit are kept"


async def raw_body(request: Request) -> bytes:
    """The body of a change, as it was sent."""
    expect_type(request, "application/json")
    return await read_body(request, web_of(request).limits.body_bytes)


async def _keep(
    request: Request, work: Callable[[Standings, Addressee], bool], who: RecipientIn
) -> ChangedOut:
    web = web_of(request)
    changed = await web.run(lambda: work(web.service.standings, Addressee(who.id, who.kind)))
    return ChangedOut(changed=changed)


async def record_consents(request: Request, caller: Caller, body: ConsentsIn) -> ChangedOut:
    """Each yes and each withdrawal; whether any was news."""
    note_of(request.scope).tell_change("consents")
    # Its fields are checked already; whether the source is on the list is the service's to say.
    words = [Consent.model_construct(**consent.model_dump()) for consent in body.consents]

    def work(standings: Standings, to: Addressee) -> bool:
        wrong = [standings.consent_faults(word) for word in words]
        news, kept = False, False
        for word, faults in zip(words, wrong, strict=True):
            no = word.status == "withdrawn"
            # Yeses are kept all or none, so that a call can be repeated whole. A no holds at once.
            if (no and not faults) or not any(wrong):
                news = standings.record_consent(caller, to, word) or news
                kept = kept or no
        if any(wrong):
            raise StandingRefused(
                tuple(
                    replace(fault, pointer=f"/consents/{place}{fault.pointer}")
                    for place, faults in enumerate(wrong)
                    for fault in faults
                ),
                NOS_KEPT if kept else "",
            )
        return news

    kept = await _keep(request, work, body.recipient)
    notes = [
        note
        for place, word in enumerate(words)
        if word.status == "withdrawn"
        for note in _no_notes(request, word.source, word.at, f"/consents/{place}")
    ]
    return kept.model_copy(update={"notes": notes})


def _no_notes(
    request: Request, source: str, at: datetime | None = None, place: str = ""
) -> list[FaultOut]:
    """What to mend about a no that was kept all the same."""
    return [
        FaultOut(
            code=fault.code, pointer=f"{place}{fault.pointer}", detail=fault.what, fix=fault.fix
        )
        for fault in web_of(request).service.standings.no_notes(source, at)
    ]


async def record_preferences(request: Request, caller: Caller, body: PreferencesIn) -> ChangedOut:
    """What the recipient chose."""
    note_of(request.scope).tell_change("preferences")
    chosen = Preferences(
        locale=body.locale,
        zone=body.zone,
        reading_level=body.reading_level,
        channels=tuple(body.channels) if body.channels is not None else None,
        weekly_limit=body.weekly_limit,
        cleared=frozenset(name for name in body.model_fields_set if getattr(body, name) is None),
    )
    return await _keep(
        request,
        lambda standings, to: standings.preferences(caller, to, chosen),
        body.recipient,
    )


async def record_opt_out(request: Request, caller: Caller, body: OptOutIn) -> OptOutOut:
    """A stop, or its end, and what stands after it."""
    note_of(request.scope).tell_change("opt-out", lifted=body.lifted)
    web = web_of(request)
    purposes = tuple(body.purposes)
    stop = OptOut(channel=body.channel, purposes=purposes, at=body.at or web.clock())
    to = Addressee(body.recipient.id, body.recipient.kind)

    def work() -> OptOutOut:
        if body.lifted:
            lift = Lift(body.channel, purposes, body.at)
            changed = web.service.standings.opt_in(caller, to, lift, body.source)
        else:
            changed = web.service.standings.opt_out(caller, to, stop, body.source)
        stops = [
            StopOut(channel=stands.channel, purposes=list(stands.purposes))
            for stands in web.service.standings.stops(caller, to, body.channel)
        ]
        notes = [] if body.lifted else _no_notes(request, body.source, stop.at)
        return OptOutOut(changed=changed, stops=stops, notes=notes)

    return await web.run(work)


async def record_suppression(request: Request, caller: Caller, body: SuppressionIn) -> ChangedOut:
    """An entry on the suppression list, or its end."""
    note_of(request.scope).tell_change("suppression", lifted=body.lifted)
    entry = Suppression(channel=body.channel, cause=body.cause)

    def work(standings: Standings, to: Addressee) -> bool:
        if body.lifted:
            return standings.unsuppress(caller, to, entry, body.source, body.at)
        return standings.suppress(caller, to, entry, body.source)

    kept = await _keep(request, work, body.recipient)
    notes = [] if body.lifted else _no_notes(request, body.source)
    return kept.model_copy(update={"notes": notes})


async def record_event(request: Request, caller: Caller, body: EventIn) -> ChangedOut:
    """Something that happened later."""
    event = PastEvent(type=body.type, at=body.at, subject=body.subject)
    return await _keep(
        request, lambda standings, to: standings.event(caller, to, event), body.recipient
    )


async def record_delivery(request: Request, caller: Caller, body: DeliveryIn) -> ChangedOut:
    """What became of a message."""
    web = web_of(request)
    changed = await web.run(
        lambda: web.service.standings.delivery(
            caller, body.receipt_id, body.status, hard=not body.soft, at=body.at
        )
    )
    return ChangedOut(changed=changed)


async def tell_standing(request: Request, caller: Caller, body: StandingIn) -> StandingOut:
    """All that is kept of a recipient."""
    web = web_of(request)
    to = Addressee(body.recipient.id, body.recipient.kind)
    kept = asdict(await web.run(lambda: web.service.standings.standing(caller, to)))
    del kept["preferences"]["cleared"]
    return StandingOut.model_validate(kept, strict=False)


async def erase(request: Request, caller: Caller, body: ErasureIn) -> ChangedOut:
    """Forget a recipient; false where nobody was known by that id."""
    note_of(request.scope).tell_change("erasure")

    def work(standings: Standings, to: Addressee) -> bool:
        try:
            return standings.erase(caller, to) > 0
        except NotFound:
            return False

    return await _keep(request, work, body.recipient)
