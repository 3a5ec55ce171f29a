"""What recipients said, and what became of messages: checked, and kept in the store.

A no holds from the next call on, whatever its clock or its source; a yes, a lift or an event is
kept when all of it is known here. Whether a message may go is decided elsewhere, from what is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.calling import (
    Addressee,
    Caller,
    DeliveryReport,
    NotFound,
    StandingRefused,
)
from service.desk.rows import known_events
from service.domain.signals import SignalFault
from service.domain.standing import Consent, OptOut, PastEvent, Suppression
from service.library.release import Release
from service.store import changes
from service.store.changes import Preferences
from service.store.delivery import record_delivery
from service.store.erasure import erase
from service.store.lifting import Lift
from service.store.pseudonyms import Person, chain_of
from service.store.store import Store
from service.store.whole_standing import WholeStanding, whole_standing
from service.store.words import (
    UNLISTED,
    event_faults,
    lies_ahead,
    locale_faults,
    moment_faults,
    recipient_faults,
    source_faults,
    topic_faults,
    zone_faults,
)


@dataclass(frozen=True, slots=True)
class Standings:
    """Safe to call from any thread. Every method may raise `StoreUnavailable`.

    `sources` are an installation's own words for where something was said.
    """

    store: Store
    release: Release
    clock: Callable[[], datetime]
    sources: tuple[str, ...] = ()

    def record_consent(self, caller: Caller, to: Addressee, consent: Consent) -> bool:
        """Keep a yes or a withdrawal; whether it was news. Raises `StandingRefused`."""
        _refuse(*self.consent_faults(consent))
        if consent.status == "withdrawn":
            consent = consent.model_copy(update={"source": self._source_of_no(consent.source)})
        return changes.record_consent(self.store, person_of(caller, to), consent, self.clock())

    def consent_faults(self, consent: Consent) -> tuple[SignalFault, ...]:
        """Why a yes or a withdrawal is not kept; empty when it is.

        A withdrawal is kept whatever its clock or its source; see `no_notes`.
        """
        yes = consent.status == "given"
        return (
            *(moment_faults(consent.at, self.clock()) if yes else ()),
            *(source_faults(consent.source, self.sources) if yes else ()),
            *topic_faults(consent.topic, self.release.settings.topics),
        )

    def no_notes(self, source: str, at: datetime | None = None) -> tuple[SignalFault, ...]:
        """What to tell about a no that was kept all the same.

        A time that lies ahead counts as when it was received, a source off the list as `unlisted`.
        """
        return (
            *(moment_faults(at, self.clock()) if at is not None else ()),
            *source_faults(source, self.sources),
        )

    def _source_of_no(self, source: str) -> str:
        """The source that is kept with a no: a word of the list, whatever was sent."""
        return UNLISTED if any(source_faults(source, self.sources)) else source

    def opt_out(self, caller: Caller, to: Addressee, stop: OptOut, source: str) -> bool:
        """Keep a stop; it holds from the next call on. See `no_notes`."""
        now, source = self.clock(), self._source_of_no(source)
        if lies_ahead(stop.at, now):
            stop = stop.model_copy(update={"at": now})
        return changes.opt_out(self.store, person_of(caller, to), stop, source, now)

    def opt_in(self, caller: Caller, to: Addressee, lift: Lift, source: str) -> bool:
        """Lift the stops that a recipient asked to lift; whether there were any.

        Raises `StandingRefused`.
        """
        now = self.clock()
        ahead = moment_faults(lift.at, now) if lift.at is not None else ()
        _refuse(*ahead, *source_faults(source, self.sources))
        return changes.opt_in(self.store, person_of(caller, to), lift, source, now)

    def stops(self, caller: Caller, to: Addressee, channel: str) -> tuple[OptOut, ...]:
        """The stops that hold on a channel now, or for `any` all of theirs."""
        return changes.stops_on(self.store, person_of(caller, to), channel)

    def standing(self, caller: Caller, to: Addressee) -> WholeStanding:
        """All that is kept of a recipient now. Changes nothing; raises `StandingRefused`."""
        return whole_standing(self.store, person_of(caller, to))

    def suppress(self, caller: Caller, to: Addressee, entry: Suppression, source: str) -> bool:
        """Put a channel, or all, on the suppression list. See `no_notes`."""
        source = self._source_of_no(source)
        return changes.suppress(self.store, person_of(caller, to), entry, source, self.clock())

    def unsuppress(
        self,
        caller: Caller,
        to: Addressee,
        entry: Suppression,
        source: str,
        said: datetime | None = None,
    ) -> bool:
        """Take an entry off the suppression list, unless it is newer than `said`.

        Raises `StandingRefused`.
        """
        now = self.clock()
        ahead = moment_faults(said, now) if said is not None else ()
        _refuse(*ahead, *source_faults(source, self.sources))
        return changes.unsuppress(self.store, person_of(caller, to), entry, source, now, said)

    def preferences(self, caller: Caller, to: Addressee, chosen: Preferences) -> bool:
        """Keep what the recipient chose. Raises `StandingRefused`."""
        _refuse(*locale_faults(chosen.locale), *zone_faults(chosen.zone))
        return changes.set_preferences(self.store, person_of(caller, to), chosen, self.clock())

    def event(self, caller: Caller, to: Addressee, event: PastEvent) -> bool:
        """Keep a conversion or an event that stops a trigger. Raises `StandingRefused`."""
        now = self.clock()
        _refuse(
            *event_faults(event.type, known_events(self.release)), *moment_faults(event.at, now)
        )
        return changes.record_event(self.store, person_of(caller, to), event, now)

    def delivery(
        self,
        caller: Caller,
        receipt_id: str,
        report: DeliveryReport,
        *,
        hard: bool = True,
        at: datetime | None = None,
    ) -> bool:
        """What became of a message, and when where that is known; whether it changed anything.

        Raises `NotFound`, and `NothingSent` for a bounce of a decision that had no message.
        """
        chain, now = chain_of(caller.sandbox), self.clock()
        changed = record_delivery(self.store, chain, receipt_id, report, now, hard=hard, at=at)
        if changed is None:
            raise NotFound
        return changed

    def erase(self, caller: Caller, to: Addressee) -> int:
        """Forget a recipient; how many rows went. Raises `NotFound`."""
        gone = erase(self.store, person_of(caller, to), self.clock())
        if gone is None:
            raise NotFound
        return gone


def person_of(caller: Caller, to: Addressee) -> Person:
    """The person whom an id names in the caller's world. Raises `StandingRefused`."""
    _refuse(*recipient_faults(to.id))
    return Person(chain_of(caller.sandbox), to.kind, to.id)


def _refuse(*faults: SignalFault) -> None:
    if faults:
        raise StandingRefused(tuple(faults))
