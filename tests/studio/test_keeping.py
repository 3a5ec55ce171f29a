"""What somebody typed or took out stays so, and what cannot be read is named: page by page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from unittest.mock import patch

import pytest

from guardrails import Guard
from service.editing.drafts import Draft
from service.studio.routes import inbox
from tests.editing.conftest import LIBRARY, WALKING
from tests.studio_pages import Pages, Shown, studio_pages

MODULE = "content/heart/walking/module.yaml"
SETTINGS = "library.yaml"
NEW = "content/heart/new-idea"
PEOPLE = {
    "ed.new": frozenset({"editor"}),
    "med.a": frozenset({"editor", "medical"}),
    "rev.medical": frozenset({"medical"}),
    "rev.operations": frozenset({"operations"}),
}


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        yield made


def text_of(pages: Pages, file: str) -> str | None:
    return pages.studio.desk.workspace.text(file)


def begin(pages: Pages, channel: str = "email", what: str = "module", **more: str) -> str:
    """The page on which something new begins, for ed.new."""
    named = {"name": "heart/new-idea", "kind": "education", "locale": "en-US", **more}
    made = pages.post("/edit/new", "ed.new", what=what, channel=channel, **named)
    assert made.status == 303, made.alert
    return made.location


def type_in(pages: Pages, file: str, text: str) -> None:
    """What ed.new has typed in a new file, kept as its draft."""
    pages.studio.desk.drafts.keep(Draft("ed.new", file, None, text, pages.studio.clock()))


def type_over(pages: Pages, file: str, text: str) -> None:
    """What ed.new has typed in a file that is there, kept as its draft."""
    desk = pages.studio.desk
    desk.drafts.keep(Draft("ed.new", file, text_of(pages, file), text, pages.studio.clock()))


def test_writer_whose_name_is_taken_out_stays_a_writer(pages: Pages) -> None:
    base = text_of(pages, WALKING) or ""
    text = base.replace("a friend", "a neighbor")
    assert pages.post("/edit/save", "med.a", file=WALKING, text=text, base=base).status == 303
    module = text_of(pages, MODULE) or ""
    without = module.replace(", med.a", "")
    assert without != module
    shown = pages.post("/edit/save", "ed.new", file=MODULE, text=without, base=module)
    assert (shown.status, "C146" in shown.alert) == (422, True)
    assert "Write med.a into written_by again" in shown.alert
    given = {"key": "module:heart/walking", "hash": pages.hash_of("module:heart/walking")}
    given |= {"role": "medical", "answer": "approve", "until": "2027-01-31"}
    assert "L414" in pages.post("/approve/answer", "med.a", **given).alert


def test_words_with_a_mark_of_a_line_reach_the_writer(pages: Pages) -> None:
    base = text_of(pages, WALKING) or ""
    text = base.replace("a friend", "a neighbor")
    pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)
    given = {"key": "module:heart/walking", "hash": pages.hash_of("module:heart/walking")}
    given |= {"role": "medical", "answer": "back", "text": "Third tip\u2028is too\x85hard"}
    assert pages.post("/approve/answer", "rev.medical", **given).status == 303
    assert "Sent back, not changed yet" in pages.get("/approve", "rev.medical").words
    assert "Third tip is too hard" in pages.get("/edit", "ed.new").words


def test_what_was_sent_back_opens_at_its_words_and_says_so_first(pages: Pages) -> None:
    base = text_of(pages, WALKING) or ""
    text = base.replace("a friend", "a neighbor")
    pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)
    given = {"key": "module:heart/walking", "hash": pages.hash_of("module:heart/walking")}
    given |= {"role": "medical", "answer": "back", "text": "Say how long."}
    assert pages.post("/approve/answer", "rev.medical", **given).status == 303
    back = pages.get("/edit", "ed.new").html.partition("Sent back to you")[2]
    assert f'href="/edit/at/{WALKING}"' in back.partition("</section>")[0]
    shown = pages.get(f"/edit/at/{WALKING}", "ed.new").words
    assert "rev.medical sent it back as medical on" in shown
    assert "UTC: Say how long." in shown


def test_saving_what_the_file_says_already_ends_no_approval(pages: Pages) -> None:
    """It made whoever pressed Ctrl+S a writer, and the item went out to nobody until then."""
    said, main = text_of(pages, WALKING) or "", text_of(pages, MODULE)
    type_over(pages, WALKING, said.replace("a friend", "a neighbor"))
    done = pages.post("/edit/save", "ed.new", file=WALKING, text=said, base=said)
    assert (done.status, done.location) == (303, f"/edit/at/{WALKING}?done=same")
    assert (text_of(pages, WALKING), text_of(pages, MODULE)) == (said, main)
    after = pages.get(done.location, "ed.new").words
    assert "There was nothing to save: the file says this already. Its approval stands." in after
    assert "Until medical approves" not in after.partition("Files")[0]
    assert pages.studio.desk.drafts.all_of("ed.new") == []


def test_saving_one_file_leaves_other_new_files_drafts(pages: Pages) -> None:
    simple = begin(pages, what="words", name="heart/walking", channel="web", variant="simple")
    base = text_of(pages, WALKING) or ""
    text = base.replace("a friend", "a neighbor")
    done = pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)
    assert done.status == 303
    assert text_of(pages, "content/heart/walking/en-US/web.simple.md") is None
    assert "new, not saved yet" in pages.get(simple, "ed.new").words


def test_words_of_a_new_module_bring_what_it_is_and_say_so(pages: Pages) -> None:
    at, web = begin(pages), f"{NEW}/en-US/web.md"
    desk = pages.studio.desk
    type_in(pages, web, "## Unfinished\n\nNot yet.\n")
    shown = pages.get(at, "ed.new")
    assert f"Saving writes {NEW}/module.yaml too" in shown.words
    words = "## New idea\n\nWalk ten minutes a day.\n"
    done = pages.post("/edit/save", "ed.new", file=f"{NEW}/en-US/email.md", text=words, new="yes")
    assert done.status == 303
    assert text_of(pages, f"{NEW}/module.yaml") is not None
    assert text_of(pages, web) is None
    assert [draft.file for draft in desk.drafts.all_of("ed.new")] == [web]
    after = pages.get(done.location, "ed.new").words
    assert f"Saved with it: {NEW}/module.yaml ." in after
    assert f"Saving writes {NEW}" not in after


def test_what_a_new_module_is_brings_its_words_and_says_so(pages: Pages) -> None:
    begin(pages)
    module, words = f"{NEW}/module.yaml", f"{NEW}/en-US/email.md"
    type_in(pages, words, "## New idea\n\nWalking outdoors is free.\n")
    shown = pages.get(f"/edit/at/{module}", "ed.new")
    assert f"Saving writes {words} too" in shown.words
    given = {"file": module, "text": shown.field("text"), "new": "yes"}
    seen = json.loads(pages.post("/edit/look", "ed.new", **given).html)
    assert (seen["stops"], seen["elsewhere"]) == (False, [])
    done = pages.post("/edit/save", "ed.new", **given)
    assert done.status == 303, done.alert
    assert text_of(pages, module) == given["text"]
    assert text_of(pages, words) is not None
    assert pages.studio.desk.drafts.all_of("ed.new") == []
    assert f"Saved with it: {words} ." in pages.get(done.location, "ed.new").words


def test_words_that_the_guard_refuses_do_not_come_in_with_their_module(pages: Pages) -> None:
    begin(pages)
    module, words = f"{NEW}/module.yaml", f"{NEW}/en-US/email.md"
    type_in(pages, words, "## New idea\n\nYour diabetes is worse.\n")
    text = pages.get(f"/edit/at/{module}", "ed.new").field("text")
    refused = pages.post("/edit/save", "ed.new", file=module, text=text, new="yes")
    assert (refused.status, f"{words}:3" in refused.alert) == (422, True)
    assert "L601" in refused.alert
    assert text_of(pages, module) is None
    assert text_of(pages, words) is None


def test_a_locale_is_listed_when_its_words_are_there(pages: Pages) -> None:
    listed = (text_of(pages, SETTINGS) or "").replace("[en-US]", "[en-US, en-GB]")
    given = {"file": SETTINGS, "text": listed, "base": text_of(pages, SETTINGS) or ""}
    refused = pages.post("/edit/save", "ed.new", **given)
    assert refused.status == 422
    assert "L208" in refused.words
    lacking = sorted(set(re.findall(r"Add <code>([^<]+)</code>", refused.html)))
    assert lacking
    # those that must be there, and those without which a message would have no lead
    own = (pages.studio.library / "content").rglob("en-US/*.*")
    every = {
        str(path.relative_to(pages.studio.library)) for path in own if path.name.count(".") == 1
    }
    for file in sorted({*lacking, *(name.replace("en-US", "en-GB") for name in every)}):
        name, locale, channel = file.removeprefix("content/").rsplit("/", 2)
        at = begin(pages, channel.partition(".")[0], "words", name=name, locale=locale)
        assert at == f"/edit/at/{file}"
        words = text_of(pages, file.replace("en-GB", "en-US")) or ""
        done = pages.post("/edit/save", "ed.new", file=file, text=words, new="yes")
        assert done.status == 303, done.alert
        assert "L202" in pages.post("/edit/look", "ed.new", file=file, text=words, base=words).html
    assert '<option value="en-GB"' in pages.get("/library", "ed.new").html
    assert pages.post("/edit/save", "ed.new", **given).status == 303


def test_words_that_the_guard_could_not_read_are_not_begun(pages: Pages) -> None:
    given = {"name": "heart/walking", "channel": "email", "locale": "es-US", "what": "words"}
    refused = pages.post("/edit/new", "ed.new", **given)
    assert (refused.status, "GU-04" in refused.words) == (422, True)
    assert refused.field("locale") == "es-US"
    assert pages.studio.desk.drafts.all_of("ed.new") == []


@pytest.mark.parametrize("what", ["module", "trigger"])
def test_new_a_second_time_opens_what_was_begun(pages: Pages, what: str) -> None:
    more = {"signal": "visit.booked", "purpose": "care", "name": "new-idea"}
    at = begin(pages, what=what, **(more if what == "trigger" else {}))
    file = at.removeprefix("/edit/at/")
    pages.post("/edit/keep", "ed.new", file=file, text="What I typed.\n", new="yes")
    again = begin(pages, what=what, **(more if what == "trigger" else {}))
    assert again == f"{at}?done=begun"
    shown = pages.get(again, "ed.new")
    assert shown.field("text") == "What I typed.\n"
    assert "You had begun this before" in shown.words


def test_new_for_another_channel_keeps_what_was_begun(pages: Pages) -> None:
    begin(pages)
    main = f"{NEW}/module.yaml"
    pages.post("/edit/keep", "ed.new", file=main, text="title: Mine\n", new="yes")
    assert begin(pages, "web") == f"/edit/at/{NEW}/en-US/web.md"
    draft = pages.studio.desk.drafts.of("ed.new", main)
    assert draft is not None
    assert draft.text == "title: Mine\n"


def test_file_that_was_taken_out_comes_back_only_when_asked(pages: Pages) -> None:
    base = text_of(pages, WALKING) or ""
    text = base.replace("a friend", "a neighbor")
    (pages.studio.library / WALKING).unlink()
    pages.post("/edit/keep", "ed.new", file=WALKING, text=text, base=base)
    opened = pages.get(f"/edit/at/{WALKING}", "ed.new").words
    assert "taken out" in opened
    assert "new, not saved yet" not in opened
    shown = pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)
    assert shown.status == 409
    assert "Somebody took this file out of the library meanwhile" in shown.alert
    assert (shown.field("text"), shown.field("new")) == (text, "yes")
    assert text_of(pages, WALKING) is None
    done = pages.post("/edit/save", "ed.new", file=WALKING, text=text, new="yes")
    assert done.status == 303
    assert text_of(pages, WALKING) == text


# --- a session that ended -------------------------------------------------------------------------


def test_form_without_a_session_leads_back_to_its_page(pages: Pages) -> None:
    given = {"file": WALKING, "text": "Typed for long.", "base": ""}
    shown = pages.post("/edit/save", page=f"/edit/at/{WALKING}", **given)
    assert (shown.status, shown.location) == (
        303,
        f"/sign-in?to=%2Fedit%2Fat%2F{WALKING.replace('/', '%2F')}",
    )
    for elsewhere in ("//evil.test/x", "https://evil.test", "/\\evil.test", "/a\nb", ""):
        assert pages.post("/edit/save", page=elsewhere, **given).location == "/sign-in"


def test_form_of_another_session_leads_back_to_its_page(pages: Pages) -> None:
    account = pages.studio.accounts.get("ed.new")
    assert account is not None
    with patch.object(pages.studio.sessions, "form_token", lambda _: "AAAA"):
        shown = pages.post("/edit/save", "ed.new", page=f"/edit/at/{WALKING}", text="Typed.")
    assert (shown.status, "W602" in shown.words, "Typed." in shown.html) == (403, True, False)
    assert f'href="/edit/at/{WALKING}"' in shown.html


# --- renewing -------------------------------------------------------------------------------------

SAFETY = "module:safety/help"


def renew(pages: Pages, name: str, until: str, role: str = "medical") -> Shown:
    given = {"key": SAFETY, "hash": pages.hash_of(SAFETY), "role": role, "answer": "approve"}
    return pages.post("/approve/answer", name, until=until, **given)


def test_approval_is_renewed_before_it_ends(pages: Pages) -> None:
    assert "Renew" not in pages.get(f"/approve/{SAFETY}", "rev.medical").words  # to its own end
    text = (pages.studio.library / "approvals.jsonl").read_text()
    pages.write("approvals.jsonl", text.replace("2028-12-31", "2027-05-31"))
    [before] = [line for line in approvals(pages) if '"medical"' in line]
    assert '"until":"2027-05-31"' in before
    page = pages.get(f"/approve/{SAFETY}", "rev.medical")
    assert "Renew the approval as medical" in page.words
    assert "Renew" not in pages.get(f"/approve/{SAFETY}", "ed.new").words
    earlier = renew(pages, "rev.medical", "2027-05-30")
    assert (earlier.status, "C145" in earlier.alert) == (409, True)
    assert "It is approved until 2027-05-31; to renew that, give a later day" in earlier.alert
    undated = renew(pages, "rev.medical", "")
    assert (undated.status, "Use a date" in undated.alert) == (422, True)
    for _ in range(2):  # a button that is pressed twice
        assert renew(pages, "med.a", "2028-03-31").status == 303
    [_, after] = [line for line in approvals(pages) if '"medical"' in line]
    assert '"by":"med.a"' in after
    assert '"until":"2028-03-31"' in after


def test_renewal_proposes_a_day_that_counts(pages: Pages) -> None:
    """A year from today, a year more than a later one, at most the item's own time."""
    text = (pages.studio.library / "approvals.jsonl").read_text()
    today, end = pages.studio.clock().date(), date(2028, 6, 30)
    year = timedelta(days=365)
    for until, proposed in (
        (today, today + year),
        (today + year, min(today + 2 * year, end)),
        (end - timedelta(days=1), end),
    ):
        pages.write("approvals.jsonl", text.replace("2028-12-31", str(until)))
        field = re.search(
            r'<form id="renew-medical".*?name="until" value="(.*?)" min="(.*?)" max="(.*?)"',
            pages.get(f"/approve/{SAFETY}", "rev.medical").html,
            re.DOTALL,
        )
        assert field is not None
        first = until + timedelta(days=1)
        assert field.groups() == (str(proposed), str(first), str(end))
        assert renew(pages, "rev.medical", field[1]).status == 303
    pages.write("approvals.jsonl", text)
    shown = pages.get(f"/approve/{SAFETY}", "rev.medical")
    assert f"Its own time ends on {end}; no approval holds longer." in shown.words


