"""Brands and prompt templates are edited as modules are, inside the library or beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from guardrails import Guard
from service.editing.earlier import Earlier
from service.editing.looking import Look, look
from service.editing.saving import save
from service.editing.vocabulary import vocabulary
from service.editing.workspace import Workspace
from service.errors import BedsideError
from service.library.approvals import states
from service.library.loader import load_library
from service.library.places import place_of
from service.library.rereading import reread
from tests.conftest import TODAY
from tests.editing.test_rereading import same

BRAND, TEMPLATE = "prompts/small-clinic/brand.yaml", "prompts/shared/reword.j2"

TEXTS = {
    BRAND: "id: small-clinic\n",
    "prompts/small-clinic/reword.j2": "---\ntitle: x\n---\n{{ recipient }}\n",
    "prompts/other/brand.yaml": "id: another\n",
    "prompts/other/reword.j2": "Say it.\n",
    TEMPLATE: "{% for",
}


@pytest.fixture(params=["inside", "beside"])
def prompts(request: pytest.FixtureRequest, folder: Path) -> Path:
    """The folder of prompts at both places where it may lie."""
    inside = folder / "prompts"
    if request.param == "inside":
        return inside
    return Path(shutil.move(inside, folder.parent / "prompts"))


@pytest.mark.parametrize("file", TEXTS)
def test_one_file_read_again_equals_everything_read_again(
    folder: Path, prompts: Path, file: str
) -> None:
    before = load_library(folder)
    place = place_of(file)
    assert place is not None
    imagined = reread(before, folder, [place], {file: TEXTS[file]})
    path = prompts.parent / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXTS[file])
    assert same(imagined, load_library(folder))
    assert same(reread(before, folder, [place]), load_library(folder))
    assert not same(before, imagined)


def test_sound_files_have_nothing_to_see(workspace: Workspace, prompts: Path, guard: Guard) -> None:
    for file in (BRAND, TEMPLATE):
        text = workspace.text(file)
        assert text == (prompts.parent / file).read_text()
        assert look(workspace, file, text, TODAY, guard) == Look(())


@pytest.mark.parametrize(
    ("file", "right", "wrong", "code", "at"),
    [
        (BRAND, "voice:", "voise:", "L102", "voise"),
        (BRAND, "locale: en-US", "locale: fr-FR", "L202", "locale"),
        (BRAND, "owner:", "prompts: {reword: shared/rewor}\nowner:", "L201", ""),
        (
            BRAND,
            "  - come by",
            "  - we know that you have diabetes",
            "DX-02",
            "we know that you have diabetes",
        ),
        (TEMPLATE, "{{ sentence.id }}", "{{ recipient }}", "L222", ""),
        (TEMPLATE, "{% endfor %}", "", "L221", ""),
    ],
)
def test_what_is_wrong_stands_at_its_words_and_is_not_saved(
    workspace: Workspace, guard: Guard, file: str, right: str, wrong: str, code: str, at: str
) -> None:
    base = workspace.text(file) or ""
    assert right in base
    text = base.replace(right, wrong)
    seen = look(workspace, file, text, TODAY, guard)
    mark = next(mark for mark in seen.marks if mark.code == code)
    assert at in text[mark.start : mark.end]
    assert save(workspace, file, text, base, "ed.new", TODAY, guard).outcome == "refused"
    assert workspace.text(file) == base


@pytest.mark.parametrize(
    ("file", "key", "right", "new"),
    [
        (BRAND, "brand:small-clinic", "come by", "drop in"),
        (TEMPLATE, "prompt:shared/reword", "{% for", "In other words:\n{% for"),
    ],
)
def test_save_names_its_writer_and_makes_approvals_void(
    folder: Path,
    workspace: Workspace,
    prompts: Path,
    guard: Guard,
    file: str,
    key: str,
    right: str,
    new: str,
) -> None:
    before = load_library(folder)
    item = next(item for item in before.items() if item.key == key)
    earlier = Earlier(folder.parent / "earlier")
    earlier.keep(folder, before, item)
    base = workspace.text(file) or ""
    assert right in base
    done = save(workspace, file, base.replace(right, new), base, "ed.new", TODAY, guard)
    assert done.outcome == "saved"
    written = (prompts.parent / file).read_text()
    assert new in written
    assert "ed.new" in written
    library = load_library(folder)
    item = next(item for item in library.items() if item.key == key)
    assert {lack.cause for lack in states(library, TODAY)[key].lacks} == {"void"}
    assert earlier.approved(folder, library, item) == {"": base}
    assert same(workspace.library(now=True), library)


def test_two_editors_of_a_brand_are_asked(workspace: Workspace, guard: Guard) -> None:
    base = workspace.text(BRAND) or ""
    save(workspace, BRAND, base.replace("come by", "drop in"), base, "ed.one", TODAY, guard)
    other = base.replace("come by", "stop by")
    done = save(workspace, BRAND, other, base, "ed.two", TODAY, guard)
    assert done.outcome == "conflict"
    assert "drop in" in done.text
    assert "stop by" in done.text


@pytest.mark.parametrize(
    "name",
    [
        "prompts/../../x/brand.yaml",
        "prompts/../brand.yaml",
        "prompts/brand.yaml",
        "prompts/shared/brand.yaml",
        "prompts/shared/../../x.j2",
        "prompts/shared/x.j2\n",
        "prompts/.hidden/brand.yaml",
        "prompts/approvals.jsonl",
        "../prompts/small-clinic/brand.yaml",
    ],
)
def test_no_other_file_is_written(workspace: Workspace, guard: Guard, name: str) -> None:
    assert place_of(name) is None
    with pytest.raises(BedsideError) as error:
        save(workspace, name, "x", None, "ed.new", TODAY, guard)
    assert [problem.code for problem in error.value.problems] == ["C140"]


def test_link_that_leads_elsewhere_is_not_followed(
    folder: Path, workspace: Workspace, prompts: Path, guard: Guard
) -> None:
    elsewhere = folder.parent / "elsewhere"
    shutil.move(prompts / "shared", elsewhere)
    (prompts / "shared").symlink_to(elsewhere)
    base = workspace.text(TEMPLATE) or ""
    text = base.replace("{% for", "In other words:\n{% for")
    with pytest.raises(BedsideError) as error:
        save(workspace, TEMPLATE, text, base, "ed.new", TODAY, guard)
    assert [problem.code for problem in error.value.problems] == ["C140"]
    assert (elsewhere / "reword.j2").read_text() == base


def test_completion_knows_the_formats(workspace: Workspace) -> None:
    library = workspace.library()
    brand, template = place_of(BRAND), place_of(TEMPLATE)
    assert brand is not None
    assert template is not None
    words = vocabulary(library, brand)
    assert {"voice", "dont_say", "written_by"} <= {word.word for word in words.keys[""]}
    assert {"before", "after", "because"} == {word.word for word in words.keys["examples"]}
    assert {"sms", "email"} <= {word.word for word in words.keys["channels"]}
    assert "en-US" in [word.word for word in words.values["locale"]]
    assert "shared/reword" in [word.word for word in words.values["prompts.reword"]]
    words = vocabulary(library, template)
    assert {word.word for word in words.keys[""]} == {"title", "owner", "written_by"}
    assert {"brand", "sentences"} <= {word.word for word in words.variables}
