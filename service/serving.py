"""The service: what a channel tool may ask of Bedside, on a store that loses nothing.

Everything a shell needs is here, in `service/calling.py`, behind `Service.standings` for what
recipients said, or behind `Service.pages` for those who were written to; a shell never touches a
table.
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
from service.deciding.composing import GuardLike
from service.desk.calls import Call, Job, Making
from service.desk.settling import Desk
from service.domain.rewording import NO_REWORDING, OnTheSpot, Reworder, RewordingRequest
from service.domain.signals import Signal, understand
from service.library.release import Release
from service.readiness import readiness
from service.recipient_pages import RecipientPages
from service.standings import Standings, person_of
from service.steady import SteadyGuard
from service.store import api_keys
from service.store.batching import Batches
from service.store.changes import Preferences
from service.store.kept import ticket_for
from service.store.lifting import Lift
from service.store.pseudonyms import chain_of, lookups
from service.store.receipts import Held, find_receipt
from service.store.store import Store

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
    standings: Standings = field(init=False, repr=False)
    _steady: SteadyGuard = field(init=False, repr=False)
    _batches: Batches[Job] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.pages = RecipientPages(self.store, self.clock)
        self.standings = Standings(self.store, self.release, self.clock, self.policy.sources)
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
        person = person_of(caller, Addressee(request.recipient, request.recipient_kind))
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
        return readiness(self.store, self.guard, self.release, self.clock())

    def close(self) -> None:
        """Finish the calls that wait, take no more, and let go of the store."""
        self._batches.close()
        self.store.close()
