"""What an editor sees as they type: each problem at its words, with a fix that mends it."""

from __future__ import annotations

import pytest

from guardrails import Guard
from service.editing.looking import Look, look
from service.editing.workspace import Workspace
from service.reading import _ADDRESS
from tests.conftest import TODAY
from tests.editing.conftest import WALKING

TRIGGER = "triggers/visit-booked.yaml"


def see(workspace: Workspace, guard: Guard, file: str, old: str = "", new: str = "") -> Look:
    """The look at a file with one change."""
    text = workspace.text(file) or ""
    assert old in text
    return look(workspace, file, text.replace(old, new), TODAY, guard)


def test_sound_file_has_nothing_to_see(workspace: Workspace, guard: Guard) -> None:
    for file in (WALKING, TRIGGER, "library.yaml", "content/heart/walking/module.yaml"):
        assert see(workspace, guard, file) == Look(())


def test_finding_stands_at_its_words_with_a_fix_that_passes(
    workspace: Workspace, guard: Guard
) -> None:
    text = (workspace.text(WALKING) or "") + "\nBecause you have diabetes, walk.\n"
    seen = look(workspace, WALKING, text, TODAY, guard)
    assert seen.stops
    mark = next(mark for mark in seen.marks if mark.code.startswith("DX-"))
    assert text[mark.start : mark.end] == "you have diabetes"
    assert mark.fixes
    for fix in mark.fixes:
        mended = text[: fix.start] + fix.text + text[fix.end :]
        left = look(workspace, WALKING, mended, TODAY, guard).marks
        assert mark.code not in [m.code for m in left]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (WALKING, "---\n## ", 'action: {label: More, url: "{{ clinic.url }}/diabetes"}\n---\n## '),
        (WALKING, "Pick a time", "[Pick a time]({{ clinic.url }}/diabetes)"),
        ("content/visit/booked/en-US/sms.txt", "\n", " {{ clinic.url }}/diabetes\n"),
        ("content/visit/booked/en-US/sms.txt", "\n", " https://a.example.org/diabetes\n"),
        ("content/visit/booked/en-US/sms.txt", "\n", " https://a.example.org/?a=/diabetes\n"),
    ],
)
def test_address_that_names_a_condition_is_marked_there(
    workspace: Workspace, guard: Guard, file: str, old: str, new: str
) -> None:
    """A message that leads there is blocked; its writer sees it before saving, once."""
    text = (workspace.text(file) or "").replace(old, new, 1)
    marks = look(workspace, file, text, TODAY, guard).marks
    found = [text[m.start - 1 : m.end] for m in marks if m.code == "LK-01"]
    assert found.count("/diabetes") == 1


def test_no_fix_writes_words_into_an_address(workspace: Workspace, guard: Guard) -> None:
    file = "content/visit/booked/en-US/sms.txt"
    for address in ("https://a.example.org/diabetes", "{{ clinic.url }}/diabetes"):
        text = (workspace.text(file) or "").replace("\n", f" {address}\n", 1)
        marks = [m for m in look(workspace, file, text, TODAY, guard).marks if m.code == "LK-01"]
        assert marks
        assert not [f for m in marks for f in m.fixes if f.label.startswith("Write")]


def test_braces_that_never_close_are_read_at_once() -> None:
    """Each was read to the line's end: a long line of them held the studio for minutes."""
    spans = [match.span() for match in _ADDRESS.finditer("{{" * 100_000 + " {{ a }}/b")]
    assert spans == [(200_001, 200_010)]


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("triggers/article-follow-up.yaml", "because: {}", "You read an article about the flu."),
        ("triggers/article-follow-up.yaml", 'because: "{}"', "You read an article about the flu."),
        (WALKING, "subject: {}", "Because you have diabetes, walk."),
        (WALKING, "action: {{label: {}, url: https://a.example.org}}", "For you with diabetes"),
    ],
)
def test_fix_of_a_value_leaves_its_key(
    workspace: Workspace, guard: Guard, file: str, line: str, said: str
) -> None:
    """A rule no longer stops a file that cannot be read; that is no mending."""
    key, before = line.partition(":")[0], (workspace.text(file) or "")
    rest = [old for old in before.split("\n") if not old.startswith(f"{key}:")]
    rest.insert(1, line.format(said))
    text = "\n".join(rest)
    fixes = [f for mark in look(workspace, file, text, TODAY, guard).marks for f in mark.fixes]
    assert fixes or key == "action"
    for fix in fixes:
        mended = text[: fix.start] + fix.text + text[fix.end :]
        assert mended.split("\n")[1].startswith(line.partition("{}")[0].replace("{{", "{"))
        left = look(workspace, file, mended, TODAY, guard).marks
        assert not [mark for mark in left if mark.code[1].isdigit()]


