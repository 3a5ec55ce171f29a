"""What is made from a template reads, and lacks nothing but words."""

from __future__ import annotations

import pytest

from guardrails import Guard
from service.editing.creating import copied_module, new_module, new_rendition, new_trigger
from service.editing.looking import Look, look
from service.editing.workspace import Workspace
from service.errors import BedsideError
from service.library.filler import IN_WORDS
from tests.conftest import TODAY


def lacks_its_words_alone(seen: Look) -> bool:
    """Whether nothing but the template's own words, if they are in this file, stops saving it."""
    return {mark.code for mark in seen.marks if mark.level == "error"} <= {"L374"}


@pytest.mark.parametrize("channel", ["email", "sms", "portal", "web", "call"])
def test_new_module_is_sound(workspace: Workspace, guard: Guard, channel: str) -> None:
    library = workspace.library()
    texts = new_module(library, "heart/new-idea", "education", channel, "ed.new", TODAY)
    for file, text in texts.items():
        seen = look(workspace, file, text, TODAY, guard, beside=texts)
        assert lacks_its_words_alone(seen), seen


def test_copy_of_a_module_is_sound_and_keeps_its_writers(
    workspace: Workspace, guard: Guard
) -> None:
    library = workspace.library()
    text_of = workspace.text
    texts = copied_module(library, "visit/booked", "visit/second/booked-early", "ed.new", text_of)
    assert list(texts)[-1] == "content/visit/second/booked-early/module.yaml"
    assert len(texts) == 1 + len(library.renditions["visit/booked"])
    for file, text in texts.items():
        assert look(workspace, file, text, TODAY, guard, beside=texts).marks == ()
    (copy,) = [m for m in workspace.with_texts(texts).modules.values() if "early" in m.value.id]
    before = library.modules["visit/booked"].value
    assert copy.value.title == "Booked early"
    assert copy.value.written_by == (*before.written_by, "ed.new")
    assert copy.value.kind == before.kind
    for file, text in texts.items():
        if not file.endswith("module.yaml"):
            assert text == text_of(file.replace("second/booked-early", "booked"))


@pytest.mark.parametrize(
    ("source", "name", "field"),
    [
        ("visit/boked", "visit/early", "copy"),
        ("visit/booked", "visit/booked", "name"),
        ("visit/booked", "Early", "name"),
        ("../x", "visit/early", "copy"),
    ],
)
def test_copy_that_cannot_be_made_says_why(
    workspace: Workspace, source: str, name: str, field: str
) -> None:
    with pytest.raises(BedsideError) as caught:
        copied_module(workspace.library(), source, name, "ed.new", workspace.text)
    assert [problem.file for problem in caught.value.problems] == [field]


def test_new_words_for_another_channel_are_sound(workspace: Workspace, guard: Guard) -> None:
    texts = new_rendition(workspace.library(), "heart/walking", "portal", "en-US")
    assert list(texts) == ["content/heart/walking/en-US/portal.md"]
    for file, text in texts.items():
        assert lacks_its_words_alone(look(workspace, file, text, TODAY, guard))


def test_new_trigger_is_sound(workspace: Workspace, guard: Guard) -> None:
    library = workspace.library()
    texts = new_trigger(library, "after-cancel", "visit.cancelled", "care_operations", "ed.new")
    for file, text in texts.items():
        seen = look(workspace, file, text, TODAY, guard)
        assert [mark for mark in seen.marks if mark.code.startswith("L1")] == []
        assert [mark.code for mark in seen.marks].count("L374") == 3  # because, reason, source


def test_everything_wrong_is_told_at_once(workspace: Workspace) -> None:
    library = workspace.library()
    with pytest.raises(BedsideError) as error:
        new_module(library, "Heart", "educaton", "fax", "ed.new", TODAY)
    assert [(p.file, p.code) for p in error.value.problems] == [
        ("channel", "C141"),
        ("kind", "C141"),
        ("name", "C141"),
    ]
    assert "did you mean `education`?" in {p.fix for p in error.value.problems}


@pytest.mark.parametrize("taken", ["heart/walking", "../x", "a/b/../c"])
def test_name_that_is_taken_or_leads_out_is_refused(workspace: Workspace, taken: str) -> None:
    with pytest.raises(BedsideError):
        new_module(workspace.library(), taken, "education", "email", "ed.new", TODAY)


def test_words_that_are_there_are_not_made_again(workspace: Workspace) -> None:
    with pytest.raises(BedsideError):
        new_rendition(workspace.library(), "heart/walking", "email", "en-US")


def test_a_bad_name_of_a_variant_is_told_at_its_own_field(workspace: Workspace) -> None:
    with pytest.raises(BedsideError) as refused:
        new_rendition(workspace.library(), "heart/walking", "email", "en-US", "Easy Read")
    (problem,) = refused.value.problems
    assert (problem.file, problem.fix) == (
        "variant",
        "use lower-case words joined by `-`, such as `easy-read`",
    )


@pytest.mark.parametrize("locale", ["", "english", "en_GB", "../x", "en-gb"])
def test_a_bad_locale_is_told_at_its_own_field(workspace: Workspace, locale: str) -> None:
    with pytest.raises(BedsideError) as refused:
        new_rendition(workspace.library(), "heart/walking", "email", locale)
    (problem,) = refused.value.problems
    assert (problem.file, problem.fix) == (
        "locale",
        "use a language and a country, such as `en-GB`",
    )


def test_words_for_a_locale_to_come_are_sound(workspace: Workspace, guard: Guard) -> None:
    texts = new_rendition(workspace.library(), "heart/walking", "email", "en-GB")
    ((file, text),) = texts.items()
    written = text.replace(IN_WORDS, "Walking outdoors is free.")
    seen = look(workspace, file, written, TODAY, guard)
    assert (seen.stops, [mark.code for mark in seen.marks]) == (False, ["L202"])


def test_a_language_that_the_guard_cannot_read_is_not_listed(
    workspace: Workspace, guard: Guard
) -> None:
    text = (workspace.text("library.yaml") or "").replace("[en-US]", "[en-US, es-US]")
    first = next(m for m in look(workspace, "library.yaml", text, TODAY, guard).marks)
    assert (first.level, first.code) == ("error", "GU-04")
    assert "es-US" in text[first.start : text.index("\n", first.start)]
