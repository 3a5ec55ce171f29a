"""What waits for whom, what was said, and what the approved text was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from guardrails import Guard
from service.editing.earlier import Earlier, texts_of
from service.editing.reviewing import Remark, Remarks, inbox, returned
from service.editing.saving import save
from service.editing.workspace import Workspace
from service.library.approving import approve
from service.library.withdrawing import withdraw
from tests.conftest import TODAY
from tests.editing.conftest import WALKING
from tests.factories import NOW

KEY = "module:heart/walking"
SAFETY = "module:safety/help"


def edit(workspace: Workspace, guard: Guard, by: str = "ed.new") -> str:
    """Change one word and save; the item's new hash."""
    base = workspace.text(WALKING) or ""
    assert (
        save(
            workspace, WALKING, base.replace("a friend", "a neighbor"), base, by, TODAY, guard
        ).outcome
        == "saved"
    )
    return workspace.library().modules["heart/walking"].hash


def remark(digest: str, what: str = "asked", by: str = "ed.new", text: str = "") -> Remark:
    return Remark(KEY, digest, what, by, "editor", text, NOW)  # type: ignore[arg-type]


def test_edit_waits_for_the_roles_that_it_needs(workspace: Workspace, guard: Guard) -> None:
    assert inbox(workspace.library(), (), ["medical", "legal"], "rev.medical", TODAY) == []
    edit(workspace, guard)
    waits = inbox(workspace.library(), (), ["medical", "legal"], "rev.medical", TODAY)
    assert [(w.item.key, w.role, w.cause, w.own, w.asked) for w in waits] == [
        (KEY, "medical", "void", False, False)
    ]
    own = inbox(workspace.library(), (), ["medical"], "ed.new", TODAY)
    assert [w.own for w in own] == [True]


def test_asking_sending_back_and_asking_again(workspace: Workspace, guard: Guard) -> None:
    digest = edit(workspace, guard)
    library = workspace.library()
    asked = remark(digest)
    back = replace(asked, what="sent back", by="rev.medical", text="Say how long.", role="medical")
    [waits] = inbox(library, [asked], ["medical"], "rev.medical", TODAY)
    assert (waits.asked, waits.sent_back) == (True, False)
    [waits] = inbox(library, [asked, back], ["medical"], "rev.medical", TODAY)
    assert waits.sent_back
    assert returned(library, [asked, back], "ed.new", TODAY) == [(KEY, back)]
    assert returned(library, [asked, back, asked], "ed.new", TODAY) == []


def test_words_about_an_earlier_text_are_not_about_this_one(
    workspace: Workspace, guard: Guard
) -> None:
    back = remark("0" * 64, "sent back", "rev.medical")
    edit(workspace, guard)
    [waits] = inbox(workspace.library(), [back], ["medical"], "rev.medical", TODAY)
    assert (waits.sent_back, waits.remarks) == (False, ())


def test_remarks_are_kept_in_order_and_a_damaged_line_loses_no_other(tmp_path: Path) -> None:
    remarks = Remarks(tmp_path)
    first, second = remark("1" * 64), remark("2" * 64, text="Zwei\nlines")
    remarks.add([first])
    with (tmp_path / "remarks.jsonl").open("a") as file:
        file.write("{\n")
    remarks.add([second])
    assert Remarks(tmp_path).all() == (first, second)
    assert remarks.of("module:other/thing") == ()


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c", "\r"])
def test_words_with_any_mark_of_a_line_are_kept_whole(tmp_path: Path, mark: str) -> None:
    remarks = Remarks(tmp_path)
    said = [remark("1" * 64, text=f"Third tip{mark}is too hard"), remark("2" * 64)]
    remarks.add(said)
    assert remarks.all() == tuple(said)


def test_approved_text_is_found_again(
    folder: Path, workspace: Workspace, guard: Guard, tmp_path: Path
) -> None:
    library = workspace.library()
    item = library.modules["heart/walking"]
    was = texts_of(folder, library, item)
    earlier = Earlier(tmp_path / "texts")
    earlier.keep(folder, library, item)
    edit(workspace, guard)
    now = workspace.library()
    assert earlier.approved(folder, now, now.modules["heart/walking"]) == was
    for path in (tmp_path / "texts").iterdir():
        path.write_text(path.read_text().replace("friend", "fiend"))
    assert earlier.approved(folder, now, now.modules["heart/walking"]) is None


def test_approved_text_is_found_in_git(checkout: Path, guard: Guard, tmp_path: Path) -> None:
    workspace = Workspace(checkout)
    library = workspace.library()
    was = texts_of(checkout, library, library.modules["heart/walking"])
    edit(workspace, guard)
    now = workspace.library()
    found = Earlier(tmp_path).approved(checkout, now, now.modules["heart/walking"])
    assert found == was


