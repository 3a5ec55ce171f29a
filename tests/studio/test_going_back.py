"""A slip was saved: back to what was approved, as drafts, and saved it goes out again at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails import Guard
from service.library.approvals import states
from tests.editing.conftest import LIBRARY, WALKING
from tests.factories import NOW
from tests.studio.test_editing_page import save as press_save
from tests.studio.test_editing_page import settle, type_at_end
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to
from tests.studio_pages import Pages, Shown, studio_pages

KEY = "module:heart/walking"
MAIN = "content/heart/walking/module.yaml"
WEB = "content/heart/walking/en-US/web.md"
CLAIM = "claims/walking-mood.yaml"
PEOPLE = {
    "ed.new": frozenset({"editor"}),
    "ed.two": frozenset({"editor"}),
    "med.a": frozenset({"editor", "medical"}),
    "rev.medical": frozenset({"medical"}),
}


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        yield made


def said(pages: Pages, file: str) -> str:
    path = pages.studio.library / file
    return path.read_text() if path.exists() else ""


def save(pages: Pages, file: str, text: str, who: str = "ed.new") -> Shown:
    new = "no" if said(pages, file) else "yes"
    return pages.post("/edit/save", who, file=file, text=text, base=said(pages, file), new=new)


def slip(pages: Pages, who: str = "ed.new") -> None:
    assert save(pages, WALKING, said(pages, WALKING).replace("a friend", "a fiend"), who).location


def go_back(pages: Pages, key: str = KEY, who: str = "ed.new") -> Shown:
    return pages.post("/edit/back", who, key=key, hash=pages.hash_of(key))


def lacks(pages: Pages, key: str = KEY) -> list[tuple[str, str]]:
    library = pages.studio.desk.workspace.library(now=True)
    return [(lack.role, lack.cause) for lack in states(library, NOW.date())[key].lacks]


def test_slip_is_undone_and_goes_out_again_without_a_reviewer(pages: Pages) -> None:
    before = {file: said(pages, file) for file in (WALKING, MAIN)}
    assert "Back to what was approved" not in pages.get(f"/edit/at/{WALKING}", "ed.new").words
    slip(pages)
    assert lacks(pages) == [("medical", "void")]
    after = {file: said(pages, file) for file in (WALKING, MAIN)}
    assert "ed.new" in after[MAIN]
    shown = pages.get(f"/edit/back/{KEY}", "ed.new")
    assert "Saved, it is approved again until 2028-12-31" in shown.words
    assert "<del>fiend</del><ins>friend</ins>" in shown.html
    begun = go_back(pages)
    assert begun.location.startswith(f"/edit/at/{WALKING}?done=approved&with=")
    assert {file: said(pages, file) for file in (WALKING, MAIN)} == after  # the draft only
    page = pages.get(begun.location, "ed.new")
    assert "This is what was approved, as your draft." in page.words
    assert f"Saving writes {MAIN} too" in page.words
    done = save(pages, WALKING, page.field("text"))
    assert done.status == 303
    assert {file: said(pages, file) for file in (WALKING, MAIN)} == before
    assert "It is approved as it stands." in pages.get(done.location, "ed.new").words
    assert lacks(pages) == []
    assert pages.studio.desk.drafts.all_of("ed.new") == []


def test_either_of_its_files_saves_both(pages: Pages) -> None:
    before = said(pages, MAIN)
    slip(pages)
    slip_main = said(pages, MAIN)
    go_back(pages)
    look = {"file": MAIN, "text": before, "base": slip_main, "new": "no"}
    assert json.loads(pages.post("/edit/look", "ed.new", **look).html)["along"] == [WALKING]
    assert save(pages, MAIN, before).status == 303
    assert lacks(pages) == []


def test_name_of_a_writer_leaves_with_all_of_their_words_only(pages: Pages) -> None:
    """With one word of theirs left in it, they could approve it."""
    before = said(pages, MAIN)
    slip(pages, "med.a")
    go_back(pages, who="ed.two")
    text = said(pages, WALKING).replace("Wear shoes", "Wear good shoes")
    left = save(pages, MAIN, before.replace("title: A short", "title: One short"), "ed.two")
    assert (left.status, "C146" in left.alert) == (422, True)
    assert save(pages, WALKING, text, "ed.two").status == 303
    assert "[ed.heart, med.a, ed.two]" in said(pages, MAIN)


def test_name_comes_back_with_the_next_change(pages: Pages) -> None:
    """Words that were deleted came back without their writer, who could then approve them."""
    assert save(pages, WEB, "## A walk\n\nA short walk fits into most days.\n", "med.a").location
    gone = {"file": WEB, "hash": pages.hash_of(KEY)}
    assert pages.post("/edit/delete-words", "ed.two", **gone).status == 303
    page = pages.get(go_back(pages, who="ed.two").location, "ed.two")
    assert save(pages, MAIN, page.field("text"), "ed.two").status == 303
    assert lacks(pages) == []
    assert "[ed.heart]" in said(pages, MAIN)
    assert pages.post("/edit/take-back", "ed.two", file=WEB).status == 303
    words = pages.get(f"/edit/at/{WEB}", "ed.two").field("text")
    assert save(pages, WEB, words, "ed.two").status == 303
    assert "[ed.heart, med.a, ed.two]" in said(pages, MAIN)
    assert pages.studio.desk.left.of(KEY) == ()


def test_what_was_begun_of_it_can_be_taken_back(pages: Pages) -> None:
    slip(pages)
    base = said(pages, WALKING)
    mine = base.replace("Wear shoes", "Wear good shoes")
    pages.post("/edit/keep", "ed.new", file=WALKING, text=mine, base=base, new="no")
    assert "goes to your discarded drafts" in pages.get(f"/edit/back/{KEY}", "ed.new").words
    at = go_back(pages).location
    assert "You discarded a draft of this file" in pages.get(at, "ed.new").words
    assert pages.post("/edit/take-back", "ed.new", file=WALKING).status == 303
    kept = pages.studio.desk.drafts.of("ed.new", WALKING)
    assert kept is not None
    assert kept.text == mine


def test_file_that_came_since_is_named_and_what_it_means(pages: Pages) -> None:
    assert save(pages, WEB, "## A walk\n\nA short walk fits into most days.\n").status == 303
    slip(pages)
    shown = pages.get(f"/edit/back/{KEY}", "ed.new").words
    assert "does not go out before medical approved it anew" in shown
    assert "en-US/web.md" in shown
    assert go_back(pages).status == 303
    drafts = {draft.file: draft.text for draft in pages.studio.desk.drafts.all_of("ed.new")}
    assert list(drafts) == [WALKING]  # and the names that stand there stay
    assert save(pages, WALKING, drafts[WALKING]).status == 303
    assert "ed.new" in said(pages, MAIN)


def test_text_that_was_withdrawn_says_so(pages: Pages) -> None:
    given = {"key": KEY, "hash": pages.hash_of(KEY), "role": "medical"}
    why = {"answer": "withdraw", "text": "The third tip is wrong."}
    assert pages.post("/approve/answer", "rev.medical", **given, **why).status == 303
    slip(pages)
    shown = pages.get(f"/edit/back/{KEY}", "ed.new").words
    assert "rev.medical withdrew it as medical" in shown
    assert "The third tip is wrong" in shown
    assert "does not go out before medical approved it anew" in shown


def test_text_that_another_approved_one_replaced_is_approved_anew(pages: Pages) -> None:
    """It went out again at once, though its roles may have replaced it for a reason."""
    before = said(pages, WALKING)
    slip(pages)
    given = {"key": KEY, "hash": pages.hash_of(KEY), "role": "medical"}
    yes = {"answer": "approve", "until": "2027-01-31"}
    assert pages.post("/approve/answer", "rev.medical", **given, **yes).status == 303
    assert (
        "does not go out before medical approved" in pages.get(f"/edit/back/{KEY}", "ed.two").words
    )
    assert go_back(pages, who="ed.two").status == 303
    assert save(pages, WALKING, before, "ed.two").status == 303
    assert "[ed.heart, ed.new, ed.two]" in said(pages, MAIN)
    assert lacks(pages) == [("medical", "void")]


def test_text_before_one_that_was_withdrawn_goes_out_again(pages: Pages) -> None:
    before = said(pages, WALKING)
    slip(pages)
    given = {"key": KEY, "hash": pages.hash_of(KEY), "role": "medical"}
    yes, no = {"answer": "approve", "until": "2027-01-31"}, {"answer": "withdraw", "text": "Wrong."}
    assert pages.post("/approve/answer", "rev.medical", **given, **yes).status == 303
    assert pages.post("/approve/answer", "rev.medical", **given, **no).status == 303
    assert "Saved, it is approved again" in pages.get(f"/edit/back/{KEY}", "ed.two").words
    assert go_back(pages, who="ed.two").status == 303
    assert save(pages, WALKING, before, "ed.two").status == 303
    assert "[ed.heart]" in said(pages, MAIN)
    assert lacks(pages) == []


def test_half_approved_text_is_none(pages: Pages) -> None:
    """Of two roles one had said yes to the text in between; the other never did."""
    slip(pages)
    between = pages.hash_of(KEY)
    line = said(pages, "approvals.jsonl").splitlines()[0]
    other = {**json.loads(line), "item": KEY, "hash": between, "role": "legal", "on": "2026-11-20"}
    pages.write("approvals.jsonl", said(pages, "approvals.jsonl") + json.dumps(other) + "\n")
    save(pages, WALKING, said(pages, WALKING).replace("a fiend", "a foe"))
    shown = pages.get(f"/edit/back/{KEY}", "ed.new")
    assert "<del>foe</del><ins>friend</ins>" in shown.html


def test_claim_goes_back_and_its_citations_with_it(pages: Pages) -> None:
    shutil.rmtree(pages.studio.library / "content/heart/walking/bank")  # it would stop it (L228)
    before, cited = said(pages, CLAIM), said(pages, WALKING)
    made = save(pages, CLAIM, before.replace("Walking most", "Walking on most"))
    assert made.status == 303, made.alert
    assert "Walking on most" in said(pages, WALKING)
    key = "claim:walking-mood"
    text = pages.get(go_back(pages, key).location, "ed.new").field("text")
    assert text == before
    assert save(pages, CLAIM, text).status == 303
    assert (said(pages, CLAIM), said(pages, WALKING)) == (before, cited)
    assert lacks(pages, key) == []


@pytest.mark.parametrize(
    ("key", "file", "right", "slip"),
    [
        ("settings:library", "library.yaml", "{title: your care}", "{title: your cares}"),
        ("brand:small-clinic", "prompts/small-clinic/brand.yaml", "come by", "drop in"),
        ("trigger:visit-booked", "triggers/visit-booked.yaml", "within: 7", "within: 6"),
    ],
)
def test_other_items_go_back_too(pages: Pages, key: str, file: str, right: str, slip: str) -> None:
    before = said(pages, file)
    assert right in before
    made = save(pages, file, before.replace(right, slip))
    assert made.status == 303, made.alert
    assert f'href="/edit/back/{key}"' in pages.get(made.location, "ed.new").html
    text = pages.get(go_back(pages, key).location, "ed.new").field("text")
    assert save(pages, file, text).status == 303
    assert said(pages, file) == before
    assert lacks(pages, key) == []


def test_who_may_and_what_changed_meanwhile(pages: Pages) -> None:
    slip(pages)
    assert "Begin drafts" not in pages.get(f"/edit/back/{KEY}", "rev.medical").words
    assert go_back(pages, who="rev.medical").status == 403
    old = pages.post("/edit/back", "ed.new", key=KEY, hash="0" * 64)
    assert (old.status, "C143" in old.words) == (409, True)
    assert pages.get("/edit/back/module:heart/nothing", "ed.new").status == 404
    assert pages.studio.desk.drafts.all_of("ed.new") == []


def test_what_is_not_known_is_said(pages: Pages) -> None:
    pages.write(WALKING, said(pages, WALKING).replace("a friend", "a fiend"))
    shown = pages.get(f"/edit/back/{KEY}", "ed.new").words
    assert "No earlier text that all its roles approved is known" in shown
    assert go_back(pages).status == 409


def test_by_keyboard(own_studio: LiveStudio) -> None:
    file = "content/contact/nurse-line/en-US/email.md"
    page = own_studio.open(f"/edit/at/{file}")
    page.set_default_timeout(30_000)  # a first save tries every message, on a busy machine too
    settle(page)
    before = (own_studio.library / file).read_text()
    type_at_end(page, "Call as oftn as you need.")
    press_save(page)
    page.click(".notes a:has-text('Back to what was approved')")
    page.wait_for_url("**/edit/back/**")
    shoot(page, "edit-back", dark=True)
    assert_accessible(page)
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=approved**")
    settle(page)
    shoot(page, "edit-back-begun")
    assert_accessible(page)
    press_save(page)
    assert (own_studio.library / file).read_text() == before
    assert page.inner_text(".page-head .tag") == "approved"
