"""The one path from a signal to a decision.

`decide` is pure: same arguments, same bytes. It reads no file, clock, network or database. API,
studio, batch, evaluations and release verification all call this function. Its steps live in
`deciding/`: `escalating.py` (a call for help), `attempting.py` (what one trigger comes to: may it
go, and in which words), `recording.py` (the receipt).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from service.deciding.arguments import Call, call_for
from service.deciding.attempting import Attempt, try_trigger
from service.deciding.composing import Composed, GuardLike
from service.deciding.escalating import escalate, urgency_of
from service.deciding.recording import consent_note, data_used, receipt_for
from service.domain.content import Trigger
from service.domain.decision import Considered, Decision, Reason
from service.domain.experiments import assign
from service.domain.explanation import for_recipient
from service.domain.inbound import besides_stop, is_unclear_stop
from service.domain.keywords import asks_for_help, asks_to_start
from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.signals import Signal, SignalRefused, understand
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.library.release import Release


def decide(
    release: Release,
    signal: Signal,
    standing: Standing,
    now: datetime,
    *,
    channel: Channel,
    guard: GuardLike,
    reworder: Reworder = NO_REWORDING,
) -> Decision:
    """The outcome for one signal on one channel, with its receipt.

    `now` is aware. Raises `SignalRefused`, with every fault, for a signal that is not of a
    registered type with allow-listed attributes; nothing goes out then. A registered signal whose
    text asks for help, or to stop, is answered whatever else is wrong with it.
    """
    if now.tzinfo is None:
        raise ValueError("`now` needs a time zone")
    call = call_for(release, signal, standing, now, channel=channel, guard=guard, reworder=reworder)
    words = call.words
    # A call for help is answered before anything else about the signal is asked, a fault in its
    # attributes or its clock included. A request to stop is none, whatever its words look like.
    besides = besides_stop(words) if words is not None else ""
    if besides and signal.type in release.signals:
        asked = urgency_of(guard, besides, standing.locale)
        if asked is not None:
            return _with_keywords(escalate(call, asked), call, words)
    if call.between and signal.type in release.signals:
        asked = urgency_of(guard, call.between, standing.locale)
        # What nobody could read there is of our own words in another language, as often as not.
        if asked is not None and not asked.unread:
            return _with_keywords(escalate(call, asked), call, words)
    try:
        values = understand(signal, release.signals, release.directories, release.settings, now)
    except SignalRefused as refused:
        # Nor does such a fault undo a stop: it needs nothing of the signal but its words.
        if not call.opt_out_words or signal.type not in release.signals:
            raise
        return _with_keywords(
            _silence(call, Reason("opted_out", _stopped_despite(refused))), call, words
        )
    call = replace(call, values=values)
    if call.opt_out_words:
        return _with_keywords(_silence(call, Reason("opted_out", _ASKS_TO_STOP)), call, words)
    return _with_keywords(_settle(call), call, words)


def _with_keywords(decision: Decision, call: Call, words: str | None) -> Decision:
    """The decision, and what the words ask besides: the caller acts on that, not the decision."""
    if words is None:
        return decision
    return replace(
        decision,
        opt_out_unclear=is_unclear_stop(words),
        opt_in_words=asks_to_start(words, call.standing, call.channel),
        help_words=asks_for_help(words),
    )


_ASKS_TO_STOP = "the inbound text asks to stop"


def _stopped_despite(refused: SignalRefused) -> str:
    """That the stop holds, and by code and place what the caller should mend in its signals."""
    faults = ", ".join(
        dict.fromkeys(f"{fault.code} at {fault.pointer}" for fault in refused.faults)
    )
    return f"{_ASKS_TO_STOP}; other faults of the signal: {faults}"


# --- triggers ----------------------------------------------------------------------------------


def _settle(call: Call) -> Decision:
    """Try the matching triggers, the strongest first, until one may go or wait.

    A stronger one that may not go does not silence a weaker one that may; each stands on its own
    consent, and the receipt shows both.
    """
    attempts: list[Attempt] = []
    for trigger in call.served.triggers_on(call.signal.type, call.today):
        if not _matches(trigger, call):
            continue
        attempts.append(try_trigger(trigger, call))
        if attempts[-1].outcome in ("send", "hold"):
            break
    if not attempts:
        return _silence(call, Reason("no_trigger", "no trigger answers this signal"))
    return _decision(call, _winner(attempts), attempts)


def _winner(attempts: list[Attempt]) -> Attempt:
    """The one that may go or wait; else a block, which somebody must see; else the strongest.

    A trigger that is not written for the channel gives the reason only where none is.
    """
    if attempts[-1].outcome in ("send", "hold"):
        return attempts[-1]

    def far_from_going(attempt: Attempt) -> tuple[bool, bool]:
        codes = {reason.code for reason in attempt.reasons}
        return attempt.outcome != "blocked", "no_channel" in codes

    return min(attempts, key=far_from_going)


def _matches(trigger: Trigger, call: Call) -> bool:
    """Whether a trigger answers this signal, for this kind of reader."""
    if call.standing.recipient.audience not in trigger.audience:
        return False
    return all(call.values.get(name) in allowed for name, allowed in trigger.when.items())


# --- outcomes ----------------------------------------------------------------------------------


def _decision(call: Call, winner: Attempt, attempts: list[Attempt]) -> Decision:
    composed = winner.composed or Composed(None)
    sent = winner.outcome == "send"
    message = composed.message if sent else None
    trigger = winner.trigger
    receipt = receipt_for(
        call,
        winner.outcome,
        winner.reasons,
        message,
        used=data_used(call, trigger, composed),
        text_hash=composed.text_hash,
        trigger_id=trigger.id,
        purpose=trigger.purpose,
        because=trigger.because,
        considered=tuple(
            Considered(
                attempt.trigger.id,
                attempt.trigger.priority,
                attempt.outcome,
                tuple(reason.code for reason in attempt.reasons),
            )
            for attempt in attempts
        ),
        consent=consent_note(winner.case.consent),
        checks=winner.checks,
        layout_id=winner.layout_id,
        choices=composed.choices,
        experiments=tuple(
            (experiment.id, assign(experiment, call.standing.recipient.key))
            for experiment in winner.case.experiments
        ),
        findings=composed.findings,
        guarded_parts=composed.guarded_parts,
        reworded=composed.reworded if sent else (),
        reword_refused=composed.reword_refused,
        fingerprint=composed.fingerprint,
        facts=composed.facts,
        not_before=winner.not_before,
        valid_until=winner.case.times.valid_until,
    )
    alerts = [a.composed.alert for a in attempts if a.composed and a.composed.alert]
    return Decision(
        outcome=winner.outcome,
        reasons=winner.reasons,
        channel=call.channel,
        message=message,
        why=for_recipient(receipt),
        receipt=receipt,
        not_before=winner.not_before,
        valid_until=winner.case.times.valid_until,
        opt_out_words=call.opt_out_words,
        alert="; ".join(alerts),
    )


def _silence(call: Call, reason: Reason) -> Decision:
    """Nothing goes out, and no trigger was tried."""
    receipt = receipt_for(call, "suppress", (reason,), None)
    return Decision(
        outcome="suppress",
        reasons=(reason,),
        channel=call.channel,
        message=None,
        why="",
        receipt=receipt,
        opt_out_words=call.opt_out_words,
    )
