"""A layout, a directory, a brand or an experiment begins in the studio, and lacks only its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrails import Guard
from service.editing.copying import copied_item
from service.editing.experimenting import new_experiment, varied_slots
from service.editing.looking import look
from service.editing.removing import removal, remove
from service.editing.saving import save
from service.editing.workspace import Workspace
from service.errors import BedsideError
from tests.conftest import TODAY

EXPERIMENT = "experiments/shorter-help.yaml"


def copy(workspace: Workspace, sort: str, source: str, name: str) -> tuple[str, str]:
    library = workspace.library()
    ((file, text),) = copied_item(library, sort, source, name, "ed.new", workspace.text).items()
    return file, text


def stopping(workspace: Workspace, file: str, text: str, guard: Guard) -> list[str]:
    seen = look(workspace, file, text, TODAY, guard)
    marks = [mark.code for mark in seen.marks if mark.level == "error"]
    return marks + [problem.code for problem in seen.elsewhere if problem.level == "error"]


def refused(error: pytest.ExceptionInfo[BedsideError]) -> list[str]:
    return [problem.file for problem in error.value.problems]


@pytest.mark.parametrize(
    ("sort", "source", "file"),
    [
        ("directory", "places", "directories/river-rooms.yaml"),
        ("brand", "small-clinic", "prompts/river-rooms/brand.yaml"),
    ],
)
def test_copy_is_saved_as_it_is_and_deleted_again(
    workspace: Workspace, guard: Guard, sort: str, source: str, file: str
) -> None:
    made, text = copy(workspace, sort, source, "river-rooms")
    assert made == file
    assert "\nid: river-rooms\n" in f"\n{text}"
    assert ": River rooms\n" in text
    assert stopping(workspace, file, text, guard) == []
    assert save(workspace, file, text, None, "ed.new", TODAY, guard).outcome == "saved"
    key = f"{sort}:river-rooms"
    found = removal(workspace.library(), key, TODAY)
    assert found is not None
    assert (found.may, found.files) == (True, (file,))
    remove(workspace, key, found.item.hash, "ed.new", TODAY)
    assert not (workspace.folder / file).exists()
    assert not workspace.library(now=True).problems


def test_whoever_wrote_the_other_stays_a_writer(workspace: Workspace) -> None:
    before = workspace.text("layouts/email.yaml") or ""
    _, text = copy(workspace, "layout", "email", "email-survey")
    line = next(line for line in before.splitlines() if line.startswith("written_by"))
    assert line.replace("]", ", ed.new]") in text


def test_layout_says_what_has_to_differ(workspace: Workspace, guard: Guard) -> None:
    file, text = copy(workspace, "layout", "email", "email-survey")
    assert set(stopping(workspace, file, text, guard)) == {"L210"}


def test_names_that_cannot_be_are_refused(workspace: Workspace) -> None:
    for sort, source, name, fields in (
        ("layout", "email", "sms", ["name"]),
        ("brand", "small-clinic", "shared", ["name"]),
        ("brand", "small-clinik", "river", ["copy"]),
        ("directory", "places", "../places", ["name"]),
        ("directory", "", "", ["name", "copy"]),
    ):
        with pytest.raises(BedsideError) as error:
            copy(workspace, sort, source, name)
        assert refused(error) == sorted(fields)


def test_brand_that_is_used_is_not_deleted(workspace: Workspace) -> None:
    found = removal(workspace.library(), "brand:small-clinic", TODAY)
    assert found is not None
    assert not found.may
    assert ("settings:library", "brand") in found.users


def test_brand_with_templates_of_its_own_is_not_deleted_from_round_them(
    workspace: Workspace, guard: Guard
) -> None:
    file, text = copy(workspace, "brand", "small-clinic", "river")
    assert save(workspace, file, text, None, "ed.new", TODAY, guard).outcome == "saved"
    own = workspace.folder / "prompts/river/reword.j2"
    own.write_text((workspace.folder / "prompts/shared/reword.j2").read_text())
    found = removal(workspace.library(now=True), "brand:river", TODAY)
    assert found is not None
    assert found.users == (("prompt:river/reword", "lies in its folder"),)


def test_new_experiment_lacks_its_question_alone(workspace: Workspace, guard: Guard) -> None:
    library = workspace.library()
    (workspace.folder / "experiments/help-line.yaml").unlink()
    slot = varied_slots(library, library.triggers["article-follow-up"].value)[0]
    given = ("shorter-help", "article-follow-up", slot, "contact/front-desk", "ed.new", TODAY)
    ((file, text),) = new_experiment(workspace.library(now=True), *given).items()
    assert file == EXPERIMENT
    assert stopping(workspace, file, text, guard) == ["L374"]
    text = text.replace("Say here what it is to find out.", "Does a shorter line help?")
    assert save(workspace, file, text, None, "ed.new", TODAY, guard).outcome == "saved"
    assert workspace.library().experiments["shorter-help"].value.arms["other"].share == 50


def test_experiment_is_refused_field_by_field(workspace: Workspace) -> None:
    library = workspace.library()
    for given, fields in (
        (("help-line", "article-follow-up", "help", "contact/front-desk"), ["name"]),
        (("Help", "article-folow-up", "help", "contact/front-desc"), ["name", "trigger", "module"]),
        (("other-lead", "article-follow-up", "lead", "heart/walking"), ["slot"]),
    ):
        with pytest.raises(BedsideError) as error:
            new_experiment(library, *given, "ed.new", TODAY)
        assert refused(error) == sorted(fields)


def test_slots_that_may_vary_are_low_risk_in_every_layout(folder: Path) -> None:
    library = Workspace(folder).library()
    trigger = library.triggers["article-follow-up"].value
    assert varied_slots(library, trigger) == ("help",)
