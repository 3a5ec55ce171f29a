"""The receipt of a decision: what it rests on, and what was at hand and left alone.

It names data and never shows a value of it.
"""

from __future__ import annotations

from typing import Any

from service.deciding.arguments import Call
from service.deciding.composing import Composed
from service.domain.consent import ConsentFinding
from service.domain.content import Trigger
from service.domain.decision import ConsentNote, Reason, Receipt
from service.domain.message import Message
from service.domain.vocabulary import Outcome


def receipt_for(
    call: Call,
    outcome: Outcome,
    reasons: tuple[Reason, ...],
    message: Message | None,
    *,
    used: tuple[str, ...] = (),
    text_hash: str = "",
    **more: Any,
) -> Receipt:
    """The record of this call; `more` are the fields that only some outcomes have."""
    if call.signal.text is not None:
        used = tuple(sorted({*used, "inbound text"}))
    if message is not None:
        more |= {
            "text_hash": text_hash,
            "size": message.size,
            "segments": message.segments,
            "warnings": tuple(f"{code} {sentence}" for code, sentence in message.warnings),
        }
    return Receipt(
        id=call.receipt_id,
        release=call.served.release.hash,
        guard=call.guard.version,
        decided_at=call.now,
        signal_id=call.signal.id,
        signal_type=call.signal.type,
        signal_at=call.signal.at,
        channel=call.channel,
        recipient_key=call.standing.recipient.key,
        recipient_kind=call.standing.recipient.kind,
        outcome=outcome,
        reasons=reasons,
        used=used,
        unused=_unused(call, used),
        opt_out_words=call.opt_out_words,
        **more,
    )


def consent_note(finding: ConsentFinding) -> ConsentNote | None:
    """The consent that a message rests on, if one stands."""
    if finding.record is None:
        return None
    record = finding.record
    return ConsentNote(record.purpose, record.channel, record.at, record.source)


def data_used(call: Call, trigger: Trigger, composed: Composed) -> tuple[str, ...]:
    """The data that shaped this decision: shown, chosen by, or checked against."""
    names = set(composed.used) | set(trigger.when)
    timed_by = (trigger.before, trigger.after, trigger.not_before)
    names.update(filter(None, (trigger.topics_from, *timed_by)))
    names &= set(call.values)
    names.update({"consents", "opt-outs", "suppression list", "locale"})
    standing = call.standing
    for name, known in (
        ("zone", standing.zone),
        ("chosen channels", standing.channels),
        ("recent messages", standing.recent),
        ("later events", standing.events),
        ("reading level", standing.reading_level != "standard"),
    ):
        if known:
            names.add(name)
    return tuple(sorted(names))


def _unused(call: Call, used: tuple[str, ...]) -> tuple[str, ...]:
    """Data that was at hand and left alone."""
    standing = call.standing
    at_hand = set(call.values)
    for name, known in (
        ("zone", standing.zone),
        ("chosen channels", standing.channels),
        ("recent messages", standing.recent),
        ("later events", standing.events),
        ("consents", standing.consents),
        ("reading level", standing.reading_level != "standard"),
    ):
        if known:
            at_hand.add(name)
    return tuple(sorted(at_hand - set(used)))
