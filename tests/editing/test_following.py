"""A claim's words change wherever they are cited, and nothing else does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails import Guard
from service.editing.following import followed
from service.editing.saving import save
from service.editing.workspace import Workspace
from service.errors import BedsideError
from service.library.compiling import compiled_renditions
from service.library.library import Library
from service.library.places import place_of
from tests.conftest import TODAY
from tests.editing.conftest import LIBRARY, WALKING

CLAIM, WAS = "claims/walking-mood.yaml", "Walking most days can lift your mood."
NOW = "Walking on most days can lift your mood."
MODULE = "content/heart/walking/module.yaml"


BANK = "content/heart/walking/bank"


@pytest.fixture
def workspace(folder: Path) -> Workspace:
    """The library without a rewording of these words, which nobody can keep to the new ones."""
    shutil.rmtree(folder / BANK)
    return Workspace(folder)


def follow(workspace: Workspace, library: Library, after: Library) -> dict[str, str]:
    place = place_of(CLAIM)
    assert place is not None
    return followed(library, after, place, workspace.text)


def test_claim_is_saved_with_the_words_that_cite_it(workspace: Workspace, guard: Guard) -> None:
    base, words = workspace.text(CLAIM) or "", workspace.text(WALKING) or ""
    done = save(workspace, CLAIM, base.replace(WAS, NOW), base, "ed.new", TODAY, guard)
    assert (done.outcome, done.followed) == ("saved", (WALKING,))
    assert workspace.text(WALKING) == words.replace(WAS, NOW)
    assert workspace.library().modules["heart/walking"].value.written_by == ("ed.heart", "ed.new")
    assert workspace.library().claims["walking-mood"].value.text == NOW


def test_words_that_markdown_reads_otherwise_are_written_so_that_they_show(
    workspace: Workspace, guard: Guard
) -> None:
    now = "Walking 2*10 or 3*10 minutes [each day] can lift your mood."
    base, words = workspace.text(CLAIM) or "", workspace.text(WALKING) or ""
    done = save(workspace, CLAIM, base.replace(WAS, now), base, "ed.new", TODAY, guard)
    assert (done.outcome, done.followed) == ("saved", (WALKING,))
    cited = r"Walking 2\*10 or 3\*10 minutes \[each day\] can lift your mood."
    assert workspace.text(WALKING) == words.replace(WAS, cited)


def test_banked_rewording_of_the_earlier_words_is_dropped_first(folder: Path, guard: Guard) -> None:
    shutil.copytree(LIBRARY / BANK, folder / BANK, dirs_exist_ok=True)
    workspace = Workspace(folder)
    base = workspace.text(CLAIM) or ""
    done = save(workspace, CLAIM, base.replace(WAS, NOW), base, "ed.new", TODAY, guard)
    [problem] = [problem for problem in done.look.elsewhere if problem.level == "error"]
    assert (problem.file.startswith(BANK), problem.code) == (True, "L228")
    assert (done.outcome, "or drop it" in problem.fix) == ("refused", True)


def test_words_that_the_guard_refuses_are_saved_nowhere(workspace: Workspace, guard: Guard) -> None:
    base, words = workspace.text(CLAIM) or "", workspace.text(WALKING)
    bad = base.replace(WAS, "Walking most days cures your diabetes.")
    done = save(workspace, CLAIM, bad, base, "ed.new", TODAY, guard)
    assert (done.outcome, workspace.text(CLAIM), workspace.text(WALKING)) == (
        "refused",
        base,
        words,
    )


def test_writer_is_named_in_each_module_or_nothing_is_saved(
    workspace: Workspace, guard: Guard
) -> None:
    """Else they could approve words that they changed."""
    path = workspace.folder / MODULE
    path.write_text(path.read_text().replace("[ed.heart]", "[\n  ed.heart]"))
    base, words = workspace.text(CLAIM) or "", workspace.text(WALKING)
    with pytest.raises(BedsideError) as error:
        save(workspace, CLAIM, base.replace(WAS, NOW), base, "ed.new", TODAY, guard)
    assert [(p.file, p.code) for p in error.value.problems] == [(MODULE, "C142")]
    assert (workspace.text(CLAIM), workspace.text(WALKING)) == (base, words)


def test_others_changes_in_the_same_file_stay(workspace: Workspace, guard: Guard) -> None:
    """A draft that was begun before is put together with the claim's new words."""
    base, words = workspace.text(CLAIM) or "", workspace.text(WALKING) or ""
    assert save(workspace, CLAIM, base.replace(WAS, NOW), base, "ed.new", TODAY, guard).followed
    title = words.replace("subject: ", "subject: Now ", 1)
    assert title != words
    done = save(workspace, WALKING, title, words, "ed.two", TODAY, guard)
    assert (done.outcome, done.merged) == ("saved", True)
    assert NOW in (workspace.text(WALKING) or "")


def test_words_that_differ_already_are_left_alone(workspace: Workspace) -> None:
    path = workspace.folder / WALKING
    path.write_text(path.read_text().replace(WAS, "Walking lifts moods."))
    library = workspace.library(now=True)
    text = (workspace.text(CLAIM) or "").replace(WAS, NOW)
    assert follow(workspace, library, workspace.with_texts({CLAIM: text})) == {}


@given(words=st.from_regex(r"[A-Z][a-z0-9 ,'–é-]{0,60}[a-z]\.", fullmatch=True))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_words_are_cited_exactly(folder: Path, words: str) -> None:
    workspace = Workspace(folder)
    words = " ".join(words.split())
    library, was = workspace.library(), workspace.text(WALKING) or ""
    text = (workspace.text(CLAIM) or "").replace(f"text: {WAS}", f'text: "{words}"')
    new = follow(workspace, library, workspace.with_texts({CLAIM: text}))
    if words == WAS:
        assert new == {}
        return
    assert new == {WALKING: was.replace(WAS, words)}
    after = workspace.with_texts({CLAIM: text, **new})
    spans = [
        span.text for _, _, made in compiled_renditions(after) for span in made.locked if span.claim
    ]
    assert spans == [words]
