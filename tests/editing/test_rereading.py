"""Reading one item again gives what reading the whole folder gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.editing.workspace import Workspace
from service.library.library import Library
from service.library.loader import load_library
from service.library.places import place_of
from service.library.rereading import reread
from tests.editing.conftest import WALKING

TEXTS = {
    WALKING: "---\nsubject: Walk\n---\nWalk today.\n",
    "content/heart/walking/module.yaml": "id: heart/walking\n",
    "content/heart/walking/en-US/portal.md": "---\ntitle: Walk\n---\nWalk.\n",
    "content/heart/running/module.yaml": "id: heart/walking\nkind: education\n",
    "triggers/visit-booked.yaml": "id: [",
    "triggers/new.yaml": "id: new\n",
    "library.yaml": "organisation: {}\n",
    "approvals.jsonl": "{}\n",
}


def same(one: Library, other: Library) -> bool:
    """Equal in everything but the order of what was read."""
    return (
        one.problems == other.problems
        and one.unread == other.unread
        and one.approvals == other.approvals
        and {i.key: i for i in one.items()} == {i.key: i for i in other.items()}
        and dict(one.renditions) == dict(other.renditions)
    )


@pytest.mark.parametrize("file", TEXTS)
def test_one_item_read_again_equals_everything_read_again(folder: Path, file: str) -> None:
    before = load_library(folder)
    place = place_of(file)
    assert place is not None
    imagined = reread(before, folder, [place], {file: TEXTS[file]})
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(TEXTS[file])
    assert same(imagined, load_library(folder))
    assert same(reread(before, folder, [place]), load_library(folder))


def test_mended_file_leaves_no_problem_behind(folder: Path) -> None:
    whole = load_library(folder)
    text = (folder / WALKING).read_text()
    (folder / WALKING).write_text("---\nsubjekt: x\n---\nWords.\n")
    broken = load_library(folder)
    assert [p.code for p in broken.problems] == ["L102"]
    place = place_of(WALKING)
    assert place is not None
    assert same(reread(broken, folder, [place], {WALKING: text}), whole)


@pytest.mark.parametrize(
    "name",
    [
        "../library.yaml",
        "/etc/passwd",
        "triggers/../../x.yaml",
        "triggers/.hidden.yaml",
        "content/heart/walking/en-US/email.txt",
        "content/heart/walking/en-US/../../../x.md",
        "content/heart/walking/en-US/email.md\n",
        "README.md",
        "",
    ],
)
def test_name_that_no_library_has_belongs_to_nothing(name: str) -> None:
    assert place_of(name) is None


def test_workspace_sees_what_others_change(folder: Path, workspace: Workspace) -> None:
    first = workspace.library()
    assert workspace.library(now=True) is first
    text = (folder / WALKING).read_text()
    (folder / WALKING).write_text(text + "\nOne more line.\n")
    second = workspace.library(now=True)
    assert second.modules["heart/walking"].hash != first.modules["heart/walking"].hash
    (folder / "triggers" / "visit-booked.yaml").unlink()
    assert "visit-booked" not in workspace.library(now=True).triggers


def test_workspace_sees_an_empty_folder_come_and_go(folder: Path, workspace: Workspace) -> None:
    """An empty folder of words reads as a module that nobody described, until it is taken out."""
    assert workspace.library().problems == ()
    words = folder / "content/heart/idea/en-US"
    words.mkdir(parents=True)
    assert [problem.code for problem in workspace.library(now=True).problems] == ["L009"]
    words.rmdir()
    assert workspace.library(now=True).problems == ()
