"""How a standing is carried from one step to the next, as a store would keep it.

A sent message takes a place under the caps, its signal is handled, and every signal is an event
from then on. Opt-out words in a person's own text are honoured on the channel they came by.
"""

from __future__ import annotations

from datetime import datetime

from evals.decisions.cases import Turn
from evals.decisions.formats.people import Changes
from evals.decisions.formats.steps import FeedbackStep, PreferStep
from service.domain.decision import Decision
from service.domain.signals import Signal
from service.domain.standing import (
    Consent,
    HandledSignal,
    OptOut,
    PastEvent,
    SentMessage,
    Standing,
    Suppression,
)

#: Which message answered a signal on a channel: its place in `recent`.
Places = dict[tuple[str, str], int]


def after_decision(
    standing: Standing, signal: Signal, decision: Decision, now: datetime, places: Places
) -> Standing:
    """The standing once a decision was answered and acted on."""
    update: dict[str, object] = {}
    receipt = decision.receipt
    if decision.outcome == "send" and receipt.trigger_id and receipt.purpose:
        places[signal.id, decision.channel] = len(standing.recent)
        sent = SentMessage(
            at=now,
            channel=decision.channel,
            trigger=receipt.trigger_id,
            purpose=receipt.purpose,
            subject=signal.subject,
            fingerprint=receipt.fingerprint,
            facts=receipt.facts,
        )
        handled = HandledSignal(id=signal.id, channel=decision.channel)
        update = {"recent": (*standing.recent, sent), "handled": (*standing.handled, handled)}
    if decision.opt_out_words:
        stop = OptOut(channel=decision.channel, at=signal.at)
        update["opt_outs"] = (*standing.opt_outs, stop)
    event = PastEvent(type=signal.type, at=signal.at, subject=signal.subject)
    if event not in standing.events:
        update["events"] = (*standing.events, event)
    return standing.model_copy(update=update)


def after_turn(standing: Standing, turn: Turn, places: Places) -> Standing:
    """The standing once something was said or reported that asks for no decision."""
    match turn.change:
        case Consent() as consent:
            return standing.model_copy(update={"consents": (*standing.consents, consent)})
        case OptOut() as opt_out:
            return standing.model_copy(update={"opt_outs": (*standing.opt_outs, opt_out)})
        case Suppression() as entry:
            return standing.model_copy(update={"suppressions": (*standing.suppressions, entry)})
        case PastEvent() as event:
            return standing.model_copy(update={"events": (*standing.events, event)})
        case PreferStep() as step:
            return _preferring(standing, step.prefer)
        case FeedbackStep() as report:
            return _reported(standing, turn.signal_id, report, places)


def _preferring(standing: Standing, changes: Changes) -> Standing:
    update = {
        name: getattr(changes, name)
        for name in changes.model_fields_set
        if name in ("zone", "locale", "reading_level", "channels")
    }
    if update.get("zone") is False:
        update["zone"] = None
    return standing.model_copy(update=update)


def _reported(standing: Standing, signal_id: str, report: FeedbackStep, places: Places) -> Standing:
    """A message that did not go gives its place back, and its signal may be answered again."""
    recent = list(standing.recent)
    handled = standing.handled
    for (of, channel), place in places.items():
        if of == signal_id and report.by in (None, channel):
            recent[place] = recent[place].model_copy(update={"status": report.feedback})
            if report.feedback == "not_sent":
                handled = tuple(h for h in handled if (h.id, h.channel) != (of, channel))
    return standing.model_copy(update={"recent": tuple(recent), "handled": handled})
