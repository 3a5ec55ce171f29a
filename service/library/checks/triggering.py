"""Triggers: each speaks of its signal's attributes, keeps its promises, and has a layout.

Whether words can be found for it is not asked here but tried, in `service/assemblies.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from service.domain.channels import WAKING
from service.domain.content import SignalType, Trigger
from service.errors import Problem
from service.library.checks.references import absent, missing
from service.library.library import Item, Library

#: Longer lifetimes than this are mistakes: nobody remembers what they did two years ago.
LONGEST = timedelta(days=400)


def check_triggers(library: Library, on: date) -> Iterator[Problem]:
    """What each trigger says of signals, attributes, kinds, slots and quiet hours."""
    del on
    if library.settings is None:
        return
    settings = library.settings.value
    layouts = {slot.id for item in library.layouts.values() for slot in item.value.slots}
    for item in library.triggers.values():
        trigger = item.value
        yield from absent(item, ("on",), [trigger.on], library, "signal")
        yield from absent(item, ("stop_when",), trigger.stop_when, library, "signal")
        any_subject = ("stop_any_subject",)
        yield from absent(item, any_subject, trigger.stop_any_subject, library, "signal")
        yield from missing(item, ("topics",), trigger.topics, settings.topics, "topic")
        if library.whole("layout"):
            yield from missing(item, ("slots",), trigger.slots, layouts, "slot")
        for name, choice in trigger.slots.items():
            yield from missing(item, ("slots", name, "kinds"), choice.kinds, settings.kinds, "kind")
            named = ("slots", name, "modules")
            yield from absent(item, named, choice.modules, library, "module")
        signal = library.signals.get(trigger.on)
        if signal is not None:
            yield from _attributes(item, signal.value)
        yield from _promises(item)
        if library.whole("layout"):
            yield from _has_layouts(item, library)


def _attributes(item: Item[Trigger], signal: SignalType) -> Iterator[Problem]:
    trigger, attributes = item.value, signal.attributes
    yield from missing(item, ("uses",), trigger.uses, attributes, "attribute of the signal")
    for name, values in trigger.when.items():
        yield from missing(item, ("when", name), [name], attributes, "attribute of the signal")
        if name in attributes and attributes[name].type == "choice":
            choices = attributes[name].choices
            yield from missing(item, ("when", name), values, choices, "choice")
        elif name in attributes and attributes[name].type not in ("entry", "topic"):
            yield item.problem(
                ("when", name),
                "L203",
                f"`{name}` is of type `{attributes[name].type}`, which has no values to name",
                "use an attribute of type `choice`, `entry` or `topic`",
            )
    for field, types in (
        ("topics_from", ("topic",)),
        ("before", ("date", "datetime")),
        ("after", ("date", "datetime")),
        ("not_before", ("date", "datetime")),
    ):
        name = getattr(trigger, field)
        if name is None:
            continue
        yield from missing(item, (field,), [name], attributes, "attribute of the signal")
        if name in attributes and attributes[name].type not in types:
            yield item.problem(
                (field,),
                "L203",
                f"`{name}` is of type `{attributes[name].type}`",
                f"use an attribute of type {' or '.join(f'`{one}`' for one in types)}",
            )


def _promises(item: Item[Trigger]) -> Iterator[Problem]:
    trigger = item.value
    if trigger.purpose == "safety":
        yield item.problem(
            ("purpose",),
            "L204",
            "no trigger has the purpose `safety`: it answers calls for help, without consent",
            "name the answer under `escalation` in `library.yaml`",
        )
    if not timedelta(0) < trigger.within <= LONGEST:
        yield item.problem(
            ("within",),
            "L205",
            "a signal that old says nothing any more",
            f"use a time up to {LONGEST.days} days",
        )
    for name, wrong in (
        ("margin", "with that margin the end of the lifetime is no sensible time"),
        ("near", "nothing that far off is near, and nothing is nearer than now"),
        ("fresh", "what is that old is not fresh, and nothing is fresher than now"),
    ):
        period = getattr(trigger, name)
        if period is not None and not timedelta(0) < period <= LONGEST:
            yield item.problem(
                (name,), "L205", wrong, f"use a time up to {LONGEST.days} days, or leave it out"
            )
    if trigger.near is not None and trigger.margin is not None and trigger.near <= trigger.margin:
        yield item.problem(
            ("near",),
            "L205",
            "it begins when `margin` has ended it, so it is never sent",
            "use a longer time than `margin`",
        )
    if trigger.answers_at_once and WAKING.issuperset(trigger.channels):
        yield item.problem(
            ("answers_at_once",),
            "L206",
            "`answers_at_once` never covers SMS or calls, and this trigger has no other channel",
            "leave it out",
        )


def _has_layouts(item: Item[Trigger], library: Library) -> Iterator[Problem]:
    """A layout for every channel and audience that the trigger promises."""
    assert library.settings is not None
    trigger = item.value
    covered = {
        (layout.value.channel, audience)
        for layout in library.layouts.values()
        if trigger.purpose in layout.value.purposes
        for audience in layout.value.audience
    }
    for index, channel in enumerate(trigger.channels):
        place = ("channels", index)
        if channel not in library.settings.value.channels:
            yield item.problem(
                place, "L201", f"the library has no channel `{channel}`", "leave it out"
            )
        lacking = [name for name in trigger.audience if (channel, name) not in covered]
        if lacking:
            yield item.problem(
                place,
                "L207",
                f"no layout for {channel}, {trigger.purpose} and {', '.join(lacking)}",
                "add a layout, or take the channel or audience out",
            )
