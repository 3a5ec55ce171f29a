"""A change is shown in the messages that it changes, and in no others."""

from __future__ import annotations

import re
import shutil

from guardrails import Guard
from service.checking import check_library
from service.editing.reaching import Reach, reach
from service.editing.workspace import Workspace
from service.library.building import build
from service.library.places import place_of
from tests.conftest import TODAY
from tests.editing.conftest import WALKING


def reached(workspace: Workspace, guard: Guard, file: str, old: str, new: str) -> Reach:
    text = workspace.text(file) or ""
    assert old in text
    before, after = workspace.library(), workspace.with_texts({file: text.replace(old, new)})
    place = place_of(file)
    assert place is not None
    releases = [build(lib, TODAY, assume_approved=True).release for lib in (before, after)]
    return reach(releases[0], releases[1], (before, after), place, guard)


def test_words_change_the_messages_that_hold_them(workspace: Workspace, guard: Guard) -> None:
    found = reached(workspace, guard, WALKING, "a friend", "a neighbor")
    assert {change.sample.trigger_id for change in found.changed} == {"article-follow-up"}
    for change in found.changed:
        assert change.before is not None
        assert change.before.message is not None
        assert change.after.message is not None
        assert "a friend" in change.before.message.visible_text
        assert "a neighbor" in change.after.message.visible_text
    assert len(found.holding) == len(found.changed)


def test_comment_changes_no_message(workspace: Workspace, guard: Guard) -> None:
    found = reached(workspace, guard, "triggers/visit-booked.yaml", "id:", "# why\nid:")
    assert (found.changed, found.tried) == ((), found.possible)
    assert found.tried > 0


def test_message_that_no_longer_goes_comes_first(workspace: Workspace, guard: Guard) -> None:
    found = reached(
        workspace, guard, "triggers/visit-booked.yaml", "because: You", "because: Your cancer, you"
    )
    assert found.changed[0].worse
    assert found.changed[0].after.outcome == "blocked"


def test_module_that_leaves_a_topic_is_missed_there(workspace: Workspace, guard: Guard) -> None:
    """What no longer fits after the change was reached before it, and counts."""
    file = "content/heart/walking/module.yaml"
    found = reached(workspace, guard, file, "audience: [patient]", "audience: [clinician]")
    assert found.changed
    assert all(change.worse for change in found.changed)


def test_claim_is_where_the_modules_are_that_name_it(workspace: Workspace, guard: Guard) -> None:
    file = "claims/walking-mood.yaml"
    found = reached(workspace, guard, file, "id:", "# why\nid:")
    assert {change.sample.trigger_id for change in found.holding} == {"article-follow-up"}


def test_all_calls_are_tried_when_asked_for(workspace: Workspace, guard: Guard) -> None:
    """A first look is cut short; a reviewer who signs may see the rest."""
    library = workspace.library()
    release = build(library, TODAY, assume_approved=True).release
    place = place_of("library.yaml")
    assert place is not None
    first = reach(release, release, (library, library), place, guard)
    every = reach(release, release, (library, library), place, guard, None)
    assert first.tried < first.possible == every.possible == every.tried
    texts = [found.after.message.readables for found in every.pool if found.after.message]
    told = [found.after.message.readables for found in every.different if found.after.message]
    assert set(told) == set(texts)
    assert len(told) < len(texts)


SIGNAL, NEEDED = "signals/visit.booked.yaml", "title: Where the visit is, required: true"


def test_value_that_a_signal_may_lack_is_told_as_the_check_tells_it(
    workspace: Workspace, guard: Guard
) -> None:
    found = reached(workspace, guard, SIGNAL, NEEDED, "title: Where the visit is")
    text = workspace.text(SIGNAL) or ""
    (workspace.folder / SIGNAL).write_text(text.replace(NEEDED, "title: Where the visit is"))
    problems = check_library(workspace.folder, TODAY, guard=guard)
    assert found.lacking == tuple(problem for problem in problems if problem.code == "L506")
    (problem,) = found.lacking
    assert (problem.file, problem.level) == ("triggers/visit-booked.yaml", "warning")


