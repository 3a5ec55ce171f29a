"""A call on its way to an answer: what came in, what was read for it, and what was planned."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from service.calling import Answered, Caller, MessageRequest
from service.deciding.composing import GuardLike
from service.domain.decision import Receipt
from service.domain.rewording import NO_REWORDING, OnTheSpot, Reworder, RewordingRequest
from service.domain.signals import instant_in
from service.library.release import Release
from service.store.kept import Ticket
from service.store.pseudonyms import Person
from service.store.secret import Secret
from service.store.standings import Known

#: Writes compact JSON in a fifth of the time that `json` takes.
JSON = TypeAdapter[Any](Any)

#: The recipient's key and version and the kept answer's receipt, as a plan rests on them.
Mark = tuple[str | None, int | None, str | None]


@dataclass(frozen=True)
class Making:
    """What every plan is made with."""

    release: Release
    guard: GuardLike
    secret: Secret
    keep_answers: timedelta
    reservations_last: timedelta
    reworder: Reworder = NO_REWORDING

    @cached_property
    def on_the_spot(self) -> bool:
        """Whether words may have to be made first. Asked once a batch, for asking is slow."""
        return isinstance(self.reworder, OnTheSpot)


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """A request with its caller, and where its rows are found."""

    caller: Caller
    request: MessageRequest
    person: Person
    lookups: tuple[str, ...]
    ticket: Ticket

    @property
    def digest(self) -> bytes:
        """What makes a repeat the same request: everything but its idempotency key.

        A time is the same one in whatever zone it is written.
        """
        return self._digest(self.request.overrides.zone)

    def was_kept_as(self, digest: bytes, *, zoned: bool = True) -> bool:
        """Whether a kept digest is this request's, or without `zoned` its own before it named one.

        Answers that an earlier version kept have the times as they were written.
        """
        zone = self.request.overrides.zone if zoned else None
        return digest == self._digest(zone) or digest == self._digest(zone, _as_it_is)

    def _digest(self, zone: str | None, told: Callable[[Any], Any] | None = None) -> bytes:
        request, signal, told = self.request, self.request.signal, told or _as_instant
        return sha256(
            JSON.dump_json(
                [
                    signal.id,
                    signal.type,
                    told(signal.at),
                    signal.subject,
                    signal.text,
                    sorted((name, told(value)) for name, value in signal.attributes.items()),
                    request.channel,
                    self.person.id,
                    request.recipient_kind,
                    request.audience,
                    request.wanted_outcome,
                    request.overrides.locale,
                    zone,
                    request.overrides.reading_level,
                ]
            )
        ).digest()


def _as_instant(value: Any) -> Any:
    """A time in UTC; any other value as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    instant = instant_in(value)
    return value if instant is None else instant


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for a call: the recipient, the kept answer, and the receipt of that answer."""

    known: Known | None = None
    kept: Row[Any] | None = None
    first: Receipt | None = None

    @property
    def mark(self) -> Mark:
        """What must still be so when a plan that rests on this is committed."""
        row = self.known.row if self.known else None
        return (
            row.key if row is not None else None,
            row.version if row is not None else None,
            self.kept.receipt_id if self.kept is not None else None,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer, and the rows that make it true once they are committed.

    `missing` are rewordings that were not there yet; whoever has time may have them made first.
    `found_under_older`: the recipient's row lies under an older secret and moves to the one in use.
    """

    answered: Answered
    mark: Mark
    recipient: dict[str, Any]
    log: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    reservation: dict[str, Any] | None = None
    opt_outs: tuple[dict[str, Any], ...] = ()
    event: dict[str, Any] | None = None
    missing: tuple[RewordingRequest, ...] = ()
    found_under_older: bool = False

    @property
    def keys_a_row(self) -> bool:
        """Whether a row is made for the recipient, or moved to the secret in use."""
        return self.writes and (self.recipient["version"] == 1 or self.found_under_older)

    @property
    def writes(self) -> bool:
        """Whether anything has to be committed before the answer may leave."""
        return bool(self.log)


@dataclass(slots=True, eq=False)
class Job:
    """A call that waits for its answer.

    `waited`: its other words were asked for, which happens once. `away`: it waits for them now, and
    is of no batch until it is handed in again.
    """

    call: Call
    now: datetime
    future: Future[Answered] = field(default_factory=Future)
    waited: bool = False
    away: bool = False
    arrived: float = field(default_factory=time.monotonic)

    @property
    def owed(self) -> bool:
        """Whether the batch that it came with has yet to answer it."""
        return not self.away and not self.future.done()
