"""An editor deletes one file of a module's words, after a look at what that changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails import Guard
from service.library.approvals import states
from tests.editing.conftest import LIBRARY, WALKING
from tests.factories import NOW
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to
from tests.studio_pages import Pages, Shown, studio_pages

KEY = "module:heart/walking"
MAIN = "content/heart/walking/module.yaml"
SIMPLE = "content/heart/walking/en-US/email.simple.md"
CITED = "[[lock: claim walking-mood]]Walking most days can lift your mood.[[/lock]]"
WORDS = f"## A short walk\n\n{CITED}\n"
PEOPLE = {
    "ed.new": frozenset({"editor"}),
    "ed.two": frozenset({"editor"}),
    "rev.medical": frozenset({"medical"}),
}


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        yield made


def add(pages: Pages, file: str = SIMPLE, words: str = WORDS) -> None:
    made = pages.post("/edit/save", "ed.new", file=file, text=words, new="yes")
    assert made.status == 303, made.alert


def delete(pages: Pages, file: str, who: str = "ed.new") -> Shown:
    return pages.post("/edit/delete-words", who, file=file, hash=pages.hash_of(KEY))


def test_words_go_and_who_did_it_is_named(pages: Pages) -> None:
    add(pages)
    path = pages.studio.library / SIMPLE
    assert f'href="/edit/remove-words/{SIMPLE}"' in pages.get(f"/edit/at/{SIMPLE}", "ed.two").html
    asked = pages.get(f"/edit/remove-words/{SIMPLE}", "ed.two").words
    assert "Delete the words for email · en-US · simple" in asked
    assert f"This deletes {SIMPLE}" in asked
    assert path.is_file()
    done = delete(pages, SIMPLE, "ed.two")
    assert (done.status, path.exists()) == (303, False)
    assert "ed.two" in (pages.studio.library / MAIN).read_text()
    after = pages.get(done.location, "ed.two").words
    assert f"Deleted: {SIMPLE}" in after
    assert "Until medical approves it" in after


def test_deleted_words_are_taken_back_as_a_draft(pages: Pages) -> None:
    add(pages)
    delete(pages, SIMPLE)
    assert SIMPLE in pages.get("/edit", "ed.new").words.partition("Discarded within a day")[2]
    back = pages.post("/edit/take-back", "ed.new", file=SIMPLE)
    assert back.status == 303
    page = pages.get(back.location, "ed.new")
    assert (page.field("text"), "new, not saved yet" in page.words) == (WORDS, True)
    add(pages)
    assert (pages.studio.library / SIMPLE).read_text() == WORDS


def test_words_that_came_by_a_slip_go_and_the_approval_holds_again(pages: Pages) -> None:
    add(pages)
    assert delete(pages, SIMPLE).status == 303
    back = pages.post("/edit/back", "ed.new", key=KEY, hash=pages.hash_of(KEY))
    text = pages.get(back.location, "ed.new").field("text")
    base = (pages.studio.library / MAIN).read_text()
    assert pages.post("/edit/save", "ed.new", file=MAIN, text=text, base=base).status == 303
    library = pages.studio.desk.workspace.library(now=True)
    assert states(library, NOW.date())[KEY].lacks == ()


def test_last_words_of_a_module_stay(pages: Pages) -> None:
    asked = pages.get(f"/edit/remove-words/{WALKING}", "ed.new").words
    assert "A module has words, and these are its last Delete or retire the module" in asked
    assert "Delete these words" not in asked
    refused = delete(pages, WALKING)
    assert (refused.status, "C147" in refused.words) == (409, True)
    assert (pages.studio.library / WALKING).is_file()


def test_what_rewords_them_is_named(pages: Pages) -> None:
    add(pages)
    asked = pages.get(f"/edit/remove-words/{WALKING}", "ed.new").words
    assert "heart/walking/small-clinic/en-US/email.1 rewords them" in asked.replace("`", "")
    assert delete(pages, WALKING).status == 409


def test_messages_that_would_not_go_out_any_more_stop_it(pages: Pages) -> None:
    """The e-mail of a visit has these words as its lead."""
    name = "content/visit/booked"
    assert (pages.studio.library / f"{name}/module.yaml").is_file()
    file = f"{name}/en-US/email.md"
    key = "module:visit/booked"
    asked = pages.get(f"/edit/remove-words/{file}", "ed.new").words
    assert "They cannot be deleted yet" in asked
    refused = pages.post("/edit/delete-words", "ed.new", file=file, hash=pages.hash_of(key))
    assert refused.status == 409
    assert (pages.studio.library / file).is_file()


def test_who_may_and_what_changed_meanwhile(pages: Pages) -> None:
    add(pages)
    assert "Only editors" in pages.get(f"/edit/remove-words/{SIMPLE}", "rev.medical").words
    assert delete(pages, SIMPLE, "rev.medical").status == 403
    old = pages.post("/edit/delete-words", "ed.new", file=SIMPLE, hash="0" * 64)
    assert (old.status, "C143" in old.words) == (409, True)
    assert pages.get(f"/edit/remove-words/{MAIN}", "ed.new").status == 404
    assert pages.post("/edit/delete-words", "ed.new", file="../x", hash="0").status == 404
    assert (pages.studio.library / SIMPLE).is_file()


def test_by_keyboard(own_studio: LiveStudio) -> None:
    file = "content/contact/nurse-line/en-US/email.simple.md"
    page = own_studio.open(f"/edit/remove-words/{file}")
    page.set_default_timeout(30_000)
    page.wait_for_selector("#changes-head")
    shoot(page, "edit-remove-words", dark=True)
    assert_accessible(page)
    tab_to(page, "button.danger")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=words-deleted**", timeout=30_000)
    assert_accessible(page)
    assert not (own_studio.library / file).exists()
