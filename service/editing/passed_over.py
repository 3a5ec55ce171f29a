"""Why no message that was tried holds a module: who stands in its place, or what it lacks.

Read from receipts, which name up to twelve rivals for each slot; of what was in no slot's running
the rules tell why. Nothing is decided anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.assemblies import Sample
from service.domain.candidates import GENERAL
from service.domain.content import ContentModule, Trigger
from service.domain.decision import Decision
from service.library.release import Release

_BEHIND = "ranked lower: "


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Why a trigger's messages do not hold a module, and in how many of them it is so.

    `trigger_id` is empty for what holds of all; `count` is 0 where no call was tried.
    """

    trigger_id: str
    why: str
    count: int = 0


def passed_over(
    release: Release, module_id: str, tried: Iterable[tuple[Sample, Decision]]
) -> tuple[PassedOver, ...]:
    """Why the messages that were tried hold other modules, the most frequent reason first.

    Where none was tried, as no trigger may choose the module, what in each trigger forbids it.
    """
    module = release.modules.get(module_id)
    if module is None:
        return ()
    counted = Counter(
        (sample.trigger_id, why)
        for sample, decision in tried
        for why in _reasons(release, module, sample, decision)
    )
    if counted:
        return tuple(PassedOver(*found, count) for found, count in counted.most_common())
    return tuple(_forbidding(release, module))


def _reasons(
    release: Release, module: ContentModule, sample: Sample, decision: Decision
) -> list[str]:
    """What one message says of the module: a line for each slot that it was weighed for."""
    said = [
        _lost(choice.slot, choice.module_id, choice.because, rival.lost)
        for choice in decision.receipt.choices
        for rival in choice.rivals
        if rival.module_id == module.id
    ]
    return said or [_out_of_the_running(release, module, sample, decision)]


def _lost(slot: str, winner: str, because: str, lost: str) -> str:
    if not lost.startswith(_BEHIND):
        return f"not in the slot `{slot}`: {lost}"
    there, suits = f"`{winner}` is in the slot `{slot}`", lost.removeprefix(_BEHIND)
    if suits == because:
        return (
            f"{there}; this one is as good ({suits}), and comes later by who pays for it or by id"
        )
    return f"{there} ({because}); this one ranked lower ({suits})"


def _out_of_the_running(
    release: Release, module: ContentModule, sample: Sample, decision: Decision
) -> str:
    locale = sample.locale or release.settings.locales[0]
    words = {(words.channel, words.locale) for words in release.renditions[module.id]}
    if (sample.channel, locale) not in words:
        return f"it has no words for {sample.channel} in {locale}"
    layout_id = decision.receipt.layout_id
    asked = release.triggers[sample.trigger_id].slots
    layout = release.layouts.get(layout_id or "")
    slots = layout.slots if layout else ()
    if any(slot.with_live_words and module.id in slot.modules for slot in slots):
        return "it stands only beside words that a model made, which are not tried here"
    open_to_it = [slot.id for slot in slots if module.kind in slot.kinds and slot.id in asked]
    if not open_to_it:
        return f"the layout `{layout_id}` has no slot that it fills with the kind `{module.kind}`"
    names = ", ".join(f"`{name}`" for name in open_to_it)
    return f"it does not fit the slot {names} of this call, or many others come before it"


def _forbidding(release: Release, module: ContentModule) -> Iterator[PassedOver]:
    """What in the rules keeps a module out of every call."""
    paths = release.settings.escalation.items()
    calls = ", ".join(f"`{kind}`" for kind, path in paths if path.module == module.id)
    if calls:
        yield PassedOver("", f"it answers calls for help ({calls}), which are not tried here")
        return
    asking = [
        trigger
        for trigger in release.triggers.values()
        if any(module.kind in ask.kinds for ask in trigger.slots.values())
    ]
    if not asking:
        yield PassedOver("", f"no trigger names it, or asks for the kind `{module.kind}`")
    for trigger in asking:
        why = _against(trigger, module)
        if why:
            yield PassedOver(trigger.id, why)


def _against(trigger: Trigger, module: ContentModule) -> str:
    """What keeps a trigger that asks for the module's kind from it; empty: nothing of its own."""
    if trigger.purpose not in module.purposes:
        return f"not for {trigger.purpose.replace('_', ' ')}"
    if not set(trigger.audience) & set(module.audience):
        return f"not written for {', '.join(trigger.audience).replace('_', ' ')}"
    topics = set(trigger.topics)
    if topics and not topics & set(module.topics) and GENERAL not in module.topics:
        return f"about {', '.join(sorted(topics))} alone"
    if module.stages and trigger.stage not in module.stages:
        return f"written for another stage than `{trigger.stage}`"
    return ""