def test_decisions_are_found_up_to_the_last_day_there_is(pages: Pages) -> None:
    pages.studio.accounts.add("co.one", frozenset({"compliance"}), frozenset({"compliance"}))
    for day in ("9999-12-31", "0001-01-01", "2026-11-24"):
        assert pages.get(f"/decisions?from={day}&to={day}", "co.one").status == 200, day


PLACES = "directory:places"


def test_day_far_ahead_is_refused_in_plain_words(pages: Pages) -> None:
    given = {"key": PLACES, "hash": pages.hash_of(PLACES), "role": "operations"}
    given |= {"answer": "approve", "until": "9999-12-31"}
    before = (pages.studio.library / "approvals.jsonl").read_text()
    pages.write("approvals.jsonl", without(before, PLACES))
    assert 'max="2046-11-24"' in pages.get(f"/approve/{PLACES}", "rev.operations").html
    shown = pages.post("/approve/answer", "rev.operations", **given)
    assert (shown.status, "The approval holds until" in shown.alert) == (422, True)
    assert "An approval holds for 20 years at most; use a day up to 2046-11-24" in shown.alert
    fits = pages.post("/approve/answer", "rev.operations", **{**given, "until": "2046-11-24"})
    assert fits.status == 303, fits.alert
    assert "to 2046-11-24" in pages.get(f"/approve/{PLACES}", "rev.operations").words


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12-30", "9000-01-01", "2046-11-23"])
def test_page_of_an_approval_that_never_ends_is_shown(pages: Pages, until: str) -> None:
    """As a file may say it, whoever wrote it: the page stays, and the yes can be taken back."""
    text = (pages.studio.library / "approvals.jsonl").read_text()
    [line] = [line for line in text.splitlines() if PLACES in line]
    far = re.sub(r'"until":"[^"]*"', f'"until":"{until}"', line)
    far = re.sub(r'"by":"[^"]*"', '"by":"rev.operations"', far)
    pages.write("approvals.jsonl", f"{without(text, PLACES)}{far}\n")
    shown = pages.get(f"/approve/{PLACES}", "rev.operations")
    assert (shown.status, f"to {until}" in shown.words) == (200, True)
    assert "Withdraw your approval as operations" in shown.words
    assert ("Renew the approval" in shown.words) == (until < "2046-11-24")
    for at in ("/library", "/library/ending", "/approve", "/edit/at/directories/places.yaml"):
        assert pages.get(at, "rev.operations").status == 200, at


