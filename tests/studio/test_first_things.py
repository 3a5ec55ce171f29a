"""What a person needs next stands first, and is said in words that people use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails import Guard
from service.domain.vocabulary import ReasonCode
from service.studio.pages import sentence
from service.studio.previewing.words import reason_of
from tests.editing.conftest import LIBRARY, WALKING
from tests.studio_live import LiveStudio
from tests.studio_pages import Pages, studio_pages

PEOPLE = {
    "ed.new": frozenset({"editor"}),
    "rev.medical": frozenset({"medical"}),
    "rev.two": frozenset({"medical", "legal"}),
}
KEY = "module:heart/walking"


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        yield made


def change(pages: Pages) -> None:
    """Save another text of a module, which ends its approval."""
    base = (pages.studio.library / WALKING).read_text()
    text = base.replace("a friend", "a neighbor")
    pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)


def test_after_a_save_the_reviewers_come_next(pages: Pages) -> None:
    before = pages.get(f"/edit/at/{WALKING}", "ed.new").html
    assert 'id="ask-form"' not in before
    assert '<button class="button primary" id="save">' in before
    change(pages)
    after = pages.get(f"/edit/at/{WALKING}", "ed.new").html
    assert after.index('id="ask-form"') < after.index('id="edit-form"')
    assert '<button class="button primary">Ask for approval</button>' in after
    assert '<button class="button" id="save">' in after
    pages.post("/edit/ask", "ed.new", file=WALKING, text="")
    asked = pages.get(f"/edit/at/{WALKING}", "ed.new")
    assert "asked for" in asked.words
    assert 'id="ask-form"' not in asked.html


def test_after_it_was_sent_back_the_text_comes_next(pages: Pages) -> None:
    change(pages)
    given = {"key": KEY, "hash": pages.hash_of(KEY), "role": "medical", "answer": "back"}
    pages.post("/approve/answer", "rev.medical", **given, text="Say how long.")
    shown = pages.get(f"/edit/at/{WALKING}", "ed.new").html
    assert '<button class="button primary" id="save">' in shown
    assert "A short walk each day" in pages.get("/edit", "ed.new").words.partition("Sent back")[2]


def test_words_stand_before_the_message_that_holds_them(pages: Pages) -> None:
    """It began above them, so whoever changed them saw something else."""
    text = (pages.studio.library / WALKING).read_text()
    shown = pages.post("/edit/changes", "ed.new", file=WALKING, text=text, base=text).html
    assert shown.index("The words alone") < shown.index("As it looks")
    assert "What you changed" not in shown


def test_finding_of_the_open_text_is_told_where_it_is_mended_and_not_again(pages: Pages) -> None:
    """It was told again of the words alone, of each message that changed, and as it looked."""
    base = (pages.studio.library / WALKING).read_text()
    text = base.replace("Ask a friend to come along.", "You have diabetes.")
    assert text != base
    marks = pages.post("/edit/look", "ed.new", file=WALKING, text=text, base=base).html
    assert "DX-01" in marks
    beside = pages.post("/edit/changes", "ed.new", file=WALKING, text=text, base=base).html
    assert "cannot go out" in beside
    assert "It went out before. Now: The guard refused the words: " in beside
    assert "says that the reader has" not in beside
    # Nothing beside another file's text tells what this one says.
    pages.write(WALKING, text)
    main = WALKING.replace("en-US/email.md", "module.yaml")
    words = (pages.studio.library / main).read_text()
    beside = pages.post("/edit/changes", "ed.new", file=main, text=words, base=words).html
    assert "says that the reader has" in beside


def test_message_is_shown_from_the_words_that_change(pages: Pages) -> None:
    """It was shown from its top, and the changed words had to be looked for."""
    base = (pages.studio.library / WALKING).read_text()
    text = base.replace("Ask a friend to come along.", "Ask a neighbor to come along.")
    assert text != base
    beside = pages.post("/edit/changes", "ed.new", file=WALKING, text=text, base=base).html
    frame = re.search(r'src="(/shown/[^"#]+)#changed"', beside)
    assert frame is not None, beside
    before, mark, after = pages.get(frame[1], "ed.new").html.partition('<span id="changed"')
    assert mark
    assert "Ask a neighbor" not in before
    assert re.sub(r"<[^>]*>", "", after.partition(">")[2]).strip().startswith("Ask a neighbor")
    same = pages.post("/edit/changes", "ed.new", file=WALKING, text=base, base=base).html
    assert "#changed" not in same


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("no model is set", "No model is set"),
        ("rev.medical approved it", "rev.medical approved it"),
        ("`kind` is missing", "`kind` is missing"),
        ("id: too long", "Id: too long"),
        ("", ""),
    ],
)
def test_line_begins_with_a_capital_but_no_handle_does(words: str, shown: str) -> None:
    assert sentence(words) == shown


@pytest.mark.parametrize(
    ("code", "detail", "shown"),
    [
        ("guardrail", "the guard refused the words: DX-02", "The guard refused the words: DX-02"),
        (
            *("no_trigger", "no trigger answers this signal"),
            "No trigger answers this signal for this reader",
        ),
        ("not_yet", "from 10:00", "It is too early: from 10:00"),
    ],
)
def test_reason_is_said_in_words_and_its_detail_once(
    code: ReasonCode, detail: str, shown: str
) -> None:
    assert reason_of(code, detail) == shown


def test_reviewer_finds_the_words_that_changed_open(pages: Pages) -> None:
    """The first channel's were, whichever had changed."""
    change(pages)
    shown = pages.get(f"/approve/{KEY}", "rev.medical").html.partition("The words alone")[2]
    opened = re.findall(r'<details class="fold" open>\s*<summary><span>([^<]*)', shown)
    assert opened[0] == "email · en-US"


def test_short_inbox_of_one_role_asks_nothing(pages: Pages) -> None:
    change(pages)
    mine = pages.get("/approve", "rev.medical")
    assert "Find by name or title" not in mine.words
    assert '<th scope="col">As</th>' not in mine.html
    assert '<th scope="col">As</th>' in pages.get("/approve", "rev.two").html
    assert "Find by name or title" in pages.get("/approve?q=walk", "rev.medical").words


def test_lists_say_why_an_approval_lacks_in_words(pages: Pages) -> None:
    change(pages)
    for at in ("/library", "/edit"):
        shown = pages.get(at, "ed.new").words
        assert "medical: edited since" in shown
        assert "(void)" not in shown


def test_what_names_an_item_can_be_opened_from_its_page_of_retiring(pages: Pages) -> None:
    shown = pages.get("/edit/remove/module:visit/booked", "ed.new").html
    assert '<a href="/edit/at/triggers/visit-booked.yaml">trigger:visit-booked</a>' in shown
    assert shown.index("Stop it now") < shown.index("What names it")


def test_no_page_shows_a_backtick(pages: Pages) -> None:
    for at, who in (("/decisions", "ed.new"), ("/enter/spent", "")):
        assert "`" not in pages.get(at, who).words
    assert "bedside studio accounts roles" in pages.get("/decisions", "ed.new").words


@pytest.mark.browser
def test_page_that_is_open_is_in_sight_in_the_navigation_of_a_phone(studio: LiveStudio) -> None:
    page = studio.open("/library", width=390)
    box = page.locator(".tabs [aria-current]").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] < 391  # a browser scrolls by whole pixels