def test_text_that_nobody_approved_is_not_kept(
    folder: Path, workspace: Workspace, guard: Guard, tmp_path: Path
) -> None:
    edit(workspace, guard)
    library = workspace.library()
    Earlier(tmp_path).keep(folder, library, library.modules["heart/walking"])
    assert list(tmp_path.glob("*.json")) == []


def test_approved_again_leaves_the_inbox(folder: Path, workspace: Workspace, guard: Guard) -> None:
    edit(workspace, guard)
    approve(folder, [KEY], "medical", "rev.other", TODAY, TODAY + timedelta(days=300))
    assert inbox(workspace.library(now=True), (), ["medical"], "rev.medical", TODAY) == []


def test_who_gave_one_role_is_not_asked_for_the_other(folder: Path, workspace: Workspace) -> None:
    settings = folder / "library.yaml"
    asking = "approvals: {one_role_each: true}\ntopics:\n"
    settings.write_text(settings.read_text().replace("topics:\n", asking, 1))
    withdraw(folder, SAFETY, "legal", "rev.legal", "Too long.", TODAY)
    library = workspace.library(now=True)

    def waiting(reviewer: str) -> list[tuple[str, str]]:
        found = inbox(library, (), ["medical", "legal"], reviewer, TODAY)
        return [(w.item.key, w.role) for w in found if w.item.key == SAFETY]

    assert waiting("rev.medical") == []
    assert waiting("rev.legal") == [(SAFETY, "legal")]


def test_withdrawn_text_lies_with_its_writer_until_the_role_says_yes_again(
    folder: Path, workspace: Workspace
) -> None:
    withdraw(folder, KEY, "medical", "rev.medical", "Too fast.", TODAY)
    library = workspace.library(now=True)
    item = library.modules["heart/walking"]
    back = Remark(KEY, item.hash, "withdrew", "rev.medical", "medical", "Too fast.", NOW)
    [waits] = inbox(library, [back], ["medical"], "rev.medical", TODAY)
    assert (waits.cause, waits.sent_back) == ("withdrawn", True)
    assert waits.told == f"rev.medical on {TODAY}: Too fast"
    writer = item.value.written_by[0]
    assert returned(library, [back], writer, TODAY) == [(KEY, back)]
    legal = replace(back, what="approved", role="legal")
    assert returned(library, [back, legal], writer, TODAY) == [(KEY, back)]
    assert returned(library, [back, replace(back, what="approved")], writer, TODAY) == []
    assert returned(library, [back, replace(back, what="asked")], writer, TODAY) == []


def test_sent_back_text_lies_with_its_writer_until_the_same_role_says_yes(
    folder: Path, workspace: Workspace
) -> None:
    for role in ("medical", "legal"):
        withdraw(folder, SAFETY, role, f"rev.{role}", "Too long.", TODAY)
    library = workspace.library(now=True)
    item = library.modules["safety/help"]
    writer = item.value.written_by[0]
    medical = Remark(SAFETY, item.hash, "sent back", "rev.medical", "medical", "Say when.", NOW)
    legal = replace(medical, by="rev.legal", role="legal", text="Say where.")
    yes = {one.role: replace(one, what="approved", text="") for one in (medical, legal)}

    def back(*remarks: Remark) -> list[tuple[str, Remark]]:
        [waits] = inbox(library, remarks, ["legal"], "rev.legal", TODAY)
        found = returned(library, remarks, writer, TODAY)
        assert waits.sent_back == bool(found)
        return found

    assert back(medical, yes["legal"]) == [(SAFETY, medical)]
    assert back(medical, yes["medical"]) == []
    # One role's yes settles nothing that another sent back, whichever of the two came last.
    assert back(medical, legal, yes["legal"]) == [(SAFETY, medical)]
    assert back(medical, legal, yes["medical"]) == [(SAFETY, legal)]
    assert back(medical, legal, yes["medical"], yes["legal"]) == []
    assert back(medical, yes["medical"], medical) == [(SAFETY, medical)]


def test_yes_at_the_command_line_settles_what_its_role_sent_back(
    folder: Path, workspace: Workspace, guard: Guard
) -> None:
    digest = edit(workspace, guard)
    back = replace(remark(digest, "sent back", "rev.medical", "Say how long."), role="medical")
    assert returned(workspace.library(), [back], "ed.new", TODAY) == [(KEY, back)]
    approve(folder, [KEY], "medical", "rev.other", TODAY, TODAY + timedelta(days=300))
    assert returned(workspace.library(now=True), [back], "ed.new", TODAY) == []