def without(text: str, key: str) -> str:
    return "".join(f"{line}\n" for line in text.splitlines() if f'"{key}"' not in line)


def test_nobody_renews_what_they_wrote(pages: Pages) -> None:
    module = "content/safety/help/module.yaml"
    text = text_of(pages, module) or ""
    [writer] = pages.studio.desk.workspace.library().modules["safety/help"].value.written_by
    pages.studio.accounts.add(writer, frozenset({"medical"}), frozenset({"medical"}))
    assert writer in text
    assert "Renew" not in pages.get(f"/approve/{SAFETY}", writer).words
    shown = renew(pages, writer, "2029-06-30")
    assert (shown.status, "You wrote it" in shown.alert) == (409, True)


def test_what_ends_next_leads_to_its_renewal(pages: Pages) -> None:
    lines = "".join(f"{line}\n" for line in approvals(pages))
    pages.write("approvals.jsonl", lines.replace("2028-12-31", "2026-12-10"))
    shown = pages.get("/library/ending", "rev.medical")
    assert f'<a href="/approve/{SAFETY}#signers-head">renew its approval</a>' in shown.html
    assert renew(pages, "rev.medical", "2027-12-10").status == 303


def approvals(pages: Pages) -> list[str]:
    text = (pages.studio.library / "approvals.jsonl").read_text()
    return [line for line in text.split("\n") if SAFETY in line or not line]


