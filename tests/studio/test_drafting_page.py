"""Drafts: two windows of one editor, and what was discarded by a slip of the hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest

from guardrails import Guard
from service.editing.drafts import Draft
from tests.editing.conftest import LIBRARY, WALKING
from tests.factories import NOW
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to
from tests.studio_pages import Pages, Shown, studio_pages

PEOPLE = {"ed.new": frozenset({"editor"}), "ed.two": frozenset({"editor"})}
AT = f"/edit/at/{WALKING}"


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        yield made


class Window:
    """A page of the editor as one window has it, until it is opened again."""

    def __init__(self, pages: Pages, at: str = AT) -> None:
        self.pages, shown = pages, pages.get(at, "ed.new")
        self.fields = {name: shown.field(name) for name in ("file", "text", "base", "new", "seen")}

    def send(self, to: str, text: str | None = None) -> Shown:
        self.fields["text"] = text or self.fields["text"]
        answer = self.pages.post(f"/edit/{to}", "ed.new", **self.fields)
        if to == "keep" and answer.status == 200:
            self.fields["seen"] = self.fields["text"]
        return answer


def kept(pages: Pages) -> str | None:
    draft = pages.studio.desk.drafts.of("ed.new", WALKING)
    return draft.text if draft is not None else None


@pytest.fixture
def windows(pages: Pages) -> tuple[Window, str, str]:
    """A window that has not seen what another wrote: it, what it keeps, and what is kept now."""
    base = pages.studio.desk.workspace.text(WALKING) or ""
    monday = f"{base}\nMonday: walk.\n"
    first = Window(pages)
    assert first.send("keep", monday).status == 200
    newer = f"{monday}\nTuesday: rest.\n"
    assert Window(pages).send("keep", newer).status == 200
    return first, f"Hello!\n{monday}", newer


def test_older_window_keeps_nothing_over_a_newer_draft(
    pages: Pages, windows: tuple[Window, str, str]
) -> None:
    first, mine, newer = windows
    assert first.send("keep", mine).status == 409
    assert first.send("keep", first.fields["base"]).status == 409  # nor does it take it away
    assert kept(pages) == newer
    put = first.send("together", mine)
    assert (put.status, put.location) == (303, f"{AT}?done=together")
    assert kept(pages) == f"Hello!\n{newer}"
    shown = pages.get(put.location, "ed.new")
    assert "You had changed this draft in another window" in shown.words
    assert "the words of both are in it" in shown.words
    assert Window(pages).send("keep", f"{mine}More.\n").status == 200  # the page knows that draft


def test_save_from_an_older_window_shows_both_first(
    pages: Pages, windows: tuple[Window, str, str]
) -> None:
    first, mine, newer = windows
    before = pages.studio.desk.workspace.text(WALKING)
    shown = first.send("save", mine.replace("Monday: walk.", "Monday: run."))
    assert (shown.status, shown.location) == (303, f"{AT}?done=together")
    assert pages.studio.desk.workspace.text(WALKING) == before
    words = kept(pages) or ""
    for line in ("Hello!", "Monday: run.", "Tuesday: rest."):
        assert line in words
    assert newer != words


def test_lines_that_both_windows_changed_stand_between_markers(
    pages: Pages, windows: tuple[Window, str, str]
) -> None:
    first, mine, newer = windows
    Window(pages).send("keep", newer.replace("Monday: walk.", "Monday: swim."))
    put = first.send("together", mine.replace("Monday: walk.", "Monday: run."))
    shown = pages.get(put.location, "ed.new")
    assert "both versions stand between marker lines" in shown.words
    for line in ("Monday: run.", "Monday: swim.", "Tuesday: rest."):
        assert line in shown.field("text")


def test_what_is_written_while_a_save_runs_stays_a_draft(pages: Pages) -> None:
    base = pages.studio.desk.workspace.text(WALKING) or ""
    window, desk = Window(pages), pages.studio.desk
    saving = desk.save

    def meanwhile(file: str, *given: Any) -> Any:
        there = desk.drafts.of("ed.new", file)
        assert there is not None
        newer = replace(there, text=f"{there.text}\nTuesday: rest.\n")
        assert desk.drafting.keep(newer, [there.text])
        return saving(file, *given)

    with patch.object(desk, "save", meanwhile):
        assert window.send("save", base.replace("a friend", "a neighbor")).status == 303
    assert "Tuesday: rest." in (kept(pages) or "")
    assert "a neighbor" in (desk.workspace.text(WALKING) or "")


# --- discarding -----------------------------------------------------------------------------------


def test_discarded_draft_comes_back_within_a_day(pages: Pages) -> None:
    base = pages.studio.desk.workspace.text(WALKING) or ""
    window = Window(pages)
    window.send("keep", f"{base}\nMonday: walk.\n")
    # Typed a moment before the click, and not kept yet.
    gone = window.send("discard", f"{base}\nMonday: walk fast.\n")
    assert (gone.status, gone.location, kept(pages)) == (303, f"{AT}?done=discarded", None)
    shown = pages.get(gone.location, "ed.new")
    assert "You discarded a draft of this file" in shown.words
    assert "You discarded" not in pages.get(AT, "ed.two").words
    assert pages.post("/edit/take-back", "ed.two", file=WALKING).status == 404
    back = pages.post("/edit/take-back", "ed.new", file=WALKING)
    assert (back.status, back.location) == (303, f"{AT}?done=back")
    assert kept(pages) == f"{base}\nMonday: walk fast.\n"
    assert "You discarded" not in pages.get(AT, "ed.new").words
    assert pages.post("/edit/take-back", "ed.new", file=WALKING).status == 404


def test_new_module_that_was_discarded_is_found_on_the_first_page(pages: Pages) -> None:
    new = {"what": "module", "name": "heart/soup", "kind": "education", "channel": "email"}
    at = pages.post("/edit/new", "ed.new", **new).location
    window = Window(pages, at)
    window.send("keep", "## Soup\n\nA whole afternoon of words.\n")
    gone = window.send("discard")
    assert gone.location == "/edit?done=discarded"
    assert (
        window.fields["file"] in pages.get(gone.location, "ed.new").words.partition("Discarded")[2]
    )
    # Whoever speaks to the page says the words that stand on the button.
    first = pages.get(gone.location, "ed.new").html
    assert f'aria-label="Take it back: {window.fields["file"]}">Take it back</button>' in first
    back = pages.post("/edit/take-back", "ed.new", file=window.fields["file"])
    assert "A whole afternoon of words." in pages.get(back.location, "ed.new").field("text")


def test_taking_back_loses_no_other_draft(pages: Pages) -> None:
    base = pages.studio.desk.workspace.text(WALKING) or ""
    window = Window(pages)
    window.send("keep", f"{base}\nFirst.\n")
    window.send("discard")
    Window(pages).send("keep", f"{base}\nSecond.\n")
    for expected in ("First.", "Second.", "First."):
        assert pages.post("/edit/take-back", "ed.new", file=WALKING).status == 303
        assert (kept(pages) or "").endswith(f"{expected}\n")


def test_discarding_in_an_older_window_loses_neither(
    pages: Pages, windows: tuple[Window, str, str]
) -> None:
    first, mine, newer = windows
    first.send("discard", mine)
    assert kept(pages) is None
    pages.post("/edit/take-back", "ed.new", file=WALKING)
    assert kept(pages) == f"Hello!\n{newer}"


def test_discarded_draft_is_gone_after_a_day(pages: Pages) -> None:
    base = pages.studio.desk.workspace.text(WALKING) or ""
    window = Window(pages)
    window.send("keep", f"{base}\nMonday: walk.\n")
    window.send("discard")
    pages.studio.clock = lambda: NOW + timedelta(hours=25)
    assert pages.studio.desk.drafting.discarded("ed.new", pages.studio.clock()) == []
    assert list((pages.studio.data / "studio/discarded").rglob("*.json")) == []


def test_what_is_discarded_while_old_ones_go_stays(pages: Pages) -> None:
    base = pages.studio.desk.workspace.text(WALKING) or ""
    window, desk = Window(pages), pages.studio.desk
    window.send("keep", f"{base}\nMonday: walk.\n")
    window.send("discard")
    later, drop = NOW + timedelta(hours=25), desk.drafting.gone.drop
    newer = Draft("ed.new", WALKING, base, f"{base}\nTuesday: rest.\n", later)
    other = Thread(target=desk.drafting.discard, args=(newer, []))

    def meanwhile(editor: str, file: str) -> None:
        other.start()
        other.join(0.5)  # it waits for the other, or has come to its end by then
        drop(editor, file)

    with patch.object(desk.drafting.gone, "drop", meanwhile):
        assert desk.drafting.discarded("ed.new", later) == []
        other.join()
    assert [draft.text for draft in desk.drafting.discarded("ed.new", later)] == [newer.text]


def test_a_large_directory_is_kept(pages: Pages) -> None:
    """The form brings a file four times, and nearly every line end as six letters."""
    file = "directories/places.yaml"
    entries = (f"  place_{n}:\n    name: The clinic on street {n}\n" for n in range(4_000))
    text = (pages.studio.library / file).read_text() + "".join(entries)
    assert len(text) > 190_000
    typed = text.replace("\n", "\r\n")
    fields = {"text": typed, "base": typed, "seen": typed, "tried": typed}
    assert pages.post("/edit/keep", "ed.new", file=file, new="no", **fields).status == 200


# --- in the browser -------------------------------------------------------------------------------

FILE = "content/contact/nurse-line/en-US/portal.md"


def type_first(page: Any, words: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_two_windows_and_a_slip_by_keyboard(studio: LiveStudio) -> None:
    """What one window types is kept one after the other; the older one says that it is not."""
    older = studio.open(f"/edit/at/{FILE}", "ed.okafor")
    older.wait_for_selector(".cm-content")
    for number in range(4):  # quicker than its answers come
        type_first(older, f"\n\nMonday {number}.")
        older.wait_for_timeout(650)
    older.wait_for_selector("#kept:text-is('Kept as a draft')")
    newer = older.context.new_page()
    newer.goto(f"{studio.url}/edit/at/{FILE}")
    newer.wait_for_selector(".cm-content")
    type_first(newer, "\n\nTuesday.")
    newer.wait_for_selector("#kept:text-is('Kept as a draft')")
    assert older.is_hidden("#overtaken")
    older.locator(".cm-content").click()
    older.keyboard.press("Control+Home")
    older.keyboard.press("End")
    older.keyboard.type(" ")
    older.wait_for_selector("#overtaken:visible")
    assert_accessible(older)
    shoot(older, "edit-overtaken")
    older.click("text=Put both together")
    older.wait_for_url("**done=together**")
    words = older.input_value("#text")
    assert re.search(r"Monday 0\..*Monday 3\..*Tuesday\.", words, re.DOTALL)
    assert older.said == [text for text in older.said if "409" in text]
    tab_to(older, "#discard")
    older.keyboard.press("Enter")
    older.wait_for_url("**done=discarded**")
    assert_accessible(older)
    shoot(older, "edit-discarded")
    tab_to(older, "#take-back")
    older.keyboard.press("Enter")
    older.wait_for_url("**done=back**")
    assert older.input_value("#text") == words
    older.click("#discard")
    older.wait_for_url("**done=discarded**")


def test_answer_that_is_lost_is_no_other_window(studio: LiveStudio) -> None:
    """The studio has the words and the page does not know it: what follows goes on from them."""
    page = studio.open(f"/edit/at/{FILE}", "ed.okafor")
    page.wait_for_selector(".cm-content")
    before = page.input_value("#text")
    lost: list[int] = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/edit/keep", lose, times=1)
    type_first(page, "\n\nHalf a")
    page.wait_for_selector("#kept:text('was not kept')")
    assert lost == [200]
    type_first(page, " line, and all of it.")
    page.wait_for_selector("#kept:text-is('Kept as a draft')")
    assert page.is_hidden("#overtaken")
    page.reload()
    page.wait_for_selector(".cm-content")
    words = page.input_value("#text")
    assert words.removeprefix(before.rstrip("\n")).strip() == "Half a line, and all of it."
    page.click("#discard")
    page.wait_for_url("**done=discarded**")