def test_fix_is_offered_in_words_of_a_module_that_is_not_saved_yet(
    workspace: Workspace, guard: Guard
) -> None:
    main = (workspace.text("content/heart/walking/module.yaml") or "").replace(
        "id: heart/walking", "id: heart/resting"
    )
    beside = {"content/heart/resting/module.yaml": main}
    text = "## Rest\n\nBecause you have diabetes, rest. A nap is fine.\n"
    file = "content/heart/resting/en-US/email.md"
    seen = look(workspace, file, text, TODAY, guard, beside=beside)
    assert [m.fixes for m in seen.marks if m.code.startswith("DX-")]
    assert all(m.fixes for m in seen.marks if m.code.startswith("DX-"))


def test_finding_in_a_header_stands_at_its_words(workspace: Workspace, guard: Guard) -> None:
    text = (workspace.text(WALKING) or "").replace(
        "A short walk each day", "Your diabetes and you", 1
    )
    marks = look(workspace, WALKING, text, TODAY, guard).marks
    assert "Your diabetes" in [text[mark.start : mark.end] for mark in marks]


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        (TRIGGER, "priority:", "priorty:"),
        (TRIGGER, "audience: [patient,", "audience: [patiant,"),
        (TRIGGER, "modules: [visit/booked]", "modules: [visit/boked]"),
        ("content/heart/walking/module.yaml", "claims: [walking-mood]", "claims: [walkin-mood]"),
    ],
)
def test_nearest_word_is_a_fix_that_restores_the_file(
    workspace: Workspace, guard: Guard, file: str, right: str, wrong: str
) -> None:
    text = workspace.text(file) or ""
    changed = text.replace(right, wrong)
    fixes = [f for mark in look(workspace, file, changed, TODAY, guard).marks for f in mark.fixes]
    assert len(fixes) == 1
    assert changed[: fixes[0].start] + fixes[0].text + changed[fixes[0].end :] == text


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (TRIGGER, "title: A visit: what now"),
        (TRIGGER, 'because: Say "yes": it is @ home, 5\\6'),
        (TRIGGER, "because: @home"),
        (WALKING, "subject: Walking: a first step"),
    ],
)
def test_text_that_needs_quotes_gets_them(
    workspace: Workspace, guard: Guard, file: str, line: str
) -> None:
    key, _, words = line.partition(": ")
    lines = (workspace.text(file) or "").split("\n")
    text = "\n".join(line if old.startswith(f"{key}:") else old for old in lines)
    (mark,) = look(workspace, file, text, TODAY, guard).marks
    (fix,) = mark.fixes
    assert fix.label == "Put the text in quotes"
    assert text[fix.start : fix.end] == words
    mended = text[: fix.start] + fix.text + text[fix.end :]
    assert "L004" not in [m.code for m in look(workspace, file, mended, TODAY, guard).marks]


@pytest.mark.parametrize(
    "line", ["title: {a: b: c", 'title: "a" b', "title: a: b  # a remark", "x"]
)
def test_what_quotes_would_not_mend_gets_none(
    workspace: Workspace, guard: Guard, line: str
) -> None:
    text = (workspace.text(TRIGGER) or "").replace("id: ", f"{line}\nid: ", 1)
    for mark in look(workspace, TRIGGER, text, TODAY, guard).marks:
        for fix in mark.fixes:
            assert fix.label != "Put the text in quotes"


def test_problem_made_elsewhere_is_told(workspace: Workspace, guard: Guard) -> None:
    seen = see(workspace, guard, "claims/walking-mood.yaml", "id: walking-mood", "id: walking-mod")
    assert seen.stops
    layout = see(workspace, guard, "signals/visit.booked.yaml", "place:", "plaice:")
    assert {problem.file for problem in layout.elsewhere} >= {TRIGGER}


def test_lacking_approval_is_no_fault_of_the_text(workspace: Workspace, guard: Guard) -> None:
    seen = see(workspace, guard, WALKING, "Ask a friend", "Ask somebody")
    assert seen.marks == ()
    # A banked rewording of the words that were is told of, and stops nothing.
    assert {(problem.code, problem.level) for problem in seen.elsewhere} <= {("L225", "warning")}


def test_conflict_left_in_a_text_stops_it(workspace: Workspace, guard: Guard) -> None:
    text = "<<<<<<< yours\na\n=======\nb\n>>>>>>> saved meanwhile\n"
    seen = look(workspace, WALKING, text, TODAY, guard)
    assert [mark.code for mark in seen.marks] == ["L011"]
    settled = [text[: f.start] + f.text + text[f.end :] for f in seen.marks[0].fixes]
    assert settled == ["a\n", "b\n", "a\nb\n"]
    left = look(workspace, WALKING, ">>>>>>> saved meanwhile\n", TODAY, guard)
    assert [(mark.code, mark.fixes) for mark in left.marks] == [("L011", ())]