# --- a long inbox ---------------------------------------------------------------------------------


def test_long_inbox_tells_its_number_and_leads_to_the_rest(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.write("approvals.jsonl", "")
    all_of_it = pages.get("/approve", "rev.medical")
    total = all_of_it.html.count('<a href="/approve/')
    assert total > 3
    monkeypatch.setattr(inbox, "_ROWS", 2)
    first = pages.get("/approve", "rev.medical")
    assert f"Waits for you {total}" in first.words
    assert f"1 to 2 of {total}" in first.words
    seen, at = [], "/approve?role=medical"
    while at:
        shown = pages.get(at, "rev.medical")
        seen += re.findall(r'<a href="(/approve/[^"]*)"', shown.html)
        after = re.search(r'href="([^"]*)">After<', shown.html)
        at = unescape(after[1]) if after else ""
    assert len(seen) == len(set(seen)) == total
    found = pages.get("/approve?q=safety", "rev.medical")
    assert f"/approve/{SAFETY}" in found.html
    assert "Waits for you 1" in found.words
    assert "nothing fits" in pages.get("/approve?q=no-such", "rev.medical").words


# --- what cannot be read --------------------------------------------------------------------------


def test_file_that_is_no_text_is_named_with_what_would_be_right(pages: Pages) -> None:
    path = pages.studio.library / WALKING
    base = path.read_text()
    path.write_bytes(base.encode() + b"\xff")
    raw = path.read_bytes()
    for at in (f"/edit/at/{WALKING}", "/edit", "/edit?q=walking"):
        shown = pages.get(at, "ed.new").words
        assert WALKING in shown, at
        assert "This is not text in UTF-8" in shown
        assert re.search("[Ss]ave the file as UTF-8", shown)
    assert pages.get(f"/edit/at/{WALKING}", "ed.new").status == 409
    assert "Cannot be read" not in pages.get("/edit?q=nothing-like-it", "ed.new").words
    assert "en-US/email.md" in pages.get(f"/edit/at/{MODULE}", "ed.new").words
    for new in ("yes", "no"):
        shown = pages.post("/edit/save", "ed.new", file=WALKING, text=base, base=base, new=new)
        assert "L002" in shown.words
        assert path.read_bytes() == raw
    pages.post("/edit/save", "ed.new", file=WALKING, text=base + "More.\n", base=base)
    draft = pages.studio.desk.drafts.of("ed.new", WALKING)
    assert draft is not None
    assert draft.text.endswith("More.\n")
    assert pages.get("/edit/at/content/none/no/module.yaml", "ed.new").status == 404


def test_save_that_could_not_be_tried_says_so(pages: Pages) -> None:
    base = text_of(pages, WALKING) or ""
    text = base.replace("a friend", "a neighbor")
    trigger = "triggers/visit-booked.yaml"
    whole = text_of(pages, trigger) or ""
    pages.write(trigger, "id: [")
    done = pages.post("/edit/save", "ed.new", file=WALKING, text=text, base=base)
    assert done.status == 303
    shown = pages.get(done.location, "ed.new").words
    assert "No message was tried with it" in shown
    assert trigger in shown.partition("No message was tried")[2]
    pages.write(trigger, whole)
    assert "No message was tried" not in pages.get(done.location, "ed.new").words
    healthy = pages.post("/edit/save", "ed.new", file=WALKING, text=base, base=text)
    assert "untried" not in healthy.location


@pytest.mark.parametrize("broken", [b"id: [", b"\xff"])
def test_item_that_cannot_be_read_says_so_to_reviewers(pages: Pages, broken: bytes) -> None:
    (pages.studio.library / MODULE).write_bytes(broken)
    shown = pages.get("/approve/module:heart/walking", "rev.medical")
    assert (shown.status, "W612" in shown.words, MODULE in shown.words) == (409, True, True)
    assert MODULE in pages.get("/edit", "ed.new").words.partition("Cannot be read")[2]
    assert "W601" in pages.get("/approve/module:heart/none", "rev.medical").words


@pytest.mark.parametrize("digits", ["9" * 5000, "٣" * 5000, "²", "-1", "0x1", ""])
def test_number_of_any_length_is_taken_or_left(pages: Pages, digits: str) -> None:
    for at in ("/approve/module:heart/walking?shown=", "/library?from=", "/approve?ready="):
        assert pages.get(at + digits, "rev.medical").status == 200
    text = text_of(pages, WALKING) or ""
    shown = pages.post("/edit/changes", "ed.new", file=WALKING, text=text, base=text, shown=digits)
    assert shown.status == 200
