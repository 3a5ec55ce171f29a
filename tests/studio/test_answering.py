"""What a reviewer sees when an answer is refused, and what became of an answer that was given."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guardrails import Guard
from service.library.approving import approve
from service.library.loader import load_library
from service.library.withdrawing import withdraw
from tests.conftest import TODAY
from tests.editing.conftest import LIBRARY, WALKING
from tests.studio_pages import Pages, Shown, studio_pages

#: Needs medical and legal; approved by rev.medical and rev.legal.
SAFETY = "module:safety/help"
WALK = "module:heart/walking"
BOTH = "owner"
PEOPLE = {
    "owner": frozenset({"editor", "medical", "legal", "operations"}),
    "rev.medical": frozenset({"medical"}),
    "rev.other": frozenset({"medical"}),
    "rev.legal": frozenset({"legal"}),
    "ops.content": frozenset({"editor"}),
}


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        yield made


def answer(pages: Pages, name: str, role: str, what: str, key: str = SAFETY, **more: str) -> Shown:
    """Press a button of the Approve page as it is now."""
    given: dict[str, str] = {"until": "2027-11-24", "text": "", "hash": pages.hash_of(key), **more}
    return pages.post("/approve/answer", name, key=key, role=role, answer=what, **given)


def take_back(pages: Pages, *names: str) -> None:
    """Both roles of the safety module wait again."""
    for name in names:
        role = name.removeprefix("rev.")
        withdraw(pages.studio.library, SAFETY, role, name, "Too long.", TODAY)


def lines(pages: Pages) -> list[str]:
    return (pages.studio.library / "approvals.jsonl").read_text().splitlines()


def fold_is_open(shown: Shown) -> bool:
    return '<details class="fold" open><summary>Withdraw your approval' in shown.html


def edit(pages: Pages, old: str = "a friend", new: str = "a neighbor") -> None:
    path = pages.studio.library / WALKING
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_second_role_of_one_person_is_told_what_is_wrong(pages: Pages) -> None:
    take_back(pages, "rev.medical", "rev.legal")
    assert answer(pages, BOTH, "medical", "approve").status == 303
    assert "You answer as legal" in pages.get(f"/approve/{SAFETY}", BOTH).words
    back = answer(pages, BOTH, "legal", "back")
    assert (back.status, fold_is_open(back)) == (422, False)
    assert "Say what to change" in back.alert
    undated = answer(pages, BOTH, "legal", "approve", until="", text="Good words.")
    assert (undated.status, undated.field("until")) == (422, "")
    assert "Use a date" in undated.alert
    assert undated.field("text") == "Good words."


def test_withdrawing_without_a_reason_leaves_the_fold_open(pages: Pages) -> None:
    shown = answer(pages, "rev.medical", "medical", "withdraw", text=" ")
    assert (shown.status, fold_is_open(shown)) == (422, True)
    assert "Why you withdraw it" in shown.alert
    long = "x" * 600
    shown = answer(pages, "rev.medical", "medical", "withdraw", text=long)
    assert (shown.status, shown.field("text")) == (422, long)


def test_words_and_date_come_back_where_the_text_was_changed(pages: Pages) -> None:
    edit(pages)
    read = pages.hash_of(WALK)
    edit(pages, "a neighbor", "a brother")
    more = {"text": "Say how\nlong.", "until": "2027-01-31", "hash": read}
    shown = answer(pages, "rev.medical", "medical", "back", WALK, **more)
    assert shown.status == 409
    assert "Read it again" in shown.alert
    assert (shown.field("text"), shown.field("until")) == ("Say how\nlong.", "2027-01-31")
    assert "Nothing was kept" not in shown.words


def test_words_are_shown_where_no_form_takes_them_any_more(pages: Pages) -> None:
    read = pages.hash_of(WALK)
    edit(pages)
    shown = answer(pages, "rev.medical", "medical", "withdraw", WALK, text="Too fast.", hash=read)
    assert shown.status == 409
    assert "Nothing was kept of what you wrote: Too fast." in shown.words
    assert shown.field("text") == ""  # a reason to withdraw is no word to the writer


def test_typed_words_are_text_and_never_markup(pages: Pages) -> None:
    edit(pages)
    hostile = '</textarea><script>x</script>"{{ 1 }}'
    shown = answer(pages, "rev.medical", "medical", "approve", WALK, until='"><b>', text=hostile)
    assert shown.field("text") == hostile
    assert "<script>x" not in shown.html
    assert '"><b>' not in shown.html


def test_role_that_was_chosen_stays_chosen(pages: Pages) -> None:
    take_back(pages, "rev.medical", "rev.legal")
    shown = answer(pages, BOTH, "medical", "back")
    assert "<option selected>medical</option>" in shown.html


@pytest.mark.parametrize(
    ("name", "role", "says"),
    [
        ("rev.medical", "medical", "use “Withdraw your approval as medical”"),
        ("rev.other", "medical", "rev.medical approved it until 2028-12-31"),
        ("owner", "operations", "Its approval is the business of other roles"),
    ],
)
def test_approved_text_is_not_sent_back(pages: Pages, name: str, role: str, says: str) -> None:
    shown = answer(pages, name, role, "back", text="Say how long.")
    assert shown.status == 409
    assert "C145" in shown.alert
    assert says in shown.alert
    assert "Say how long." in shown.words
    assert fold_is_open(shown) == (name == "rev.medical")
    assert pages.studio.desk.remarks.all() == ()


def test_writer_sends_nothing_back_to_themselves(pages: Pages) -> None:
    module = pages.studio.library / "content/safety/help/module.yaml"
    text = module.read_text()
    assert "written_by: [" in text
    module.write_text(text.replace("written_by: [", "written_by: [owner, "))
    shown = answer(pages, BOTH, "legal", "back", text="Say how long.")
    assert shown.status == 409
    assert "You wrote it: change it in the editor" in shown.alert


def test_yes_is_written_once(pages: Pages) -> None:
    edit(pages)
    before = lines(pages)
    for _ in range(2):  # a button that is pressed twice
        shown = answer(pages, "rev.medical", "medical", "approve", WALK)
        assert (shown.status, shown.location) == (303, "/approve?done=approved")
    assert len(lines(pages)) == len(before) + 1
    assert len(pages.studio.desk.remarks.of(WALK)) == 1
    for name in ("rev.medical", "rev.other"):
        shown = answer(pages, name, "medical", "approve", WALK, until="2027-05-01")
        assert (shown.status, "C145" in shown.alert) == (409, True)
    assert len(lines(pages)) == len(before) + 1


def test_yes_settles_what_the_same_role_sent_back(pages: Pages) -> None:
    take_back(pages, "rev.medical", "rev.legal")
    [writer] = load_library(pages.studio.library).modules["safety/help"].value.written_by
    if pages.studio.accounts.get(writer) is None:
        pages.studio.accounts.add(writer, frozenset({"editor"}), frozenset({"editor"}))
    assert answer(pages, "rev.medical", "medical", "back", text="Say when.").status == 303
    assert "Sent back to you" in pages.get("/edit", writer).words
    assert "Sent back, not changed yet" in pages.get("/approve", "rev.legal").words
    assert answer(pages, "rev.medical", "medical", "approve").status == 303
    assert "Sent back to you" not in pages.get("/edit", writer).words
    listed = pages.get("/approve", "rev.legal").words
    assert "Waits for you" in listed
    assert "Sent back" not in listed


def test_library_that_cannot_be_read_is_said_and_nothing_is_written(pages: Pages) -> None:
    digest, before = pages.hash_of(SAFETY), lines(pages)
    (pages.studio.library / "library.yaml").write_text("roles: [")
    shown = answer(pages, "rev.medical", "medical", "back", text="Say when.", hash=digest)
    assert (shown.status, "W609" in shown.words) == (503, True)
    assert lines(pages) == before


def test_form_that_says_nothing_of_an_item_has_no_page(pages: Pages) -> None:
    shown: Any = pages.post("/approve/answer", "rev.medical", role="medical", answer="back")
    assert shown.status == 404


def test_day_that_its_giver_shortened_an_approval_to_is_the_one_shown(pages: Pages) -> None:
    """A line that begins later has the last word; another reviewer may go beyond its day."""
    begins = date(2027, 1, 1)
    folder, until = pages.studio.library, date(2027, 6, 30)
    approve(folder, [WALK], "medical", "rev.medical", begins, until, written=TODAY)
    shown = pages.get(f"/approve/{WALK}", "rev.other")
    assert "medical rev.medical, 2026-11-01 to 2027-06-30" in shown.words
    assert "Later than 2027-06-30" in shown.words
    assert 'min="2027-07-01"' in shown.html
    assert "2028-12-31" not in shown.html
    assert "Renew the approval" not in pages.get(f"/approve/{WALK}", "rev.medical").words
    refused = answer(pages, "rev.other", "medical", "approve", WALK, until="2027-06-30")
    assert "It is approved until 2027-06-30; to renew that, give a later day" in refused.alert
    back = answer(pages, "rev.other", "medical", "back", WALK, text="Say how long.")
    assert "rev.medical approved it until 2027-06-30" in back.alert
    given = answer(pages, "rev.other", "medical", "approve", WALK, until="2027-12-31")
    assert given.status == 303
    shown = pages.get(f"/approve/{WALK}", "rev.other")
    assert "medical rev.other, 2026-11-24 to 2027-12-31" in shown.words


def test_approval_of_another_day_says_when_it_was_written(pages: Pages) -> None:
    until, dated = date(2029, 1, 31), date(2020, 1, 1)
    folder = pages.studio.library
    names, why = ["settings:library"], "Signed on paper."
    approve(folder, names, "legal", "rev.other", dated, until, written=TODAY, backdated=why)
    shown = pages.get("/approve/settings:library", "owner").words
    told = f"written {TODAY} (backdated: Signed on paper)"
    assert f"legal rev.other, 2020-01-01 to 2029-01-31, {told}" in shown


def test_nothing_is_written_where_the_last_line_is_of_a_later_day(pages: Pages) -> None:
    file = pages.studio.library / "approvals.jsonl"
    last = json.loads(file.read_text().splitlines()[-1])
    fast = {**last, "on": "2030-01-01", "until": "2031-01-01"}
    file.write_text(file.read_text() + json.dumps(fast) + "\n")
    before = lines(pages)
    refused = answer(pages, "rev.medical", "medical", "withdraw", WALK, text="Too fast.")
    assert "this line is of 2030-01-01" in refused.alert
    assert lines(pages) == before


# --- whose name the history has -----------------------------------------------------------------


def git(pages: Pages, *arguments: str) -> str:
    who = ("-c", "user.name=t", "-c", "user.email=t@t.invalid")
    run = ["git", *who, *arguments]
    done = subprocess.run(run, cwd=pages.studio.library, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def checkout(pages: Pages) -> Pages:
    git(pages, "init", "--quiet")
    git(pages, "add", ".")
    git(pages, "commit", "-qm", "Begin")
    return pages


def authors_of(pages: Pages, words: str) -> list[str]:
    """Who added or took out lines with these words, the latest first."""
    return git(pages, "log", "--format=%an", f"-S{words}", "--", "approvals.jsonl").split("\n")[:-1]


def test_each_line_is_committed_under_the_name_of_who_gave_it(checkout: Pages) -> None:
    edit(checkout)
    assert answer(checkout, "rev.medical", "medical", "approve", WALK).status == 303
    assert git(checkout, "status", "--porcelain", "approvals.jsonl") == ""
    digest = checkout.hash_of(WALK)
    assert authors_of(checkout, f'"by":"rev.medical","hash":"{digest}"') == ["rev.medical"]
    assert git(checkout, "log", "-1", "--format=%s") == f"Approve {WALK}\n"


def test_lines_of_others_are_committed_apart(checkout: Pages) -> None:
    """As of a withdrawal at the command line, which commits nothing."""
    withdraw(checkout.studio.library, SAFETY, "legal", "rev.legal", "Typed a wrong day.", TODAY)
    shown = answer(checkout, "rev.medical", "medical", "withdraw", text="Too long for a text.")
    assert shown.status == 303
    assert authors_of(checkout, "Typed a wrong day.") == ["Outside the studio"]
    assert authors_of(checkout, "Too long for a text.") == ["rev.medical"]
    assert git(checkout, "log", "--format=%s", "-2").split("\n")[:2] == [
        f"Withdraw an approval of {SAFETY}",
        "Approval lines that were not committed",
    ]


def test_line_that_git_refuses_is_in_nobody_elses_name(checkout: Pages) -> None:
    hook = checkout.studio.library / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert answer(checkout, "rev.legal", "legal", "withdraw", text="Wrong number.").status == 303
    assert answer(checkout, "rev.medical", "medical", "withdraw", text="Too long.").status == 303
    assert git(checkout, "log", "--format=%s") == "Begin\n"
    hook.unlink()
    edit(checkout)
    assert answer(checkout, "rev.medical", "medical", "approve", WALK).status == 303
    for words in ("Wrong number.", "Too long."):
        assert authors_of(checkout, words) == ["Outside the studio"]
    assert authors_of(checkout, checkout.hash_of(WALK)) == ["rev.medical"]


# --- the messages of what waits -------------------------------------------------------------------


def test_trigger_that_sends_nothing_says_why(pages: Pages) -> None:
    file = "triggers/visit-booked.yaml"
    text = (pages.studio.library / file).read_text()
    made = text.replace("id: visit-booked", "id: visit-quiet").replace(
        "priority: 60", "priority: 5"
    )
    made = made.replace("modules: [visit/booked]", "kinds: [escalation]")
    pages.write("triggers/visit-quiet.yaml", made)
    shown = pages.get("/approve/trigger:visit-quiet", "rev.legal").words
    assert (
        "None of the 12 calls that were tried sends a message. "
        "Not sent: There is no approved content for it: no approved module fits the lead slot (12)"
    ) in shown
    assert "messages hold it" not in shown
    assert "No message goes out (not sent): There is no approved content for it: " in shown


def test_module_that_no_message_holds_says_what_is_chosen_before_it(pages: Pages) -> None:
    """It told the reviewer "0 messages hold it", and nothing else."""
    folder = pages.studio.library / "content/heart"
    shutil.copytree(folder / "walking", folder / "zz-walk")
    text = (folder / "zz-walk/module.yaml").read_text()
    pages.write("content/heart/zz-walk/module.yaml", text.replace("heart/walking", "heart/zz-walk"))
    file = "content/heart/zz-walk/en-US/email.md"
    words = (pages.studio.library / file).read_text()
    reviewed = pages.get("/approve/module:heart/zz-walk", "rev.medical").words
    edited = pages.post("/edit/changes", "ops.content", file=file, text=words, base=words).words
    told = (
        "No message that was tried holds it: article-follow-up : heart/walking is in the slot lead"
    )
    for shown in (reviewed, edited):
        assert told in shown
        assert "0 messages hold it" not in shown
    assert "it answers calls for help" in pages.get(f"/approve/{SAFETY}", "rev.legal").words


def test_settings_that_bring_a_topic_are_judged_with_todays_modules(pages: Pages) -> None:
    settings = pages.studio.desk.workspace.text("library.yaml") or ""
    new = settings.replace("topics:\n", "topics:\n  foot_care: {title: your feet}\n")
    saved = pages.post("/edit/save", "owner", file="library.yaml", text=new, base=settings)
    assert saved.status == 303, saved.alert
    module = "content/heart/walking/module.yaml"
    text = pages.studio.desk.workspace.text(module) or ""
    pages.write(module, text.replace("topics: [", "topics: [foot_care, "))
    shown = pages.get("/approve/settings:library", "rev.legal").words
    assert "foot_care: {title: your feet}" in shown
    assert "No message can be made" not in shown
    assert "there is no earlier one to compare with" in shown
    assert "As it looks" in shown


def test_value_that_a_signal_may_lack_is_told_to_writer_and_reviewer(pages: Pages) -> None:
    """A message that needs it does not go out without it; the check says so in the same words."""
    file = "signals/visit.booked.yaml"
    base = (pages.studio.library / file).read_text()
    text = base.replace("title: Where the visit is, required: true", "title: Where the visit is")
    assert text != base
    says = (
        "No message by call, email, portal, sms, web without place , which a signal may lack: "
        "variable_missing, "
    )
    words = "content/visit/booked/en-US/email.md"
    given = {"file": words, "text": (pages.studio.library / words).read_text()}
    assert "L506" not in pages.post("/edit/changes", "ops.content", **given).words
    typed = pages.post("/edit/changes", "ops.content", file=file, text=text, base=base).words
    assert says in typed
    assert "Write required: true at it in signals/visit.booked.yaml" in typed
    assert "triggers/visit-booked.yaml:21:1 · L506" in typed
    pages.write(file, text)
    assert says in pages.get("/approve/signal:visit.booked", "owner").words
    beside = pages.post("/edit/changes", "ops.content", **given).words
    assert "No message by email without place , which a signal may lack" in beside
