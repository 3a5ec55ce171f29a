"""From a call and what is known of its recipient to a plan of what to answer and write.

Nothing here touches the database: `plan` looks at what was read and says what to write. The plan
names the version of the recipient's row that it rests on; whoever commits it must see that version
again under the lock, or plan anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from service.answers import answer, receipt_to_json
from service.calling import Answered, Caller, IdempotencyConflict, MessageRequest
from service.composing import GuardLike
from service.domain.decision import Decision, Receipt
from service.domain.revoking import revoked
from service.domain.standing import Recipient, Standing
from service.domain.vocabulary import Channel
from service.library.release import Release
from service.pipeline import decide
from service.sandbox import wished
from service.store.kept import Ticket
from service.store.pseudonyms import Person, key_for, new_salt, signal_token, subject_token
from service.store.sealing import Unsealable
from service.store.secret import Secret
from service.store.standings import Known
from service.store.tickets import ticket_of

#: Two calls nearer than this are given times of their own, so that no two receipts share an id.
_APART = timedelta(seconds=1)
_TICK = timedelta(microseconds=1)

#: Writes compact JSON in a fifth of the time that `json` takes.
_JSON = TypeAdapter[Any](Any)

#: US rules count texts and calls as one thing to say stop to.
STOPS_TOGETHER: Mapping[Channel, tuple[Channel, ...]] = {
    "sms": ("sms", "call"),
    "call": ("sms", "call"),
}


@dataclass(frozen=True, slots=True)
class Making:
    """What every plan is made with."""

    release: Release
    guard: GuardLike
    secret: Secret
    keep_answers: timedelta
    reservations_last: timedelta


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
        """What makes a repeat the same request: everything but its idempotency key."""
        request, signal = self.request, self.request.signal
        return sha256(
            _JSON.dump_json(
                [
                    signal.id,
                    signal.type,
                    signal.at,
                    signal.subject,
                    signal.text,
                    sorted(signal.attributes.items()),
                    request.channel,
                    request.recipient,
                    request.recipient_kind,
                    request.audience,
                    request.wanted_outcome,
                    request.overrides.locale,
                    request.overrides.zone,
                    request.overrides.reading_level,
                ]
            )
        ).digest()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for a call: the recipient, the kept answer, and the receipt of that answer."""

    known: Known | None = None
    kept: Row[Any] | None = None
    first: Receipt | None = None

    @property
    def mark(self) -> tuple[str | None, int | None, str | None]:
        """What must still be so when a plan that rests on this is committed."""
        row = self.known.row if self.known else None
        return (
            row.key if row is not None else None,
            row.version if row is not None else None,
            self.kept.receipt_id if self.kept is not None else None,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer, and the rows that make it true once they are committed."""

    answered: Answered
    mark: tuple[str | None, int | None, str | None]
    recipient: dict[str, Any]
    log: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    reservation: dict[str, Any] | None = None
    opt_outs: tuple[dict[str, Any], ...] = ()
    event: dict[str, Any] | None = None

    @property
    def writes(self) -> bool:
        """Whether anything has to be committed before the answer may leave."""
        return bool(self.log)


def plan(call: Call, seen: Seen, now: datetime, making: Making) -> Plan:
    """What to answer, and what to write before that.

    Raises `SignalRefused` and `IdempotencyConflict`; nothing is written then.
    """
    instead = None
    if seen.kept is not None and not call.request.dry_run:
        replay, instead = _replay(call, seen, now)
        if replay is not None:
            return Plan(replay, seen.mark, {})
    known = seen.known
    salt = known.row.salt if known else new_salt()
    key = known.row.key if known else key_for(making.secret, call.person, salt)
    at = _own_time(now, known)
    decision = instead or _decide(call, seen, key, salt, at, making)
    body = _body(call, decision, making)
    answered = _answered(call, decision, body)
    if call.request.dry_run:
        return Plan(answered, seen.mark, {})
    return Plan(
        answered,
        seen.mark,
        _recipient_row(call, known, key, salt, at),
        log={
            "at": at,
            "body": {
                "receipt": receipt_to_json(decision.receipt),
                "caller": call.caller.key_id,
                "repeats": seen.kept.receipt_id if seen.kept is not None else None,
            },
            "receipt_id": decision.receipt.id,
            "recipient_key": key,
        },
        answer={
            "id": seen.kept.id if seen.kept is not None else call.ticket.id,
            "recipient_key": key,
            "receipt_id": decision.receipt.id,
            "outcome": decision.outcome,
            "retry_at": decision.not_before if call.ticket.derived else None,
            "kept_until": max(now, at) + making.keep_answers,
            "sealed": b"",
        }
        | _sealed(call, seen, body),
        reservation=_reservation(call, decision, at, making),
        opt_outs=_opt_outs(call, decision, at),
        event=_event(call, decision, key, salt, making),
    )


def _sealed(call: Call, seen: Seen, body: bytes) -> dict[str, Any]:
    if seen.kept is None:
        return {"sealed": call.ticket.seal(call.digest, body)}
    # It stays under the id where it was found, so it is sealed with the key of that id.
    place = call.ticket.ids.index(seen.kept.id)
    ticket = replace(call.ticket, ids=call.ticket.ids[place:], keys=call.ticket.keys[place:])
    return {"sealed": ticket.seal(call.digest, body)}


# --- repeats -----------------------------------------------------------------------------------


def _replay(call: Call, seen: Seen, now: datetime) -> tuple[Answered | None, Decision | None]:
    """The kept answer; or the silence in its place; or neither, when it is time to ask anew."""
    assert seen.kept is not None
    try:
        digest, body = call.ticket.unseal(seen.kept)
    except Unsealable:
        return None, None
    if digest != call.digest:
        raise IdempotencyConflict
    if seen.kept.retry_at is not None and seen.kept.retry_at <= now:
        return None, None
    if seen.first is not None and seen.known is not None:
        standing = _standing(call, seen.known, seen.known.row.key, "en-US")
        silence = revoked(seen.first, standing, _own_time(now, seen.known))
        if silence is not None:
            return None, silence
    data = json.loads(body)
    return (
        Answered(
            body,
            replayed=True,
            outcome=data["outcome"],
            channel=call.request.channel,
            receipt_id=data["receipt_id"],
            signal_type=call.request.signal.type,
            reasons=tuple(reason["code"] for reason in data["reasons"]),
            trigger_id=seen.first.trigger_id if seen.first else None,
        ),
        None,
    )


# --- the decision ------------------------------------------------------------------------------


def _decide(
    call: Call, seen: Seen, key: str, salt: bytes, at: datetime, making: Making
) -> Decision:
    request, signal = call.request, call.request.signal
    release = making.release
    own = signal.model_copy(
        update={
            "id": signal_token(salt, signal.id),
            "subject": subject_token(salt, signal.subject) if signal.subject else None,
        }
    )
    standing = _standing(call, seen.known, key, release.settings.locales[0])
    if call.caller.sandbox and request.wanted_outcome is not None:
        return wished(
            release,
            own,
            standing,
            at,
            channel=request.channel,
            guard=making.guard,
            outcome=request.wanted_outcome,
        )
    return decide(release, own, standing, at, channel=request.channel, guard=making.guard)


def _standing(call: Call, known: Known | None, key: str, locale: str) -> Standing:
    """All that `decide` may know; what the call brings along comes before what is kept."""
    request, own = call.request, call.request.overrides
    recipient = Recipient.model_construct(
        key=key, kind=request.recipient_kind, audience=request.audience
    )
    if known is None:
        return Standing.model_construct(
            recipient=recipient,
            locale=own.locale or locale,
            zone=own.zone,
            reading_level=own.reading_level or "standard",
        )
    row = known.row
    return Standing.model_construct(
        recipient=recipient,
        locale=own.locale or row.locale or locale,
        zone=own.zone or row.zone,
        reading_level=own.reading_level or row.reading_level or "standard",
        channels=known.channels,
        weekly_limit=row.weekly_limit,
        consents=known.consents,
        opt_outs=known.opt_outs,
        suppressions=known.suppressions,
        recent=known.recent,
        events=known.events,
        handled=known.handled,
    )


def _own_time(now: datetime, known: Known | None) -> datetime:
    """`now`, or just after the recipient's last decision when that lies at it or shortly ahead.

    A clock that stepped back further is taken at its word: caps count what lies ahead too.
    """
    last = known.row.decided_at if known else None
    if last is None or now > last or last - now > _APART:
        return now
    own: datetime = last + _TICK
    return own


# --- the answer --------------------------------------------------------------------------------


def _body(call: Call, decision: Decision, making: Making) -> bytes:
    """The exact bytes of the answer. The hand-off names the signal as its caller does."""
    if decision.hand_off is not None:
        hand_off = replace(decision.hand_off, signal_id=call.request.signal.id)
        decision = replace(decision, hand_off=hand_off)
    data = answer(decision)
    if decision.message is not None and not call.request.dry_run:
        data["why_ticket"] = ticket_of(making.secret, decision.receipt.id)
    if call.request.dry_run:
        data["dry_run"] = True
    if call.caller.sandbox:
        data["sandbox"] = True
    return _JSON.dump_json(data)


def _answered(call: Call, decision: Decision, body: bytes) -> Answered:
    return Answered(
        body,
        replayed=False,
        outcome=decision.outcome,
        channel=decision.channel,
        receipt_id=decision.receipt.id,
        signal_type=call.request.signal.type,
        reasons=tuple(reason.code for reason in decision.reasons),
        trigger_id=decision.receipt.trigger_id,
        dry_run=call.request.dry_run,
        decision=decision,
    )


# --- what is written ---------------------------------------------------------------------------


def _recipient_row(
    call: Call, known: Known | None, key: str, salt: bytes, at: datetime
) -> dict[str, Any]:
    return {
        "key": key,
        # A row that was found under an older secret moves to the one in use.
        "lookup": call.lookups[0],
        "chain": call.person.chain,
        "kind": call.person.kind,
        "salt": salt,
        "version": known.row.version + 1 if known else 1,
        "seen_at": at,
        "decided_at": at,
    }


def _reservation(
    call: Call, decision: Decision, at: datetime, making: Making
) -> dict[str, Any] | None:
    """The place that a message takes. An answer to a call for help takes none."""
    receipt = decision.receipt
    if decision.outcome != "send":
        return None
    return {
        "receipt_id": receipt.id,
        "recipient_key": receipt.recipient_key,
        "signal": receipt.signal_id,
        "channel": receipt.channel,
        "trigger_id": receipt.trigger_id or "",
        "purpose": receipt.purpose or "",
        "at": at,
        "status": "reserved",
        "expires_at": at + making.reservations_last if call.caller.reports_delivery else None,
        "fingerprint": receipt.fingerprint,
        "facts": receipt.facts,
    }


def _opt_outs(call: Call, decision: Decision, at: datetime) -> tuple[dict[str, Any], ...]:
    """The stop that the person's own words ask for, in the channel they used."""
    if not decision.opt_out_words:
        return ()
    channel = call.request.channel
    return tuple(
        {
            "recipient_key": decision.receipt.recipient_key,
            "channel": stopped,
            "purposes": "",
            "at": at,
            "source": "own words",
        }
        for stopped in STOPS_TOGETHER.get(channel, (channel,))
    )


def _event(
    call: Call, decision: Decision, key: str, salt: bytes, making: Making
) -> dict[str, Any] | None:
    """The signal as an event, where some trigger stops on it: a cancellation, a visit."""
    signal = call.request.signal
    if signal.type not in _stop_types(making.release) or decision.outcome == "escalate":
        return None
    return {
        "recipient_key": key,
        "type": signal.type,
        "subject": subject_token(salt, signal.subject) if signal.subject else "",
        "at": signal.at,
    }


@lru_cache(maxsize=8)
def _stop_types(release: Release) -> frozenset[str]:
    return frozenset(name for trigger in release.triggers.values() for name in trigger.stop_when)


@lru_cache(maxsize=8)
def known_events(release: Release) -> frozenset[str]:
    """The types of events that the library speaks of."""
    return _stop_types(release) | frozenset(release.signals)
