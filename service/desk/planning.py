"""From a call and what is known of its recipient to a plan of what to answer and write.

Nothing here touches the database: `plan` looks at what was read and says what to write. The plan
names the version of the recipient's row that it rests on; whoever commits it must see that version
again under the lock, or plan anew.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from service.answers import answer_in_pieces
from service.calling import Answered, IdempotencyConflict, NotHeard
from service.desk.calls import Call, Making, Plan, Seen
from service.desk.naming import topics_named
from service.desk.rows import (
    answer_row,
    event_row,
    log_row,
    opt_out_rows,
    recipient_row,
    reservation,
)
from service.domain.decision import Decision, Receipt
from service.domain.revoking import outlived, revoked
from service.domain.rewording import Noting, Reworder
from service.domain.signals import Signal
from service.domain.standing import Recipient, Standing
from service.domain.vocabulary import Outcome
from service.library.release import Release
from service.pipeline import decide
from service.sandbox import wished
from service.store.pseudonyms import key_for, new_salt, signal_token, subject_token
from service.store.sealing import Pieces, Unsealable
from service.store.standings import Known
from service.store.tickets import ticket_of

#: Two calls nearer than this are given times of their own, so that no two receipts share an id.
_APART = timedelta(seconds=1)
_TICK = timedelta(microseconds=1)


def plan(call: Call, seen: Seen, now: datetime, making: Making) -> Plan:
    """What to answer, and what to write before that.

    Raises `SignalRefused`, `IdempotencyConflict` and `NotHeard`; nothing is written then.
    """
    instead = None
    if seen.kept is not None and not call.request.dry_run:
        replay, instead = _replay(call, seen, now, making)
        if replay is not None:
            _expect_owed(call, replay.outcome, stops="opted_out" in replay.reasons)
            return Plan(replay, seen.mark, {})
    known = seen.known
    salt = known.row.salt if known else new_salt()
    key = known.row.key if known else key_for(making.secret, call.person, salt)
    at = _own_time(now, known)
    noting = Noting(making.reworder) if making.on_the_spot else None
    reworder = noting or making.reworder
    decision = instead or _decide(call, seen, key, salt, at, making, reworder)
    _expect_owed(call, decision.outcome, stops=decision.opt_out_words)
    missing = tuple(noting.missing) if noting is not None else ()
    body = _body(call, decision, making)
    answered = _answered(call, decision, body)
    if call.request.dry_run:
        return Plan(answered, seen.mark, {}, missing=missing)
    repeats = seen.kept.receipt_id if seen.kept is not None else None
    # A hold asks for the same call later; its key must still be known then.
    until = max(now, at, decision.not_before or at) + making.keep_answers
    return Plan(
        answered,
        seen.mark,
        recipient_row(call, known, key, salt, at, making),
        log=log_row(call, decision, repeats, at),
        answer=answer_row(call, seen, decision, body, until),
        reservation=reservation(call, decision, salt, at, making),
        opt_outs=opt_out_rows(call, decision, at),
        event=event_row(call, decision, key, salt, making),
        missing=missing,
        found_under_older=known is not None and known.row.secret != making.secret.names[0],
    )


def _expect_owed(call: Call, outcome: Outcome, *, stops: bool) -> None:
    """A call that was at fault is owed an answer to a request for help or a stop, and no other."""
    if call.request.faults and outcome != "escalate" and not stops:
        raise NotHeard


# --- repeats -----------------------------------------------------------------------------------


def _replay(
    call: Call, seen: Seen, now: datetime, making: Making
) -> tuple[Answered | None, Decision | None]:
    """The kept answer; or the silence in its place; or neither, when it is time to ask anew."""
    assert seen.kept is not None
    try:
        digest, body = call.ticket.unseal(seen.kept)
    except Unsealable:
        return None, None
    if not call.was_kept_as(digest) and not _brings_the_zone(call, seen, digest):
        raise IdempotencyConflict(derived=call.ticket.derived)
    if _waits_no_longer(call, seen, now):
        return None, None
    if seen.first is None or seen.known is None:
        return None, None  # tidied away: it cannot be held against what was said since
    standing = _standing(call, seen.known, seen.known.row.key, "en-US")
    trigger = making.release.triggers.get(seen.first.trigger_id or "")
    about = trigger.about(call.request.signal.attributes) if trigger else frozenset()
    silence = revoked(
        seen.first,
        standing,
        _own_time(now, seen.known),
        making.release.settings.ordinary(about),
        topics_named(seen.first, trigger, about, making.release),
    )
    if silence is not None:
        return None, silence
    if _goes_no_more(call, seen.first, seen.known, standing, making.release, now):
        return None, None
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
            trigger_id=seen.first.trigger_id,
        ),
        None,
    )


def _goes_no_more(
    call: Call, first: Receipt, known: Known, standing: Standing, release: Release, now: datetime
) -> bool:
    """Whether a message that was given out must be asked for anew.

    Where its place is still taken, asking anew cannot send: the signal is answered already. Where
    the place was given back, the message needs one again. What a sandbox key wished for stays.
    """
    if first.outcome != "send" or (call.caller.sandbox and call.request.wanted_outcome):
        return False
    if first.id not in known.taken:
        return True
    trigger = release.triggers.get(first.trigger_id or "")
    own = _own_signal(call, known.row.salt)
    return trigger is None or outlived(first, trigger, own, standing, now)


def _waits_no_longer(call: Call, seen: Seen, now: datetime) -> bool:
    """Whether a hold's time has come, or the zone that it waited for is known by now."""
    assert seen.kept is not None
    if seen.kept.retry_at is not None and seen.kept.retry_at <= now:
        return True
    stored = seen.known.row.zone if seen.known is not None else None
    return _lacked_a_zone(seen) and (call.request.overrides.zone or stored) is not None


