"""Whom a decision may have been for, among the people of a golden set: a receipt names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from evals.decisions.formats.people import Person
from evals.decisions.loading import PEOPLE_FILE
from service.domain.decision import Receipt
from service.errors import BedsideError, Problem
from service.library.release import Release

#: Who of the shipped people stands for a recipient of this kind; elsewhere everybody of it may.
_PEOPLE: Final = {
    ("known", "patient"): ("maya", "sofia"),
    ("known", "caregiver"): ("carl",),
    ("known", "clinician"): ("dana",),
    ("known", "care_team"): ("team",),
    ("anonymous", "patient"): ("visitor",),
}


def persons(receipt: Receipt, release: Release, people: Mapping[str, Person]) -> list[str]:
    """Everybody who may stand for the recipient, as far as layout and trigger say.

    Where nobody has their audience, whoever is known or anonymous as they are. Raises
    `BedsideError` where nobody is that either.
    """
    layout = release.layouts.get(receipt.layout_id or "")
    trigger = release.triggers.get(receipt.trigger_id or "")
    audiences: Any = trigger.audience if trigger else layout.audience if layout else ("patient",)
    kinds = [(receipt.recipient_kind, audience) for audience in audiences]
    alike = {
        kind: [name for name, person in people.items() if (person.kind, person.audience) == kind]
        for kind in kinds
    }
    named = [name for kind in kinds for name in _PEOPLE.get(kind, ()) if name in alike[kind]]
    found = named or [name for kind in kinds for name in alike[kind]]
    modules = (release.modules.get(choice.module_id) for choice in receipt.choices)
    if any(module is not None and module.sensitivity == "sensitive" for module in modules):
        found.reverse()  # whoever agreed to the sensitive topic stands last
    found = found or [name for name, person in people.items() if person.kind == kinds[0][0]]
    if not found:
        what = f"nobody is such a recipient as the receipt's ({receipt.recipient_kind})"
        fix = f"write somebody of `kind: {receipt.recipient_kind}` into it"
        raise BedsideError([Problem(PEOPLE_FILE, 0, 0, "E120", what, fix)])
    return found
