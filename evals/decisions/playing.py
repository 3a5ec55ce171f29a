"""Plays a history through the real `decide` and notes what came out of each step.

What is noted is plain data: a run keeps it, so that a case can be judged again without playing it.
"""

from __future__ import annotations

from typing import Any

from evals.decisions.carrying import Places, after_decision, after_turn
from evals.decisions.cases import Ask, DecisionCase, Seen
from evals.decisions.formats.cases import LibraryPatch
from evals.patching import with_dates, with_trigger, with_words, without
from service.answers import receipt_to_json
from service.deciding.composing import GuardLike
from service.domain.decision import Decision
from service.domain.message import Message
from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.signals import SignalRefused
from service.library.release import Release
from service.pipeline import decide


def patched(release: Release, patch: LibraryPatch) -> Release:
    """The release as a case wants it broken; the release itself where it does not."""
    for place, words in patch.say.items():
        module, _, channel = place.partition("@")
        release = with_words(release, module, channel, words)
    for trigger, words in patch.because.items():
        other = release.triggers[trigger].model_copy(update={"because": words})
        release = with_trigger(release, other)
    if patch.until:
        release = with_dates(release, patch.until)
    for key in patch.without:
        release = without(release, key)
    return release


def play(
    case: DecisionCase, release: Release, guard: GuardLike, reworder: Reworder = NO_REWORDING
) -> list[Seen]:
    """What each decision of a history came to, in order; in the approved words, unless others are
    offered."""
    release = patched(release, case.library)
    standing, places = case.standing, Places()
    seen: list[Seen] = []
    for step in case.steps:
        if not isinstance(step, Ask):
            standing = after_turn(standing, step, places)
            continue
        try:
            decision = decide(
                release,
                step.signal,
                standing,
                step.at,
                channel=step.channel,
                guard=guard,
                reworder=reworder,
            )
        except SignalRefused as refused:
            codes = sorted({fault.code for fault in refused.faults})
            seen.append({"refused": codes, "channel": step.channel})
            continue
        seen.append(noted(decision, release, standing.recipient.audience))
        standing = after_decision(standing, step.signal, decision, step.at, places)
    return seen


#: Fields of a receipt that differ from run to run or that other notes hold already.
_LEFT_OUT = ("id", "release", "guard", "checks", "choices", "recipient_key", "fingerprint", "facts")


def noted(decision: Decision, release: Release, audience: str) -> Seen:
    """One decision as plain data."""
    receipt = receipt_to_json(decision.receipt)
    choices = receipt["choices"]
    trigger = release.triggers.get(receipt["trigger_id"] or "")
    seen: Seen = {
        "outcome": decision.outcome,
        "channel": decision.channel,
        "audience": audience,
        "reasons": [reason.code for reason in decision.reasons],
        "trigger": receipt["trigger_id"],
        "purpose": receipt["purpose"],
        "stage": trigger.stage if trigger else None,
        "considered": [[c["trigger_id"], c["outcome"]] for c in receipt["considered"]],
        "layout": receipt["layout_id"],
        "modules": [c["module_id"] for c in choices if not c["required"]],
        "pinned": [c["module_id"] for c in choices if c["required"]],
        "variants": {c["module_id"]: c["variant"] for c in choices if c["variant"]},
        "not_before": receipt["not_before"],
        "valid_until": receipt["valid_until"],
        "consent": receipt["consent"],
        "experiments": dict(receipt["experiments"]),
        "hand_off": _hand_off(decision),
        "opt_out_words": decision.opt_out_words,
        "alert": decision.alert,
        "why": decision.why,
        "text": readable(decision.message),
        "segments": decision.message.segments if decision.message else 0,
        "rules": sorted({finding["rule"] for finding in receipt["findings"]}),
        "receipt": {name: value for name, value in receipt.items() if name not in _LEFT_OUT},
    }
    return seen


def readable(message: Message | None) -> str:
    """Everything that somebody can read of a message, each part once, in reading order."""
    if message is None:
        return ""
    lines: list[str] = []
    for label, value in (
        ("From", message.sender),
        ("Subject", message.subject),
        ("Preheader", message.preheader),
    ):
        if value:
            lines.append(f"{label}: {value}")
    lines.append(message.visible_text)
    return "\n".join(lines)


def _hand_off(decision: Decision) -> dict[str, Any] | None:
    if decision.hand_off is None:
        return None
    return {
        "kind": decision.hand_off.kind,
        "team": decision.hand_off.team,
        "respond_within_minutes": decision.hand_off.respond_within_minutes,
    }
