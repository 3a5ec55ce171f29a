"""Chosen outcomes for sandbox keys: what a caller's code must be ready for, on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from service.composing import GuardLike
from service.domain.decision import Decision, HandOff, Reason
from service.domain.signals import Signal
from service.domain.standing import Consent, Standing
from service.domain.vocabulary import Channel, Outcome, Purpose, ReasonCode
from service.library.release import Release
from service.pipeline import decide

_PURPOSES: tuple[Purpose, ...] = (
    "care_operations",
    "treatment",
    "education",
    "marketing",
    "professional",
)

_REASONS: dict[Outcome, tuple[ReasonCode, str]] = {
    "hold": ("quiet_hours", "asked for by a sandbox key"),
    "suppress": ("opted_out", "asked for by a sandbox key"),
    "blocked": ("guardrail", "asked for by a sandbox key"),
    "escalate": ("urgent", "asked for by a sandbox key"),
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
    decided as at their end, so that a test finds the same at night.
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
                for purpose in _PURPOSES
            ),
            **dict.fromkeys(("opt_outs", "suppressions", "recent", "events", "handled"), ()),
        }
    )
    made = decide(release, signal, agreeable, now, channel=channel, guard=guard)
    if outcome == "send" and made.not_before is not None:
        made = decide(release, signal, agreeable, made.not_before, channel=channel, guard=guard)
    if outcome in ("send", made.outcome):
        return made
    code, detail = _REASONS[outcome]
    reasons = (Reason(code, detail),)
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
        hand_off=_hand_off(release, made) if outcome == "escalate" else None,
        alert="asked for by a sandbox key" if outcome == "blocked" else "",
    )


def _hand_off(release: Release, made: Decision) -> HandOff:
    path = release.settings.escalation["emergency"]
    return HandOff(
        kind="emergency",
        team=path.team,
        respond_within_minutes=int(path.respond_within.total_seconds() // 60),
        written_at=made.receipt.signal_at,
        signal_id=made.receipt.signal_id,
        recipient_key=made.receipt.recipient_key,
        channel=made.channel,
    )
