"""Chosen outcomes for sandbox keys: what a caller's code must be ready for, on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

from service.deciding.arguments import call_for
from service.deciding.composing import GuardLike
from service.deciding.escalating import AskedHelp, escalate
from service.domain.decision import Decision, Reason
from service.domain.signals import Signal
from service.domain.standing import Consent, Standing
from service.domain.vocabulary import Channel, Outcome, Purpose, ReasonCode
from service.library.release import Release
from service.pipeline import decide

_REASONS: dict[Outcome, ReasonCode] = {
    "hold": "quiet_hours",
    "suppress": "opted_out",
    "blocked": "guardrail",
    "escalate": "urgent",
}


def wished(
    release: Release,
    signal: Signal,
    standing: Standing,
    now: datetime,
    *,
    channel: Channel,
    guard: GuardLike,
    outcome: Outcome,
) -> Decision:
    """The decision as the pipeline makes it for somebody who agreed to all, turned to `outcome`.

    A wish to send is granted only where the library has something to send; in quiet hours it is
    decided as at their end, so that a test finds the same at night. An escalation is the whole of
    one, with the library's safety reply for the channel.
    """
    agreeable = standing.model_copy(
        update={
            "zone": standing.zone or release.settings.zone,
            "consents": tuple(
                Consent(
                    purpose=purpose,
                    channel="any",
                    status="given",
                    at=signal.at - timedelta(days=1),
                    source="sandbox",
                )
                for purpose in get_args(Purpose)
            ),
            "channels": None,
            **dict.fromkeys(("opt_outs", "suppressions", "recent", "events", "handled"), ()),
        }
    )
    made = decide(release, signal, agreeable, now, channel=channel, guard=guard)
    if outcome == "send" and made.not_before is not None:
        made = decide(release, signal, agreeable, made.not_before, channel=channel, guard=guard)
    if outcome in ("send", made.outcome):
        return made
    reasons = (Reason(_REASONS[outcome], "asked for by a sandbox key"),)
    if outcome == "escalate":
        call = call_for(release, signal, agreeable, now, channel=channel, guard=guard)
        return _escalated(made, escalate(call, AskedHelp("emergency")), reasons)
    not_before = now + timedelta(hours=1) if outcome == "hold" else None
    receipt = replace(
        made.receipt, outcome=outcome, reasons=reasons, text_hash="", not_before=not_before
    )
    return replace(
        made,
        outcome=outcome,
        reasons=reasons,
        message=None,
        why="",
        receipt=receipt,
        not_before=not_before,
        alert="asked for by a sandbox key" if outcome == "blocked" else "",
    )


def _escalated(made: Decision, escalation: Decision, reasons: tuple[Reason, ...]) -> Decision:
    """The escalation, which was asked for by no words; and what the words ask besides."""
    return replace(
        escalation,
        reasons=reasons,
        receipt=replace(escalation.receipt, reasons=reasons),
        opt_out_unclear=made.opt_out_unclear,
        opt_in_words=made.opt_in_words,
        help_words=made.help_words,
    )
