"""The service: what a channel tool may ask of Bedside, on a store that loses nothing.

Everything a shell needs is here, in `service/calling.py`, or behind `Service.pages` for those who
were written to; a shell never touches a table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.calling import (
    Addressee,
    Answered,
    Caller,
    DeliveryReport,
    IdempotencyConflict,
    MessageRequest,
    NotFound,
    NothingSent,
    Overrides,
    Readiness,
    SignalRefused,
    StandingRefused,
    StoreUnavailable,
)
from service.composing import GuardLike
from service.desk.calls import Call, Job, Making
from service.desk.rows import known_events
from service.desk.settling import Desk
from service.domain.rewording import NO_REWORDING, OnTheSpot, Reworder, RewordingRequest
from service.domain.signals import Signal, SignalFault, understand
from service.domain.standing import Consent, OptOut, PastEvent, Suppression
from service.library.release import Release
from service.readiness import readiness
from service.recipient_pages import RecipientPages
from service.steady import SteadyGuard
from service.store import api_keys, changes
from service.store.batching import Batches
from service.store.changes import Preferences
from service.store.delivery import record_delivery
from service.store.erasure import erase
from service.store.kept import ticket_for
from service.store.lifting import Lift
from service.store.pseudonyms import Person, chain_of, lookups
from service.store.receipts import Held, find_receipt
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

__all__ = [
    "Addressee",
    "Answered",
    "Caller",
    "DeliveryReport",
    "Held",
    "IdempotencyConflict",
    "Lift",
    "MessageRequest",
    "NotFound",
    "NothingSent",
    "Overrides",
    "Policy",
    "Preferences",
    "Readiness",
    "Service",
    "SignalRefused",
    "StandingRefused",
    "StoreUnavailable",
]


@dataclass(frozen=True, slots=True)
class Policy:
    """How long things are kept, and who may say them; an installation's settings say so."""

    keep_answers: timedelta = timedelta(hours=24)
    reservations_last: timedelta = timedelta(hours=24)
    sources: tuple[str, ...] = ()


