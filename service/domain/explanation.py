"""A receipt in words: a line for the recipient, steps for the auditor.

Both are made from the receipt alone, so they cannot disagree with it, with each other, or with
what was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from service.domain.decision import Check, Choice, Receipt, Reworded


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an auditor's explanation: what it is about, and what was found."""

    topic: str
    text: str
    indent: int = 0


def for_recipient(receipt: Receipt) -> str:
    """Why somebody received this, in a sentence they may read; empty when nothing was sent."""
    return receipt.because if receipt.text_hash else ""


def for_auditor(receipt: Receipt) -> tuple[Step, ...]:
    """Every step from the signal to the outcome."""
    return (
        *_headline(receipt),
        *_triggers(receipt),
        *_data(receipt),
        *_checks(receipt),
        *_content(receipt),
        *_guard(receipt),
    )


def _headline(receipt: Receipt) -> list[Step]:
    steps = [
        Step("outcome", f"{receipt.outcome} on {receipt.channel}"),
        *(Step("reason", f"{reason.code}: {reason.detail}") for reason in receipt.reasons),
        Step("receipt", receipt.id),
        Step("release", receipt.release[:12]),
        Step(
            "signal",
            f"{receipt.signal_type} at {_at(receipt.signal_at)}, decided {_at(receipt.decided_at)}",
        ),
        Step("recipient", f"{receipt.recipient_kind}, {receipt.recipient_key}"),
    ]
    if receipt.not_before is not None:
        steps.append(Step("not before", _at(receipt.not_before)))
    if receipt.valid_until is not None:
        steps.append(Step("valid until", _at(receipt.valid_until)))
    return steps


def _triggers(receipt: Receipt) -> list[Step]:
    steps = [
        Step(
            "trigger",
            f"{considered.trigger_id} (priority {considered.priority}): {considered.outcome}"
            + (f", {', '.join(considered.reasons)}" if considered.reasons else ""),
        )
        for considered in receipt.considered
    ]
    if receipt.because:
        topic = "why you received this" if receipt.text_hash else "why it was thought of"
        steps.append(Step(topic, receipt.because))
    return steps


def _data(receipt: Receipt) -> list[Step]:
    steps = []
    if receipt.consent is not None:
        consent = receipt.consent
        since = f", given {consent.given_at:%Y-%m-%d}" if consent.given_at else ""
        source = f" ({consent.source.replace('_', ' ')})" if consent.source else ""
        steps.append(
            Step(
                "consent",
                f"{consent.purpose.replace('_', ' ')} by {consent.channel}{since}{source}",
            )
        )
    steps.append(Step("used", ", ".join(receipt.used) or "nothing"))
    steps.append(Step("left unused", ", ".join(receipt.unused) or "nothing"))
    return steps


def _checks(receipt: Receipt) -> list[Step]:
    return [Step("check", _check(check)) for check in receipt.checks]


def _check(check: Check) -> str:
    mark = "ok" if check.passed else "NO"
    return f"{mark}  {check.name}: {check.detail}"


def _content(receipt: Receipt) -> list[Step]:
    steps = [Step("layout", receipt.layout_id)] if receipt.layout_id else []
    for choice in receipt.choices:
        steps.append(Step(f"slot {choice.slot}", _choice(choice)))
        steps.extend(Step("beat", f"{rival.module_id}: {rival.lost}", 1) for rival in choice.rivals)
    steps.extend(Step("experiment", f"{name}: {arm}") for name, arm in receipt.experiments)
    return steps


def _choice(choice: Choice) -> str:
    variant = f" [{choice.variant}]" if choice.variant else ""
    return f"{choice.module_id}{variant} {choice.module_hash[:8]}: {choice.because}"


def _guard(receipt: Receipt) -> list[Step]:
    steps = []
    if receipt.guarded_parts:
        stopped = [note for note in receipt.findings if note.severity in ("block", "review")]
        verdict = "rejected" if stopped else "passed"
        steps.append(
            Step("guard", f"{verdict}, {receipt.guarded_parts} texts read ({receipt.guard[:12]})")
        )
        steps.extend(
            Step("finding", f"{note.rule} {note.severity} in {note.part}", 1)
            for note in receipt.findings
        )
    if receipt.choices:
        names = ", ".join(one.module_id for one in receipt.reworded)
        steps.append(Step("reworded", names or "no"))
        steps.extend(Step(f"{one.mode} words", _reworded(one), 1) for one in receipt.reworded)
        steps.extend(
            Step("kept approved words", f"{module_id}: {why}", 1)
            for module_id, why in receipt.reword_refused
        )
    steps.extend(Step("warning", warning) for warning in receipt.warnings)
    if receipt.opt_out_words:
        steps.append(Step("opt-out", "the inbound text asks to stop"))
    return steps


def _reworded(one: Reworded) -> str:
    approved = f"approved as {one.item} {one.item_hash[:8]}, " if one.item else ""
    voice = f"in the voice of {one.brand} {one.brand_hash[:8]}" if one.brand else "voice unknown"
    made = f" by {one.model}, asked by {one.prompt_hash[:8]}" if one.model else ""
    return f"{one.module_id}: {approved}{voice}{made}"


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
