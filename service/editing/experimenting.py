"""A new experiment from a template: what is sent today against another module, half each.

Pure, as `service/editing/creating.py` is: what is made is a draft that lacks only its question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from service.domain.content import Trigger
from service.domain.nearest import did_you_mean
from service.editing.form_faults import misnamed, unknown, wrong
from service.errors import BedsideError
from service.library.filler import OF_AN_EXPERIMENT
from service.library.library import Library

#: An experiment runs for so long, unless its writer says otherwise.
_LASTS = timedelta(days=90)


def varied_slots(library: Library, trigger: Trigger) -> tuple[str, ...]:
    """The slots of a trigger's messages that may vary: those that every layout calls low-risk."""
    slots = [
        slot
        for item in library.layouts.values()
        if item.value.channel in trigger.channels
        and trigger.purpose in item.value.purposes
        and set(trigger.audience) & set(item.value.audience)
        for slot in item.value.slots
    ]
    low = {slot.id for slot in slots if slot.low_risk}
    return tuple(sorted(low - {slot.id for slot in slots if not slot.low_risk}))


def new_experiment(
    library: Library, name: str, trigger: str, slot: str, module: str, editor: str, on: date
) -> dict[str, str]:
    """The file of a new experiment in a slot of a trigger. Raises `BedsideError`."""
    if library.settings is None:
        raise BedsideError(library.problems)
    problems = [*misnamed("experiment", name, library.names("experiment"))]
    known = library.triggers.get(trigger)
    if known is None:
        what, fix = "the library has no such trigger", "choose a trigger of the library"
        problems.append(unknown("trigger", what, trigger, library.triggers, fix))
    elif slot not in (slots := varied_slots(library, known.value)):
        problems.append(wrong("slot", "nothing may vary there", _one_of(slot, slots)))
    if module not in library.modules:
        what, fix = "there is no such module", "choose a module of the library"
        problems.append(unknown("module", what, module, library.modules, fix))
    if problems:
        raise BedsideError(problems)
    text = (
        "# yaml-language-server: $schema=../.schemas/experiment.json\n"
        f"id: {name}\ntitle: {name.replace('-', ' ').capitalize()}\n"
        f"question: {OF_AN_EXPERIMENT['question']}\n"
        f"owner: {library.settings.value.organisation.email}\nwritten_by: [{editor}]\n"
        f"trigger: {trigger}\nslot: {slot}\nseed: {name}-{on}\n"
        f"starts: {on}\nends: {on + _LASTS}\n"
        f"arms:\n  as-today: {{share: 50}}\n  other: {{share: 50, module: {module}}}\n"
    )
    return {f"experiments/{name}.yaml": text}


def _one_of(slot: str, slots: Sequence[str]) -> str:
    if not slots:
        return "choose another trigger: none of this one's slots is low-risk in every layout"
    return did_you_mean(slot, slots) or f"use one of {', '.join(f'`{each}`' for each in slots)}"
