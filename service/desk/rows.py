"""The rows that a decision leaves behind: what becomes true when they are committed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from service.answers import receipt_text
from service.desk.calls import Call, Making, Seen
from service.domain.channels import stopped_with
from service.domain.decision import Decision
from service.domain.lifts import counts_from
from service.domain.signals import CLOCK_SKEW
from service.library.release import Release
from service.store.canonical import canonical, joined
from service.store.pseudonyms import subject_token
from service.store.sealing import Pieces
from service.store.standings import Known


def recipient_row(
    call: Call, known: Known | None, key: str, salt: bytes, at: datetime, making: Making
) -> dict[str, Any]:
    """The recipient as they are after this decision: a version on, and seen now."""
    return {
        "key": key,
        # A row that was found under an older secret moves to the one in use.
        "lookup": call.lookups[0],
        "secret": making.secret.names[0],
        "chain": call.person.chain,
        "kind": call.person.kind,
        "salt": salt,
        "version": known.row.version + 1 if known else 1,
        "seen_at": at,
        "decided_at": at,
    }


def log_row(call: Call, decision: Decision, repeats: str | None, at: datetime) -> dict[str, Any]:
    """The log's entry: the receipt, by whose key, and which answer it stands in for."""
    return {
        "at": at,
        "body": joined(
            caller=canonical(call.caller.key_id),
            receipt=receipt_text(decision.receipt),
            repeats=canonical(repeats),
        ),
        "receipt_id": decision.receipt.id,
        "recipient_key": decision.receipt.recipient_key,
    }


def answer_row(
    call: Call, seen: Seen, decision: Decision, body: Pieces, until: datetime
) -> dict[str, Any]:
    """The answer as it is kept for a repeat. It stays under the id where an earlier one lies."""
    ticket = call.ticket
    if seen.kept is not None:
        # It is sealed with the key of the id where it was found.
        place = ticket.ids.index(seen.kept.id)
        ticket = replace(ticket, ids=ticket.ids[place:], keys=ticket.keys[place:])
    return {
        "id": ticket.id,
        "recipient_key": decision.receipt.recipient_key,
        "receipt_id": decision.receipt.id,
        "outcome": decision.outcome,
        "retry_at": decision.not_before,
        "kept_until": until,
        "sealed": ticket.seal(call.digest, body),
    }


def reservation(
    call: Call, decision: Decision, salt: bytes, at: datetime, making: Making
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
        "subject": _subject(call, salt),
    }


def opt_out_rows(call: Call, decision: Decision, at: datetime) -> tuple[dict[str, Any], ...]:
    """The stop that the person's own words ask for, in the channel they used."""
    if not decision.opt_out_words:
        return ()
    channel = call.request.channel
    return tuple(
        {
            "recipient_key": decision.receipt.recipient_key,
            "channel": stopped,
            "purposes": "",
            "at": counts_from(call.request.signal.at, at),
            "source": "own_words",
        }
        for stopped in stopped_with(channel)
    )


def event_row(
    call: Call, decision: Decision, key: str, salt: bytes, making: Making
) -> dict[str, Any] | None:
    """The signal as an event, where some trigger stops on it: a cancellation, a visit."""
    signal = call.request.signal
    if signal.type not in _stop_types(making.release) or decision.outcome == "escalate":
        return None
    if signal.at - decision.receipt.decided_at > CLOCK_SKEW:
        return None  # it was heard for its words alone: what is yet to come stops nothing
    return {
        "recipient_key": key,
        "type": signal.type,
        "subject": _subject(call, salt),
        "at": signal.at,
    }


def _subject(call: Call, salt: bytes) -> str:
    """The recipient's own pseudonym for what the signal is about; empty where it names nothing."""
    subject = call.request.signal.subject
    return subject_token(salt, subject) if subject else ""


@lru_cache(maxsize=8)
def _stop_types(release: Release) -> frozenset[str]:
    return frozenset(name for trigger in release.triggers.values() for name in trigger.stop_when)


@lru_cache(maxsize=8)
def known_events(release: Release) -> frozenset[str]:
    """The types of events that the library speaks of."""
    return _stop_types(release) | frozenset(release.signals)
