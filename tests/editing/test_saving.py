"""A save is whole, loses nobody's work, names its writer, and adds no error to the library."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from guardrails import Guard
from service.editing.creating import new_module
from service.editing.saving import Saved, save, sign
from service.editing.workspace import Workspace
from service.errors import BedsideError
from service.library.filler import IN_WORDS
from service.library.loader import load_library
from tests.conftest import TODAY
from tests.editing.conftest import WALKING

MODULE = "content/heart/walking/module.yaml"


def saved(workspace: Workspace, guard: Guard, text: str, base: str | None, by: str) -> Saved:
    return save(workspace, WALKING, text, base, by, TODAY, guard)


def test_save_writes_the_words_and_who_wrote_them(workspace: Workspace, guard: Guard) -> None:
    base = workspace.text(WALKING) or ""
    done = saved(workspace, guard, base.replace("a friend", "a neighbor"), base, "ed.new")
    assert done.outcome == "saved"
    assert "a neighbor" in (workspace.text(WALKING) or "")
    assert "written_by: [ed.heart, ed.new]" in (workspace.text(MODULE) or "")
    assert workspace.library().modules["heart/walking"].value.written_by == ("ed.heart", "ed.new")


def test_two_editors_in_different_lines_both_stay(workspace: Workspace, guard: Guard) -> None:
    base = workspace.text(WALKING) or ""
    saved(workspace, guard, base.replace("a friend", "a neighbor"), base, "ed.one")
    done = saved(workspace, guard, base.replace("ten minutes", "five minutes"), base, "ed.two")
    assert (done.outcome, done.merged) == ("saved", True)
    text = workspace.text(WALKING) or ""
    assert "a neighbor" in text
    assert "five minutes" in text


def test_two_editors_in_one_line_are_asked(workspace: Workspace, guard: Guard) -> None:
    base = workspace.text(WALKING) or ""
    saved(workspace, guard, base.replace("a friend", "a neighbor"), base, "ed.one")
    first = workspace.text(WALKING)
    done = saved(workspace, guard, base.replace("a friend", "somebody"), base, "ed.two")
    assert done.outcome == "conflict"
    assert done.theirs == first == workspace.text(WALKING)
    assert "a neighbor" in done.text
    assert "somebody" in done.text


def test_trigger_that_can_send_nothing_is_not_saved(workspace: Workspace, guard: Guard) -> None:
    """What `bedside check` would say of its messages stops it, and with content it is saved."""
    text = workspace.text("triggers/visit-booked.yaml") or ""
    text = text.replace("id: visit-booked", "id: visit-quiet").replace(
        "priority: 60", "priority: 5"
    )
    file = "triggers/visit-quiet.yaml"
    bad = text.replace("modules: [visit/booked]", "kinds: [escalation]")
    done = save(workspace, file, bad, None, "ed.new", TODAY, guard)
    assert (done.outcome, workspace.text(file)) == ("refused", None)
    (problem,) = [p for p in done.look.elsewhere if p.level == "error"]
    assert (problem.file, problem.code) == (file, "L501")
    assert "no_content, no approved module fits the `lead` slot" in problem.what
    assert save(workspace, file, text, None, "ed.new", TODAY, guard).outcome == "saved"


def test_text_that_adds_an_error_is_not_saved(workspace: Workspace, guard: Guard) -> None:
    base = workspace.text(WALKING) or ""
    done = saved(workspace, guard, base + "\nYour diabetes is worse.\n", base, "ed.new")
    assert done.outcome == "refused"
    assert workspace.text(WALKING) == base
    assert done.look.marks[0].level == "error"


def test_error_that_was_there_before_hinders_nobody(
    folder: Path, workspace: Workspace, guard: Guard
) -> None:
    (folder / "triggers/visit-booked.yaml").write_text("id: [")
    base = workspace.text(WALKING) or ""
    done = saved(workspace, guard, base.replace("a friend", "a neighbor"), base, "ed.new")
    assert done.outcome == "saved"
    assert [(p.file, p.level) for p in done.untried] == [("triggers/visit-booked.yaml", "warning")]


def test_save_that_mends_the_library_is_tried(
    folder: Path, workspace: Workspace, guard: Guard
) -> None:
    """Nothing could be made of it before, so nothing excuses a message that fails after."""
    file = "triggers/visit-booked.yaml"
    base = workspace.text(file) or ""
    bad = base.replace("modules: [visit/booked]", "kinds: [escalation]")
    broken = f"id: [\n{base}"
    (folder / file).write_text(broken)
    refused = save(workspace, file, bad, broken, "ed.new", TODAY, guard)
    assert (refused.outcome, workspace.text(file)) == ("refused", broken)
    assert {p.code for p in refused.look.elsewhere if p.level == "error"} == {"L501"}
    done = save(workspace, file, base, broken, "ed.new", TODAY, guard)
    assert (done.outcome, done.untried) == ("saved", ())


def test_new_module_is_saved_with_its_words(workspace: Workspace, guard: Guard) -> None:
    texts = new_module(workspace.library(), "heart/new-idea", "education", "web", "ed.new", TODAY)
    words, module = "content/heart/new-idea/en-US/web.md", "content/heart/new-idea/module.yaml"
    untouched = save(workspace, words, texts[words], None, "ed.new", TODAY, guard, texts)
    assert untouched.outcome == "refused"  # what the template wrote is nobody's words
    texts[words] = texts[words].replace(IN_WORDS, "Walking outdoors is free.")
    alone = save(workspace, words, texts[words], None, "ed.new", TODAY, guard)
    assert alone.outcome == "refused"
    done = save(workspace, words, texts[words], None, "ed.new", TODAY, guard, texts)
    assert done.outcome == "saved"
    assert workspace.text(module) == texts[module]
    assert workspace.library().modules["heart/new-idea"].value.written_by == ("ed.new",)


@pytest.mark.parametrize("name", ["../x.md", "approvals.jsonl", "README.md"])
def test_other_files_are_not_written(workspace: Workspace, guard: Guard, name: str) -> None:
    with pytest.raises(BedsideError) as error:
        save(workspace, name, "x", None, "ed.new", TODAY, guard)
    assert [problem.code for problem in error.value.problems] == ["C140"]


def test_crash_in_the_middle_leaves_old_or_new(
    folder: Path, workspace: Workspace, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends before a rename has changed nothing of that file."""
    base = workspace.text(WALKING) or ""
    text = base.replace("a friend", "a neighbor")

    class Killed(BaseException):
        pass

    replaced: list[Path] = []
    crash_at = 0
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if len(replaced) == crash_at:
            raise Killed
        replaced.append(target)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    for at in (0, 1):
        crash_at = at
        replaced.clear()
        with pytest.raises(Killed):
            saved(workspace, guard, text, base, "ed.new")
        assert (folder / WALKING).read_text() == base
        assert load_library(folder).problems == ()
    monkeypatch.undo()
    assert saved(workspace, guard, text, base, "ed.new").outcome == "saved"


