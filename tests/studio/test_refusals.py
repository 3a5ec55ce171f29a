"""Every page of the studio refuses in words: no refusal ends in a fault of Bedside's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails import Guard
from service.errors import BedsideError, Problem
from service.store.errors import StoreUnavailable
from service.store.opening import open_store
from service.studio import pages as making
from service.studio.routes import decisions, rewording
from tests.editing.conftest import LIBRARY, WALKING
from tests.factories import NOW
from tests.studio_pages import Pages, names_read, studio_pages

STUDIO = Path(making.__file__).parent
#: What `page` gives to every template.
ALWAYS = {
    "account",
    "form_token",
    "navigation",
    "path",
    "theme",
    "is_refused",
    "organisation",
    "reading",
    "arrived",
}
PEOPLE = {
    "ed.new": frozenset({"editor"}),
    "rev.medical": frozenset({"medical"}),
    "co.one": frozenset({"compliance"}),
}
MODULE = "content/heart/walking/module.yaml"


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        yield made


# --- each template, and each place that renders it ------------------------------------------------


def calls() -> list[tuple[str, str, set[str]]]:
    """Each `page(request, "x.html", ...)` whose values are all named: where, what, the names."""
    found = []
    for file in sorted(STUDIO.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            texts = {c.value for a in node.args for c in ast.walk(a) if isinstance(c, ast.Constant)}
            names = {each.arg for each in node.keywords}
            if None not in names:
                given = {name for name in names if name is not None}
                where = f"{file.name}:{node.lineno}"
                found += [
                    (where, text, given) for text in texts if str(text).endswith(".html") and given
                ]
    return found


def test_every_name_that_a_template_reads_is_given_wherever_it_is_rendered() -> None:
    environment, found = making.environment(), calls()
    given = ALWAYS | environment.globals.keys()
    lacking = {
        where: sorted(names_read(environment, name) - names - given)
        for where, name, names in found
        if names_read(environment, name) - names - given
    }
    assert lacking == {}
    assert len({name for _, name, _ in found}) >= 15


# --- editing --------------------------------------------------------------------------------------


def test_text_that_is_refused_comes_back(pages: Pages) -> None:
    base = pages.studio.desk.workspace.text(WALKING) or ""
    text = base + "\nBecause you have diabetes, we wrote to you.\n"
    shown = pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)
    assert shown.status == 422
    assert "DX-01" in shown.alert
    assert shown.field("text") == text


def test_text_that_somebody_else_changed_comes_back(pages: Pages) -> None:
    path = pages.studio.library / WALKING
    base = path.read_text()
    path.write_text(base.replace("a friend", "a neighbor"))
    text = base.replace("a friend", "a brother")
    shown = pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)
    assert shown.status == 409
    assert "Somebody saved other words" in shown.alert
    assert "a neighbor" in shown.field("text")
    assert "a brother" in shown.field("text")


def test_change_of_a_library_that_makes_no_messages_says_why(pages: Pages) -> None:
    shown = pages.post("/edit/changes", "ed.new", file=MODULE, text="id: x\n  bad: [")
    assert shown.status == 200
    assert "No message can be made" in shown.words


def test_name_that_is_taken_comes_back(pages: Pages) -> None:
    shown = pages.post("/edit/new", "ed.new", what="module", name="Heart", channel="email")
    assert (shown.status, shown.field("name")) == (422, "Heart")
    assert "Nothing was made yet" in shown.alert


@pytest.mark.parametrize("text", ["id: x\n  bad: [", "title: Walking\n", "\x00"])
def test_module_that_cannot_be_read_is_not_called_approved(pages: Pages, text: str) -> None:
    assert "approved" in pages.get(f"/edit/at/{MODULE}", "ed.new").words
    pages.write(MODULE, text)
    for file in (MODULE, WALKING):
        shown = pages.get(f"/edit/at/{file}", "ed.new")
        assert shown.status == 200
        assert '<span class="tag bad">cannot be read</span>' in shown.html
        assert '<span class="tag good">' not in shown.html
        assert "Where it is used" not in shown.words
        assert "Nothing names it" not in shown.words
        assert "nothing is known of its approval, or of where it is used" in shown.words
        assert f"{MODULE}" in shown.words.partition("Mend this first")[2]


def test_new_draft_is_new_and_not_unreadable(pages: Pages) -> None:
    named = {"name": "heart/new-idea", "kind": "education", "channel": "email"}
    made = pages.post("/edit/new", "ed.new", what="module", **named)
    shown = pages.get(made.location, "ed.new")
    assert "new, not saved yet" in shown.words
    assert "cannot be read" not in shown.words


def test_settings_that_cannot_be_read_leave_every_approval_open(pages: Pages) -> None:
    pages.write("library.yaml", "roles: [")
    for file, tag in (("library.yaml", "cannot be read"), (WALKING, "approval not known")):
        shown = pages.get(f"/edit/at/{file}", "ed.new")
        assert f">{tag}</span>" in shown.html
        assert '<span class="tag good">' not in shown.html
        assert "library.yaml" in shown.words.partition("Mend this first")[2]


# --- the others -----------------------------------------------------------------------------------


def test_asking_where_no_model_is_set_says_so(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewording, "the_maker", _no_model)
    asked = {"module": "heart/walking", "words": "email", "brand": "small-clinic", "samples": "1"}
    shown = pages.post("/reword", "ed.new", **asked)
    assert shown.status == 422
    assert "No model is set" in shown.alert


def _no_model() -> None:
    raise BedsideError([Problem("BEDSIDE_MODEL", 0, 0, "C151", "no model is set", "set one")])


def test_signing_in_in_vain_says_so(pages: Pages) -> None:
    shown = pages.post("/sign-in", name="ed.new", password="wrong", to="/edit")
    assert (shown.status, shown.field("name"), shown.field("to")) == (403, "ed.new", "/edit")
    assert "is not right" in shown.alert
    for _ in range(5):
        shown = pages.post("/sign-in", name="ed.new", password="wrong", to="/edit")
    assert (shown.status, shown.field("name")) == (429, "ed.new")
    assert "used already" in pages.get("/enter/nothing").alert


def test_decisions_that_are_not_there_say_so(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(None, pages.studio.data, None, NOW)
    monkeypatch.setattr(decisions, "the_store", lambda: store)
    shown = pages.get("/decisions?from=soon&receipt=none", "co.one")
    assert shown.status == 200
    assert "W611" in pages.get("/decisions/none", "co.one").words
    assert "W606" in pages.get("/decisions", "ed.new").words
    store.engine.dispose()

    def gone() -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(decisions, "the_store", gone)
    assert "W610" in pages.get("/decisions", "co.one").words


@pytest.mark.parametrize("path", ["/preview", "/all-at-once", "/reword", "/edit", "/approve"])
def test_library_that_cannot_be_read_is_listed(pages: Pages, path: str) -> None:
    pages.write("library.yaml", "roles: [")
    shown = pages.get(path, "ed.new" if path != "/approve" else "rev.medical")
    assert (shown.status, "W609" in shown.words) == (503, True)
    assert "library.yaml" in shown.words
    assert 'href="/edit/at/library.yaml"' in shown.html
    assert "To the first page" not in shown.words  # it would lead back to here


def test_settings_that_wait_are_said_and_the_library_is_shown_as_saved(pages: Pages) -> None:
    """The reviewers who must approve them are the first to meet this, on their first page."""
    settings = pages.studio.desk.workspace.text("library.yaml") or ""
    pages.write(
        "library.yaml", settings.replace("walking: {title: walking,", "walking: {title: a walk,")
    )
    for path in ("/preview", "/all-at-once", "/reword"):
        shown = pages.get(path, "rev.medical")
        assert shown.status == 200
        said = "Nothing can be served yet."
        assert said in shown.words
        assert "The library's settings wait for legal, privacy to approve" in shown.words
        assert 'href="/approve/settings:library"' in shown.html
    shown = pages.get("/preview", "rev.medical")
    assert "as it is saved, approved or not" in shown.words
    drafts = pages.get("/preview?content=drafts", "rev.medical")
    assert "Nothing can be served yet" not in drafts.words
    assert (
        drafts.words.partition("See every channel")[2]
        == shown.words.partition("See every channel")[2]
    )


def test_answer_to_a_call_for_help_that_waits_is_said(pages: Pages) -> None:
    file = "content/safety/help/en-US/email.md"
    base = pages.studio.desk.workspace.text(file) or ""
    pages.write(file, base.replace(".", ". Now.", 1))
    shown = pages.get("/preview", "rev.medical")
    assert shown.status == 200
    assert "waits for medical, legal to approve" in shown.words
    assert 'href="/approve/module:safety/help"' in shown.html


def test_draft_that_is_left_out_with_a_fault_is_said_above_the_message(pages: Pages) -> None:
    for path in ("/preview", "/all-at-once"):
        assert "Left out with a fault" not in pages.get(path, "ed.new").words
    file = "content/heart/walking/en-US/email.md"
    base = pages.studio.desk.workspace.text(file) or ""
    pages.write(file, base.replace("come along.", "come with {{ friend }}."))
    for path in ("/preview", "/all-at-once"):
        shown = pages.get(path, "ed.new")
        assert shown.status == 200
        assert "Left out with a fault." in shown.words
        assert "L371 nobody declares the variable `friend`" in shown.words
    drafts = pages.get("/preview?content=drafts", "ed.new")
    assert "Left out with a fault" not in drafts.words
    assert "Nobody declares the variable" in drafts.words


def test_map_of_a_library_without_messages_says_why(pages: Pages) -> None:
    pages.write(MODULE, "id: x\n  bad: [")
    shown = pages.get("/library/coverage", "ed.new")
    assert shown.status == 200
    assert MODULE in shown.words


@pytest.mark.parametrize(
    ("path", "fields", "code"),
    [
        ("/edit/save", {"file": "../x", "text": "x"}, "W601"),
        ("/edit/keep", {"file": "../x"}, "W601"),
        ("/edit/changes", {"file": "../x"}, "W601"),
        ("/edit/ask", {"file": "../x"}, "W601"),
        ("/reword", {"samples": "many"}, "W605"),
        ("/reword/put-up", {"ask": "none", "number": "0"}, "W601"),
        ("/approve/answer", {"role": "medical"}, "W606"),
    ],
)
def test_form_that_names_nothing_is_refused(
    pages: Pages, path: str, fields: dict[str, str], code: str
) -> None:
    shown = pages.post(path, "ed.new", **fields)
    assert code in shown.words
    assert "W608" not in shown.words


@pytest.mark.parametrize(
    "path",
    [
        "/preview?scenario=gone",
        "/all-at-once",
        "/reword?module=heart/walking",
        "/edit",
        "/edit/new?what=trigger",
        "/approve",
        "/library",
        "/library/ending",
        "/library/coverage",
    ],
)
def test_page_gives_its_template_every_name(pages: Pages, path: str) -> None:
    assert pages.get(path, "ed.new").status == 200