@dataclass(slots=True)
class Service:
    """Built once a process by `service/hosting.py`. Safe to call from any thread.

    Every method may raise `StoreUnavailable`; the call may then be repeated as it was.
    """

    store: Store
    release: Release
    guard: GuardLike
    clock: Callable[[], datetime]
    policy: Policy = field(default_factory=Policy)
    reworder: Reworder = NO_REWORDING
    pages: RecipientPages = field(init=False, repr=False)
    _steady: SteadyGuard = field(init=False, repr=False)
    _batches: Batches[Job] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.pages = RecipientPages(self.store, self.clock)
        self._steady = SteadyGuard(self.guard)
        desk = Desk(self.store, self._making, self._reword_first)
        self._batches = Batches(desk.work, "bedside-decisions")

    # --- who calls -------------------------------------------------------------------------

    def authenticate(self, token: str) -> Caller | None:
        """The caller whose API key this is, or None."""
        key = api_keys.authenticate(self.store, token, self.clock())
        if key is None:
            return None
        return Caller(key.key_id, key.name, key.scopes, key.sandbox, key.reports_delivery)

    # --- deciding --------------------------------------------------------------------------

    def check_signal(self, signal: Signal) -> None:
        """Raises `SignalRefused` for a signal that could never be decided on.

        One that carries a person's own words always can: they may ask for help.
        """
        release = self.release
        if signal.text is None or signal.type not in release.signals:
            understand(signal, release.signals, release.directories, release.settings, self.clock())

    def job(self, caller: Caller, request: MessageRequest) -> Job:
        """A call made ready for `submit`; its `future` gets the answer, after its commit.

        Or one of `SignalRefused`, `IdempotencyConflict`, `NotHeard` and `StoreUnavailable`. A
        future that is cancelled before its batch starts decides nothing. Raises `StandingRefused`.
        """
        person = _person(caller, Addressee(request.recipient, request.recipient_kind))
        ticket = ticket_for(
            self.store.secret,
            person.chain,
            caller.key_id,
            request.idempotency_key,
            request.signal.id,
            person.kind,
            person.id,
            request.channel,
        )
        call = Call(caller, request, person, lookups(self.store.secret, person), ticket)
        return Job(call, self.clock())

    def submit(self, *jobs: Job) -> None:
        """Let jobs be worked on together; never blocks. Raises `StoreUnavailable` when closed."""
        self._batches.put(*jobs)

    def _making(self) -> Making:
        return Making(
            self.release,
            self._steady,
            self.store.secret,
            self.policy.keep_answers,
            self.policy.reservations_last,
            self.reworder,
        )

    def _reword_first(self, job: Job, missing: Sequence[RewordingRequest]) -> bool:
        """Have a call's other words made, and hand it in again when they are there or late.

        False where nobody makes any; also where asking fails, for a message needs no model.
        """
        if not isinstance(self.reworder, OnTheSpot):
            return False

        def again() -> None:
            try:
                self._batches.put(job)
            except StoreUnavailable as closed:
                with suppress(InvalidStateError):  # it was answered when asking failed
                    job.future.set_exception(closed)

        try:
            self.reworder.ask(missing, again, time.monotonic() - job.arrived)
        except Exception:  # noqa: BLE001 - the approved words go out, and nobody waits
            return False
        return True

    # --- standing --------------------------------------------------------------------------

    def record_consent(self, caller: Caller, to: Addressee, consent: Consent) -> bool:
        """Keep a yes or a withdrawal; whether it was news. Raises `StandingRefused`."""
        _refuse(*self.consent_faults(consent))
        if consent.status == "withdrawn":
            consent = consent.model_copy(update={"source": self._source_of_no(consent.source)})
        return changes.record_consent(self.store, _person(caller, to), consent, self.clock())

    def consent_faults(self, consent: Consent) -> tuple[SignalFault, ...]:
        """Why a yes or a withdrawal is not kept; empty when it is.

        A withdrawal is kept whatever its clock or its source; see `no_notes`.
        """
        yes = consent.status == "given"
        return (
            *(moment_faults(consent.at, self.clock()) if yes else ()),
            *(source_faults(consent.source, self.policy.sources) if yes else ()),
            *topic_faults(consent.topic, self.release.settings.topics),
        )

    def no_notes(self, source: str, at: datetime | None = None) -> tuple[SignalFault, ...]:
        """What to tell about a no that was kept all the same.

        A time that lies ahead counts as when it was received, a source off the list as `unlisted`.
        """
        return (
            *(moment_faults(at, self.clock()) if at is not None else ()),
            *source_faults(source, self.policy.sources),
        )

    def _source_of_no(self, source: str) -> str:
        """The source that is kept with a no: a word of the list, whatever was sent."""
        return UNLISTED if any(source_faults(source, self.policy.sources)) else source

    def opt_out(self, caller: Caller, to: Addressee, stop: OptOut, source: str) -> bool:
        """Keep a stop; it holds from the next call on. See `no_notes`."""
        now, source = self.clock(), self._source_of_no(source)
        if lies_ahead(stop.at, now):
            stop = stop.model_copy(update={"at": now})
        return changes.opt_out(self.store, _person(caller, to), stop, source, now)

    def opt_in(self, caller: Caller, to: Addressee, lift: Lift, source: str) -> bool:
        """Lift the stops that a recipient asked to lift; whether there were any.

        Raises `StandingRefused`.
        """
        now = self.clock()
        ahead = moment_faults(lift.at, now) if lift.at is not None else ()
        _refuse(*ahead, *source_faults(source, self.policy.sources))
        return changes.opt_in(self.store, _person(caller, to), lift, source, now)

    def stops(self, caller: Caller, to: Addressee, channel: str) -> tuple[OptOut, ...]:
        """The stops that hold on a channel now, or for `any` all of theirs."""
        return changes.stops_on(self.store, _person(caller, to), channel)

    def standing(self, caller: Caller, to: Addressee) -> WholeStanding:
        """All that is kept of a recipient now. Changes nothing; raises `StandingRefused`."""
        return whole_standing(self.store, _person(caller, to))

    def suppress(self, caller: Caller, to: Addressee, entry: Suppression, source: str) -> bool:
        """Put a channel, or all, on the suppression list. See `no_notes`."""
        source = self._source_of_no(source)
        return changes.suppress(self.store, _person(caller, to), entry, source, self.clock())

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
        _refuse(*ahead, *source_faults(source, self.policy.sources))
        return changes.unsuppress(self.store, _person(caller, to), entry, source, now, said)

    def preferences(self, caller: Caller, to: Addressee, chosen: Preferences) -> bool:
        """Keep what the recipient chose. Raises `StandingRefused`."""
        _refuse(*locale_faults(chosen.locale), *zone_faults(chosen.zone))
        return changes.set_preferences(self.store, _person(caller, to), chosen, self.clock())

    def event(self, caller: Caller, to: Addressee, event: PastEvent) -> bool:
        """Keep a conversion or an event that stops a trigger. Raises `StandingRefused`."""
        now = self.clock()
        _refuse(
            *event_faults(event.type, known_events(self.release)), *moment_faults(event.at, now)
        )
        return changes.record_event(self.store, _person(caller, to), event, now)

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
        gone = erase(self.store, _person(caller, to), self.clock())
        if gone is None:
            raise NotFound
        return gone

    # --- what was decided ------------------------------------------------------------------

    def receipt(self, receipt_id: str, caller: Caller | None = None) -> Held:
        """A receipt out of the log, of the caller's own world. Raises `NotFound`."""
        with self.store.reading() as connection:
            held = find_receipt(connection, receipt_id)
        if held is None or (caller is not None and held.chain != chain_of(caller.sandbox)):
            raise NotFound
        return held

    # --- being there -----------------------------------------------------------------------

    def ready(self) -> Readiness:
        """Whether release, guard and store can answer now."""
        return readiness(self.store, self.guard, self.release, self.clock().date())

    def close(self) -> None:
        """Finish the calls that wait, take no more, and let go of the store."""
        self._batches.close()
        self.store.close()


def _person(caller: Caller, to: Addressee) -> Person:
    _refuse(*recipient_faults(to.id))
    return Person(chain_of(caller.sandbox), to.kind, to.id)


def _refuse(*faults: SignalFault) -> None:
    if faults:
        raise StandingRefused(tuple(faults))