def _brings_the_zone(call: Call, seen: Seen, digest: bytes) -> bool:
    """Whether a call is the one that was held for want of a zone, and now names it.

    Under a key of the caller's own, another body is refused whatever it brings.
    """
    return call.ticket.derived and _lacked_a_zone(seen) and call.was_kept_as(digest, zoned=False)


def _lacked_a_zone(seen: Seen) -> bool:
    first = seen.first
    return (
        first is not None
        and first.outcome == "hold"
        and any(reason.code == "zone_unknown" for reason in first.reasons)
    )


# --- the decision ------------------------------------------------------------------------------


def _decide(
    call: Call,
    seen: Seen,
    key: str,
    salt: bytes,
    at: datetime,
    making: Making,
    reworder: Reworder,
) -> Decision:
    request, release = call.request, making.release
    own = _own_signal(call, salt)
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
    return decide(
        release,
        own,
        standing,
        at,
        channel=request.channel,
        guard=making.guard,
        reworder=reworder,
    )


def _own_signal(call: Call, salt: bytes) -> Signal:
    """The signal under the recipient's own pseudonyms; a caller's ids might name somebody."""
    signal = call.request.signal
    return signal.model_copy(
        update={
            "id": signal_token(salt, signal.id),
            "subject": subject_token(salt, signal.subject) if signal.subject else None,
        }
    )


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


def _body(call: Call, decision: Decision, making: Making) -> Pieces:
    """The exact bytes of the answer. The hand-off names the signal as its caller does."""
    if decision.hand_off is not None:
        hand_off = replace(decision.hand_off, signal_id=call.request.signal.id)
        decision = replace(decision, hand_off=hand_off)
    more: dict[str, Any] = {}
    if decision.message is not None and not call.request.dry_run:
        more["why_ticket"] = ticket_of(making.secret, decision.receipt.id)
    if call.request.dry_run:
        more["dry_run"] = True
    if call.caller.sandbox:
        more["sandbox"] = True
    if notes := (*call.request.faults, *call.request.remarks):
        more["notes"] = notes
    return answer_in_pieces(decision, **more)


def _answered(call: Call, decision: Decision, body: Pieces) -> Answered:
    return Answered(
        b"".join(body),
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
