"""A claim, a signal and an entry of a directory from a template lack nothing but words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from guardrails import Guard
from service.editing.looking import look
from service.editing.registering import new_claim, new_signal, with_entry
from service.editing.saving import save
from service.editing.workspace import Workspace
from service.errors import BedsideError
from tests.conftest import TODAY

PLACES = "directories/places.yaml"


def stopping(workspace: Workspace, file: str, text: str, guard: Guard) -> list[str]:
    seen = look(workspace, file, text, TODAY, guard)
    return [mark.code for mark in seen.marks if mark.level == "error"]


def refused(error: pytest.ExceptionInfo[BedsideError]) -> list[tuple[str, str]]:
    return [(problem.file, problem.code) for problem in error.value.problems]


def test_new_claim_lacks_its_words_alone(workspace: Workspace, guard: Guard) -> None:
    made = new_claim(workspace.library(), "rest-helps", "benefit", "walking", "ed.new", TODAY)
    ((file, text),) = made.items()
    assert file == "claims/rest-helps.yaml"
    # What it says and what supports it; of the reference its title, publisher and address.
    assert stopping(workspace, file, text, guard) == ["L374"] * 5
    assert save(workspace, file, text, None, "ed.new", TODAY, guard).outcome == "refused"


def test_new_signal_lacks_its_source_alone(workspace: Workspace, guard: Guard) -> None:
    ((file, text),) = new_signal(workspace.library(), "records.requested", "ed.new").items()
    assert file == "signals/records.requested.yaml"
    assert stopping(workspace, file, text, guard) == ["L374"]
    filled = text.replace("Say here which system sends it.", "records office, request form")
    assert save(workspace, file, filled, None, "ed.new", TODAY, guard).outcome == "saved"
    assert "records.requested" in workspace.library().signals


@pytest.mark.parametrize("tail", ["", "\n\n", "# the end\n"])
def test_new_entry_stands_after_the_others(workspace: Workspace, guard: Guard, tail: str) -> None:
    text = (workspace.text(PLACES) or "") + tail
    made = with_entry(workspace.library(), "places", "hill", text)[PLACES]
    assert list(yaml.safe_load(made)["entries"]) == ["north", "river", "hill"]
    assert made.startswith((workspace.text(PLACES) or "").rstrip())
    assert stopping(workspace, PLACES, made, guard) == ["L374"] * 2
    # A second one is added to the draft that the first is in.
    more = with_entry(workspace.library(), "places", "lake", made)[PLACES]
    assert list(yaml.safe_load(more)["entries"]) == ["north", "river", "hill", "lake"]
    with pytest.raises(BedsideError):
        with_entry(workspace.library(), "places", "hill", made)


def test_new_entry_stands_before_what_follows(folder: Path) -> None:
    """Keys stand in any order."""
    path = folder / PLACES
    head, _, entries = path.read_text().partition("entries:")
    path.write_text(f"entries:{entries}{head}")
    workspace = Workspace(folder)
    made = with_entry(workspace.library(), "places", "hill", workspace.text(PLACES))[PLACES]
    assert list(yaml.safe_load(made)["entries"]) == ["north", "river", "hill"]
    assert yaml.safe_load(made)["fields"] == yaml.safe_load(path.read_text())["fields"]


@pytest.mark.parametrize("name", ["walking-mood", "Walking", "../x", "", "a" * 81])
def test_claim_of_a_bad_name_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(BedsideError) as error:
        new_claim(workspace.library(), name, "belief", "wakling", "ed.new", TODAY)
    assert refused(error) == [("kind", "C141"), ("name", "C141"), ("topic", "C141")]
    assert "did you mean `walking`?" in {p.fix for p in error.value.problems}


@pytest.mark.parametrize("name", ["visit.booked", "booked", "Visit.asked", "../x.y", "x.y/z"])
def test_signal_of_a_bad_name_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(BedsideError) as error:
        new_signal(workspace.library(), name, "ed.new")
    assert refused(error) == [("name", "C141")]


@pytest.mark.parametrize(
    ("directory", "name", "field"),
    [("places", "north", "name"), ("places", "North Side", "name"), ("place", "hill", "directory")],
)
def test_entry_that_cannot_be_is_refused(
    workspace: Workspace, directory: str, name: str, field: str
) -> None:
    with pytest.raises(BedsideError) as error:
        with_entry(workspace.library(), directory, name, workspace.text(PLACES))
    assert refused(error) == [(field, "C141")]


def test_entries_in_one_line_are_left_to_the_editor(workspace: Workspace) -> None:
    with pytest.raises(BedsideError) as error:
        with_entry(workspace.library(), "places", "hill", "id: places\nentries: {a: {name: A}}\n")
    assert refused(error) == [("directory", "C141")]
