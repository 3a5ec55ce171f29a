"""What was never approved and nothing uses can be deleted; everything else says what holds it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from guardrails import Guard
from service.editing.creating import new_module
from service.editing.removing import removal, remove
from service.editing.saving import save
from service.editing.workspace import Workspace
from service.errors import BedsideError
from service.library.building import build
from service.library.loader import load_library
from tests.conftest import TODAY

KEY = "module:heart/new-idea"
WORDS = "content/heart/new-idea/en-US/email.md"


@pytest.fixture
def made(workspace: Workspace, guard: Guard) -> Workspace:
    """The library with a new module that nobody has approved."""
    texts = new_module(workspace.library(), "heart/new-idea", "education", "email", "ed.new", TODAY)
    main = {file: text for file, text in texts.items() if file != WORDS}
    assert (
        save(
            workspace, WORDS, "## A walk\n\nWalk a little.\n", None, "ed.new", TODAY, guard, main
        ).outcome
        == "saved"
    )
    return workspace


def hash_of(workspace: Workspace, key: str) -> str:
    return next(item.hash for item in workspace.library(now=True).items() if item.key == key)


def refused(workspace: Workspace, key: str) -> list[tuple[str, str]]:
    before = sorted(path for path in workspace.folder.rglob("*") if path.is_file())
    with pytest.raises(BedsideError) as error:
        remove(workspace, key, hash_of(workspace, key), "ed.new", TODAY)
    assert sorted(path for path in workspace.folder.rglob("*") if path.is_file()) == before
    return [(problem.code, problem.what) for problem in error.value.problems]


def test_a_draft_that_nobody_approved_goes_whole(made: Workspace) -> None:
    found = removal(made.library(), KEY, TODAY)
    assert found is not None
    assert found.may
    assert found.files == (WORDS, "content/heart/new-idea/module.yaml")
    remove(made, KEY, found.item.hash, "ed.new", TODAY)
    assert KEY not in {item.key for item in made.library(now=True).items()}
    assert not (made.folder / "content/heart/new-idea").exists()
    assert (made.folder / "content/heart/walking/module.yaml").is_file()


def test_what_names_it_is_told(made: Workspace) -> None:
    path = made.folder / "content/heart/walking/module.yaml"
    path.write_text(path.read_text() + "excludes: [heart/new-idea]\n")
    assert refused(made, KEY) == [("C147", "`module:heart/walking` names it (excludes)")]


def test_what_was_approved_is_never_deleted(made: Workspace) -> None:
    """Not even where its text was changed since, or nothing names it."""
    path = made.folder / "claims/walking-mood.yaml"
    path.write_text(path.read_text() + "# changed\n")
    said = refused(made, "claim:walking-mood")
    assert ("C147", "`module:heart/walking` names it (claims)") in said
    assert any("approved it as medical on " in what for _, what in said)


def test_what_was_changed_meanwhile_stays(made: Workspace) -> None:
    digest = hash_of(made, KEY)
    (made.folder / WORDS).write_text("## A walk\n\nWalk a lot.\n")
    with pytest.raises(BedsideError) as error:
        remove(made, KEY, digest, "ed.new", TODAY)
    assert [problem.code for problem in error.value.problems] == ["C143"]
    assert (made.folder / WORDS).is_file()


@pytest.mark.parametrize("key", ["settings:library", "prompt:shared/reword", "module:heart/none"])
def test_what_is_no_item_of_the_folder_has_no_removal(workspace: Workspace, key: str) -> None:
    assert removal(workspace.library(), key, TODAY) is None


def test_a_brand_in_use_is_held_by_what_names_it(workspace: Workspace) -> None:
    found = removal(workspace.library(), "brand:small-clinic", TODAY)
    assert found is not None
    assert ("settings:library", "brand") in found.users
    assert not found.may


def test_it_is_committed_where_the_library_is_a_checkout(checkout: Path, guard: Guard) -> None:
    workspace = Workspace(checkout)
    text = "type: records.asked\ntitle: Asked\nowner: a@b.org\nwritten_by: [ed.new]\nsource: form\n"
    file = "signals/records.asked.yaml"
    assert save(workspace, file, text, None, "ed.new", TODAY, guard).outcome == "saved"
    key = "signal:records.asked"
    assert remove(workspace, key, hash_of(workspace, key), "ed.new", TODAY).commit
    log = subprocess.run(
        ["git", "log", "-1", "--format=%an %s", "--name-status"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert log.split() == ["ed.new", "Delete", "records.asked", "D", file]


def test_messages_are_made_of_the_library_after_a_module_went(
    made: Workspace, guard: Guard
) -> None:
    """What is in the folder and what is remembered of it are one: no empty folder stays."""
    remove(made, KEY, hash_of(made, KEY), "ed.new", TODAY)
    assert made.library() == load_library(made.folder)
    assert made.library().problems == ()
    assert build(made.library(), TODAY, assume_approved=True).release.modules
    again = new_module(made.library(), "heart/new-idea", "education", "email", "ed.new", TODAY)
    assert WORDS in again
