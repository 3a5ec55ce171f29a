"""What a change stops from going out is told, and what an editor takes out is not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from guardrails import Guard
from service.assemblies import samples
from service.editing.calls import offered, understood
from service.editing.reaching import reach
from service.editing.saving import Saved, save
from service.editing.sending import stopped
from service.editing.workspace import Workspace
from service.errors import Problem
from service.library.building import build
from service.library.places import place_of
from tests.conftest import TODAY

TRIGGER, CHANNELS = "triggers/visit-booked.yaml", ("email", "sms", "portal", "web", "call")
PLACES, VISIT = "directories/places.yaml", "content/visit/booked/en-US/"


def changed(
    workspace: Workspace, guard: Guard, file: str, old: str, new: str
) -> tuple[Problem, ...]:
    text = workspace.text(file) or ""
    assert old in text
    place = place_of(file)
    assert place is not None
    after = workspace.with_texts({file: text.replace(old, new)})
    return stopped(workspace.library(), after, place, TODAY, guard)


def saved(workspace: Workspace, guard: Guard, file: str, old: str, new: str) -> Saved:
    base = workspace.text(file) or ""
    assert old in base
    return save(workspace, file, base.replace(old, new), base, "ed.new", TODAY, guard)


ALL = f"channels: [{', '.join(CHANNELS)}]"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TRIGGER, "audience: [patient, caregiver]", "audience: [patient, caregiver, clinician]"),
        ("triggers/article-follow-up.yaml", "channels: [email", "channels: [sms, email"),
    ],
)
def test_offer_that_nothing_can_answer_is_not_saved(
    workspace: Workspace, guard: Guard, file: str, old: str, new: str
) -> None:
    """It was silent before, for nobody had offered it: now the check would say so."""
    done = saved(workspace, guard, file, old, new)
    assert done.outcome == "refused"
    assert {problem.code for problem in done.look.elsewhere} == {"L501"}


def _fewer() -> Iterator[tuple[str, ...]]:
    for many in (1, 2, 4):
        yield from combinations(CHANNELS, many)


def test_channels_can_be_taken_out(workspace: Workspace, guard: Guard) -> None:
    for kept in _fewer():
        new = f"channels: [{', '.join(kept)}]"
        assert changed(workspace, guard, TRIGGER, ALL, new) == ()
    assert saved(workspace, guard, TRIGGER, ALL, "channels: [email]").outcome == "saved"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("audience: [patient, caregiver]", "audience: [patient]"),
        ("when: {visit_kind: [office]}", "when: {visit_kind: [video]}"),
    ],
)
def test_audiences_and_values_can_be_taken_out(
    workspace: Workspace, guard: Guard, old: str, new: str
) -> None:
    assert changed(workspace, guard, TRIGGER, old, new) == ()


def test_entry_can_be_taken_out(workspace: Workspace, guard: Guard) -> None:
    text = workspace.text(PLACES) or ""
    (line,) = [line for line in text.splitlines(keepends=True) if line.startswith("  river:")]
    assert saved(workspace, guard, PLACES, line, "").outcome == "saved"


@pytest.mark.parametrize(
    "new", ["  ward: {type: choice, title: Ward, choices: {a: East}}\n  minutes:", "  minute:"]
)
def test_attributes_come_and_go(workspace: Workspace, guard: Guard, new: str) -> None:
    """A call with what one of the two does not know is no reason to fail."""
    file = "signals/visit.booked.yaml"
    assert changed(workspace, guard, file, "  minutes:", new) == ()


def test_entry_that_stops_its_own_messages_is_not_saved(workspace: Workspace, guard: Guard) -> None:
    """Harmless by itself: only the words round it make a mark that a later tool would run."""
    folder = workspace.folder / VISIT
    for file in folder.iterdir():
        file.write_text(file.read_text().replace("{{ place.name }}", "({{ place.name }})"))
    done = saved(
        workspace, guard, PLACES, "  river:", '  hill: {name: "(new) Hill", address: Up}\n  river:'
    )
    assert done.outcome == "refused"
    assert {problem.code for problem in done.look.elsewhere} == {"L602"}


def test_refusal_says_which_words_the_guard_stops(workspace: Workspace, guard: Guard) -> None:
    """Words that are fine in a body are none for a subject: only the message shows it."""
    for file in (workspace.folder / VISIT).iterdir():
        if "subject:" in (text := file.read_text()):
            file.write_text(text.replace("subject: ", "subject: At {{ place.name }}, ", 1))
    new = '  hill: {name: "Diabetes Center", address: Up}\n  river:'
    done = saved(workspace, guard, PLACES, "  river:", new)
    assert done.outcome == "refused"
    told = [problem for problem in done.look.elsewhere if problem.code == "L602"]
    assert any('Diabetes Center" in its subject: ' in problem.what for problem in told)
    assert all(problem.fix.startswith("try: ") for problem in told)
    before, after = workspace.library(), workspace.with_texts({PLACES: done.text})
    old, changed = (
        build(library, TODAY, assume_approved=True).release for library in (before, after)
    )
    place = place_of(PLACES)
    assert place is not None
    found = reach(old, changed, (before, after), place, guard).changed
    blocked = [one for one in found if one.after.outcome == "blocked"]
    assert blocked
    assert {hit.part for one in blocked for hit in one.refused} >= {"subject"}
    assert not [one for one in found if one.refused and one not in blocked]


def test_every_sample_of_a_release_is_offered_by_it(workspace: Workspace) -> None:
    release = build(workspace.library(), TODAY, assume_approved=True).release
    for sample in samples(release):
        assert understood(release, sample) is sample
        assert offered(release, sample)
