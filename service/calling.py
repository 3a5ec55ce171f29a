"""What callers hand to the service and get back: the values and refusals at its seam.

The web layer, batch and command line speak to `service/serving.py` in these words alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.domain.decision import Decision
from service.domain.signals import Signal, SignalFault, SignalRefused
from service.domain.vocabulary import (
    Audience,
    Channel,
    Outcome,
    Purpose,
    ReadingLevel,
    ReasonCode,
    RecipientKind,
)
from service.store.errors import NothingSent, StoreUnavailable
from service.store.words import locale_faults, zone_faults

__all__ = [
    "Addressee",
    "Answered",
    "Caller",
    "DeliveryReport",
    "IdempotencyConflict",
    "MessageRequest",
    "NotFound",
    "NotHeard",
    "NothingSent",
    "Overrides",
    "Readiness",
    "SignalRefused",
    "StandingRefused",
    "StoreUnavailable",
    "Why",
]


class StandingRefused(ValueError):
    """Something about a recipient that Bedside does not keep; `faults` says all of it.

    `kept` says what of the same call was kept all the same.
    """

    def __init__(self, faults: tuple[SignalFault, ...], kept: str = "") -> None:
        super().__init__("; ".join(fault.what for fault in faults))
        self.faults = faults
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as their API key says."""

    key_id: str
    name: str
    scopes: frozenset[str]
    sandbox: bool = False
    reports_delivery: bool = False


@dataclass(frozen=True, slots=True)
class Overrides:
    """Preferences that a call brings along; they hold for this call and are not kept.

    Raises `StandingRefused`, so that nothing but a language and a zone gets into a receipt.
    """

    locale: str | None = None
    zone: str | None = None
    reading_level: ReadingLevel | None = None

    def __post_init__(self) -> None:
        faults = [*locale_faults(self.locale), *zone_faults(self.zone)]
        if faults:
            raise StandingRefused(tuple(faults))


@dataclass(frozen=True, slots=True)
class MessageRequest:
    """One signal for one recipient on one channel.

    `recipient` is the caller's own id for the person; only its pseudonym is ever kept. Without an
    `idempotency_key` one is derived from caller, signal id, recipient and channel. `wanted_outcome`
    is for sandbox keys and ignored for others.

    `faults` is what else was wrong with the call: with any, it is answered only where its words ask
    for help or to stop, and the answer tells them. `remarks` are told beside them, with any answer.
    """

    signal: Signal
    channel: Channel
    recipient: str
    recipient_kind: RecipientKind = "known"
    audience: Audience = "patient"
    idempotency_key: str | None = None
    dry_run: bool = False
    wanted_outcome: Outcome | None = None
    overrides: Overrides = Overrides()
    faults: tuple[Mapping[str, str], ...] = ()
    remarks: tuple[Mapping[str, str], ...] = ()

    def __repr__(self) -> str:
        # A request in a log line or a traceback must not say who it is about.
        return f"MessageRequest({self.signal.type}, {self.channel}, {self.recipient_kind})"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer after its commit.

    `body` is the exact JSON; a repeat gets the same bytes and is `replayed`. `decision` is there
    when it was made by this call. The rest is what metrics and log lines may show.
    """

    body: bytes
    replayed: bool
    outcome: Outcome
    channel: Channel
    receipt_id: str
    signal_type: str
    reasons: tuple[ReasonCode, ...] = ()
    trigger_id: str | None = None
    dry_run: bool = False
    decision: Decision | None = None


DeliveryReport = Literal["sent", "not_sent", "bounced", "complained"]


@dataclass(frozen=True, slots=True)
class Why:
    """What the page behind a message's "why" link may tell its recipient."""

    because: str
    signal_type: str
    channel: Channel
    decided_on: datetime
    purpose: Purpose | None
    consent_given: datetime | None
    used: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether release, guard and store can answer; `faults` names the parts that cannot."""

    ready: bool
    release: str
    guard: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient as a caller names them; only their pseudonym is ever kept."""

    id: str
    kind: RecipientKind = "known"

    def __repr__(self) -> str:
        return f"Addressee({self.kind})"


class IdempotencyConflict(Exception):
    """The same idempotency key came with another body before; nothing was decided.

    `derived` says that the caller sent no key, so that it is the signal that was decided before.
    """

    def __init__(self, *, derived: bool = False) -> None:
        super().__init__()
        self.derived = derived


class NotHeard(Exception):
    """The words of a call that was at fault ask neither for help nor to stop; nothing was done."""


class NotFound(Exception):
    """Nothing is kept under this id: it never was, it was tidied away, or it was erased."""
