"""Experiments: they vary only what is low-risk, in a trigger and slot that are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.domain.content import Experiment, Layout, Trigger
from service.domain.nearest import did_you_mean
from service.domain.vocabulary import OUTREACH
from service.errors import Problem
from service.library.checks.references import absent, missing
from service.library.library import Item, Library


def check_experiments(library: Library, on: date) -> Iterator[Problem]:
    """References of experiments, and that every slot they vary is marked low-risk."""
    del on
    for item in library.experiments.values():
        experiment = item.value
        yield from absent(item, ("trigger",), [experiment.trigger], library, "trigger")
        for name, arm in experiment.arms.items():
            if arm.module:
                place = ("arms", name, "module")
                yield from absent(item, place, [arm.module], library, "module")
        trigger = library.triggers.get(experiment.trigger)
        if trigger is None:
            continue
        if experiment.holdout and trigger.value.purpose not in OUTREACH:
            yield item.problem(
                ("holdout",),
                "L219",
                f"messages for {trigger.value.purpose} are asked for and never held out",
                "leave `holdout` out",
            )
        layouts = _layouts_of(library, trigger.value)
        if layouts and library.whole("layout"):
            yield from _slots(item, layouts)
        if library.whole("module", "rendition"):
            yield from _variants(item, library)


def _layouts_of(library: Library, trigger: Trigger) -> list[Layout]:
    """Every layout that the trigger's messages may use."""
    return [
        layout.value
        for layout in library.layouts.values()
        if layout.value.channel in trigger.channels
        and trigger.purpose in layout.value.purposes
        and set(trigger.audience) & set(layout.value.audience)
    ]


def _variants(item: Item[Experiment], library: Library) -> Iterator[Problem]:
    """Arms whose variant no module has: everybody would get the same words."""
    there = {file.value.variant for files in library.renditions.values() for file in files}
    for name, arm in item.value.arms.items():
        if arm.module in library.renditions:
            there = {file.value.variant for file in library.renditions[arm.module or ""]}
        place = ("arms", name, "variant")
        yield from missing(item, place, filter(None, [arm.variant]), there - {""}, "variant")


def _slots(item: Item[Experiment], layouts: list[Layout]) -> Iterator[Problem]:
    name = item.value.slot
    slots = [(layout.id, slot) for layout in layouts for slot in layout.slots if slot.id == name]
    if not slots:
        there = sorted({slot.id for layout in layouts for slot in layout.slots if slot.low_risk})
        yield item.problem(
            ("slot",),
            "L201",
            f"no layout of this trigger has a slot called `{name}`",
            did_you_mean(name, there) or f"low-risk slots there: {', '.join(there) or 'none'}",
        )
    for layout_id, slot in slots:
        if not slot.low_risk:
            yield item.problem(
                ("slot",),
                "L220",
                f"the slot `{name}` of `{layout_id}` is not low-risk, so nothing may vary there",
                "name a slot with `low_risk: true`",
            )
