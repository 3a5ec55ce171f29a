"""Mutants of triggers: when they fire, for whom, for how long, how often, and what stops them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evals.mutation.mutant import Mutant, by_copy
from evals.patching import with_trigger
from evals.system import System
from service.domain.channels import WAKING as _WAKING
from service.domain.content import Trigger, show_period
from service.library.release import Release

#: Another purpose that the same layouts serve, so that only consent and caps can tell.
_OTHER_PURPOSE = {
    "care_operations": "treatment",
    "education": "marketing",
    "marketing": "education",
    "professional": "care_operations",
}


def trigger_mutants(release: Release) -> Iterator[Mutant]:
    """Every trigger, broken in every way that applies to it."""
    for trigger in release.triggers.values():
        yield from _timing(trigger)
        yield from _limits(trigger)
        yield from _reach(trigger)
        yield from _choice(trigger)
        yield from _order(trigger, release)


def _order(trigger: Trigger, release: Release) -> Iterator[Mutant]:
    """Weaker than a rival that it used to beat: another of the same signal, reader and values."""
    for rival in release.triggers.values():
        beaten = (-trigger.priority, trigger.id) < (-rival.priority, rival.id)
        if beaten and _meet(trigger, rival):
            weaker = max(rival.priority - 1, 1)
            yield _mutant("lower-priority", trigger, f"below {rival.id}", priority=weaker)


def _meet(one: Trigger, other: Trigger) -> bool:
    """Whether one call can match both."""
    same = one.on == other.on and not set(one.audience).isdisjoint(other.audience)
    return same and all(
        not set(allowed).isdisjoint(other.when.get(name, allowed))
        for name, allowed in one.when.items()
    )


def _timing(trigger: Trigger) -> Iterator[Mutant]:
    longer = show_period(trigger.within * 2)
    yield _mutant("lengthen-lifetime", trigger, f"to {longer}", within=trigger.within * 2)
    if trigger.before:
        gone: dict[str, Any] = {"before": None, "margin": None, "near": None}
        yield _mutant("forget-end", trigger, f"drop `before: {trigger.before}`", **gone)
    if trigger.margin:
        yield _mutant("drop-margin", trigger, "drop `margin`", margin=None)
    if trigger.near:
        yield _mutant("call-far-near", trigger, "drop `near`", near=None)
    if trigger.after:
        what = f"drop `after: {trigger.after}`"
        yield _mutant("report-too-early", trigger, what, after=None, fresh=None)
    if trigger.fresh:
        yield _mutant("call-old-fresh", trigger, "drop `fresh`", fresh=None)
    if trigger.clock == "recipient":
        yield _mutant("other-clock", trigger, "show the place's time", clock="place")
    if trigger.not_before:
        yield _mutant("do-not-wait", trigger, "drop `not_before`", not_before=None)
    for stop in trigger.stop_when:
        rest = tuple(event for event in trigger.stop_when if event != stop)
        loose = tuple(event for event in trigger.stop_any_subject if event != stop)
        yield _mutant("drop-stop-rule", trigger, stop, stop_when=rest, stop_any_subject=loose)
        if stop in trigger.stop_any_subject:
            yield _mutant("stop-on-own-subject-alone", trigger, stop, stop_any_subject=loose)
    if not _WAKING.issuperset(trigger.channels) and "email" in trigger.channels:
        at_once = not trigger.answers_at_once
        operator = "answer-at-night" if at_once else "never-at-once"
        yield _mutant(operator, trigger, "", answers_at_once=at_once)


def _limits(trigger: Trigger) -> Iterator[Mutant]:
    if trigger.cap is None:
        return
    raised = trigger.cap.model_copy(update={"max": trigger.cap.max + 1})
    yield _mutant("raise-cap", trigger, f"to {raised.max}", cap=raised)
    if trigger.cap.days > 1:
        shorter = trigger.cap.model_copy(update={"days": trigger.cap.days // 2})
        yield _mutant("shorten-cap-window", trigger, f"to {shorter.days} days", cap=shorter)
    if trigger.on_cap == "hold":
        yield _mutant("drop-on-cap", trigger, "", on_cap="suppress")


def _reach(trigger: Trigger) -> Iterator[Mutant]:
    if trigger.when:
        yield _mutant("widen-trigger", trigger, "drop `when`", when={})
    for reader in trigger.audience if len(trigger.audience) > 1 else ():
        rest = tuple(other for other in trigger.audience if other != reader)
        yield _mutant("drop-audience", trigger, reader, audience=rest)
    other = _OTHER_PURPOSE[trigger.purpose]
    yield _mutant("swap-consent-purpose", trigger, f"to {other}", purpose=other)


def _choice(trigger: Trigger) -> Iterator[Mutant]:
    for slot, choice in trigger.slots.items():
        if slot == "lead" and choice.modules:
            rest = {name: other for name, other in trigger.slots.items() if name != slot}
            first = choice.modules[0]
            if len(choice.modules) > 1:
                less = choice.model_copy(update={"modules": choice.modules[1:]})
                yield _mutant("drop-lead", trigger, first, slots={slot: less, **rest})
        elif choice.modules or choice.kinds:
            rest = {name: other for name, other in trigger.slots.items() if name != slot}
            yield _mutant("empty-slot", trigger, slot, slots=rest)


def _mutant(operator: str, trigger: Trigger, what: str, **update: Any) -> Mutant:
    def change(system: System) -> System:
        other = system.release.triggers[trigger.id].model_copy(update=update)
        return replace(system, release=with_trigger(system.release, other))

    return Mutant(operator, f"trigger:{trigger.id}", what, by_copy(change))