def test_message_that_needs_nothing_that_may_be_absent_is_not_told(
    workspace: Workspace, guard: Guard
) -> None:
    assert reached(workspace, guard, SIGNAL, "type:", "# why\ntype:").lacking == ()
    assert reached(workspace, guard, WALKING, "a friend", "a neighbor").lacking == ()


PLACES, RIVER = "directories/places.yaml", "  river: "


def test_new_entry_is_tried_before_all_others(workspace: Workspace, guard: Guard) -> None:
    """It stands last in the directory, and no other call can read differently."""
    many = "".join(f"  p{n}: {{name: Place {n}, address: {n} Hill Road}}\n" for n in range(40))
    file = workspace.folder / PLACES
    file.write_text(file.read_text().replace(RIVER, many + RIVER))
    workspace.library(now=True)
    last = workspace.text(PLACES) or ""
    entry = "  zoo: {name: Small Clinic Zoo, address: 1 Zoo Road}\n"
    found = reached(workspace, guard, PLACES, last, last + entry)
    assert found.tried < found.possible
    named = [dict(change.sample.attributes)["place"] for change in found.changed]
    assert len(named) == 20
    assert set(named) == {"zoo"}
    assert all(change.before is None for change in found.changed)


def test_changed_entry_is_tried_before_all_others(workspace: Workspace, guard: Guard) -> None:
    many = "".join(f"  p{n}: {{name: Place {n}, address: {n} Hill Road}}\n" for n in range(40))
    file = workspace.folder / PLACES
    file.write_text(file.read_text().replace(RIVER, many + RIVER))
    workspace.library(now=True)
    found = reached(workspace, guard, PLACES, "name: Place 39", "name: Place Last")
    named = {dict(change.sample.attributes)["place"] for change in found.changed}
    assert named == {"p39"}
    assert all(change.before is not None for change in found.changed)


# --- why no message holds a module ----------------------------------------------------------------


def passed_over(workspace: Workspace, guard: Guard, key: str, **changed: str) -> list[str]:
    """What is said of a module, as it is or as a copy of the walking module with other fields."""
    folder = workspace.folder / "content" / key
    if not folder.exists():
        walking = workspace.folder / "content/heart/walking"
        shutil.copytree(walking, folder, ignore=shutil.ignore_patterns("bank"))
        file = folder / "module.yaml"
        text = file.read_text().replace("id: heart/walking", f"id: {key}")
        for name, value in changed.items():
            text = re.sub(rf"^{name}: .*$", f"{name}: {value}", text, flags=re.MULTILINE)
        file.write_text(text)
    library = workspace.library(now=True)
    release = build(library, TODAY, assume_approved=True).release
    place = place_of(f"content/{key}/module.yaml")
    assert place is not None
    found = reach(release, release, (library, library), place, guard)
    assert not found.holding
    return [f"{one.trigger_id}: {one.why} ({one.count})" for one in found.passed_over]


def test_module_that_another_is_chosen_before_is_told_with_it(
    workspace: Workspace, guard: Guard
) -> None:
    there = "article-follow-up: `heart/walking` is in the slot `lead`"
    assert passed_over(workspace, guard, "heart/zz-walking") == [
        f"{there}; this one is as good (on the topic, suits any stage, grade 6), and comes later "
        "by who pays for it or by id (4)"
    ]
    assert passed_over(workspace, guard, "heart/a-walk", topics="[general]") == [
        f"{there} (on the topic, suits any stage, grade 6); this one ranked lower "
        "(suits any topic, suits any stage, grade 6) (4)"
    ]


def test_module_that_no_trigger_may_choose_is_told_why(workspace: Workspace, guard: Guard) -> None:
    clinicians = passed_over(workspace, guard, "heart/a-walk", audience="[clinician]")
    assert clinicians == ["article-follow-up: not written for patient (0)"]
    no_kind = passed_over(workspace, guard, "heart/b-walk", kind="escalation", rewording="locked")
    assert no_kind == [": no trigger names it, or asks for the kind `escalation` (0)"]


def test_answer_to_a_call_for_help_is_in_no_message_of_a_trigger(
    workspace: Workspace, guard: Guard
) -> None:
    assert passed_over(workspace, guard, "safety/help") == [
        ": it answers calls for help (`emergency`, `crisis`, `poison`), "
        "which are not tried here (0)"
    ]