def test_checkout_gets_one_commit_of_these_files_alone(checkout: Path, guard: Guard) -> None:
    workspace = Workspace(checkout)
    other = checkout / "triggers/visit-booked.yaml"
    other.write_text(other.read_text() + "# somebody is at work here\n")
    base = workspace.text(WALKING) or ""
    done = saved(workspace, guard, base.replace("a friend", "a neighbor"), base, "ed.new")
    assert done.committed.commit
    shown = git(checkout, "show", "--name-only", "--format=%an|%s", "HEAD").split("\n")
    assert shown[0] == f"ed.new|Edit {WALKING}"
    assert sorted(filter(None, shown[1:])) == [WALKING, MODULE]
    assert "triggers/visit-booked.yaml" in git(checkout, "status", "--short")


def test_commit_that_is_refused_is_told_and_the_save_stays(checkout: Path, guard: Guard) -> None:
    hook = checkout / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    workspace = Workspace(checkout)
    base = workspace.text(WALKING) or ""
    done = saved(workspace, guard, base.replace("a friend", "a neighbor"), base, "ed.new")
    assert done.outcome == "saved"
    assert done.committed.why_not == "git said: not today"
    assert "a neighbor" in (workspace.text(WALKING) or "")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def test_writer_who_cannot_be_named_is_told(
    folder: Path, workspace: Workspace, guard: Guard
) -> None:
    path = folder / MODULE
    path.write_text(path.read_text().replace("[ed.heart]", "[\n  ed.heart]"))
    base = workspace.text(WALKING) or ""
    with pytest.raises(BedsideError) as error:
        saved(workspace, guard, base.replace("a friend", "a neighbor"), base, "ed.new")
    assert [problem.code for problem in error.value.problems] == ["C142"]
    assert workspace.text(WALKING) == base


BROKEN = "kind: nothing\nwritten_by: [\n  ed.heart,  # the first\n  med.a,\n]\nowner: x\n"


@pytest.mark.parametrize("editor", ["ed.two", "med.a"])
@pytest.mark.parametrize("before", ["", BROKEN])
def test_nobody_takes_a_writer_out(
    folder: Path, workspace: Workspace, guard: Guard, editor: str, before: str
) -> None:
    """Else a writer could approve their own words once another editor took their name out."""
    sound = (folder / MODULE).read_text()
    base = before or sound.replace("[ed.heart]", "[ed.heart, med.a]")
    (folder / MODULE).write_text(base)
    with pytest.raises(BedsideError) as error:
        save(workspace, MODULE, sound.replace("[ed.heart]", "[med.x]"), base, editor, TODAY, guard)
    [problem] = error.value.problems
    gone = "`ed.heart`" if editor == "med.a" else "`ed.heart`, `med.a`"
    assert (problem.file, problem.code) == (MODULE, "C146")
    assert f"write {gone} into `written_by` again" in problem.fix
    assert (folder / MODULE).read_text() == base


def test_writers_may_be_put_in_another_order_or_form(workspace: Workspace, guard: Guard) -> None:
    base = workspace.text(MODULE) or ""
    text = base.replace("[ed.heart]", "[ed.new, ed.heart, ed.third]")
    assert save(workspace, MODULE, text, base, "ed.new", TODAY, guard).outcome == "saved"
    block = text.replace("[ed.new, ed.heart, ed.third]", "\n  - ed.third\n  - ed.heart\n  - ed.new")
    assert save(workspace, MODULE, block, text, "ed.new", TODAY, guard).outcome == "saved"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\nwritten_by: [one]\nb: 2\n", "a: 1\nwritten_by: [one, new]\nb: 2\n"),
        ("written_by: [one, new]\n", "written_by: [one, new]\n"),
        ("written_by:\n  - one\nb: 2\n", "written_by:\n  - one\n  - new\nb: 2\n"),
        ("written_by:\n- one\n- new\n", "written_by:\n- one\n- new\n"),
        ("nothing: here\n", "nothing: here\n"),
    ],
)
def test_sign_adds_a_name_once_and_changes_no_other_line(before: str, after: str) -> None:
    assert sign(before, "new") == after
