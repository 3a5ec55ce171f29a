"""The editor's and the reviewer's tasks, from finding a text to seeing it in a message."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from guardrails import Guard
from service.assemblies import samples, try_sample
from service.library.building import build
from service.library.loader import load_library
from service.wiring import the_clock
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to

FILE = "content/contact/nurse-line/en-US/email.md"
AT = f"/edit/at/{FILE}"


def settle(page: Any) -> None:
    """Wait until the editor is there and has looked at its text and messages."""
    page.wait_for_selector(".cm-content")
    page.wait_for_selector("#seen-count:not(:text-is('…'))", timeout=20_000)
    page.wait_for_selector("#changes h2", timeout=20_000)


def begin(page: Any, name: str, file: str, **chosen: str) -> None:
    """Begin a draft from the form that is open, and wait until the editor has its file."""
    page.fill("input[name=name]", name)
    for select, choice in chosen.items():
        page.select_option(f"select[name={select}]", choice)
    page.click("button:has-text('Begin a draft')")
    page.wait_for_url(f"**/edit/at/{file}")
    settle(page)


def type_at_end(page: Any, words: str) -> None:
    """Write below the text, and wait until it was kept and looked at."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n\n{words}")
    page.wait_for_selector("#kept:text-matches('.')")
    page.wait_for_timeout(1500)


def put(page: Any, words: str) -> None:
    """Write these words in place of the text, and wait until they were looked at."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)
    page.wait_for_selector("#kept:text-matches('.')")
    page.wait_for_timeout(1500)


def save(page: Any) -> None:
    page.click("#save")
    page.wait_for_url("**done=saved**", timeout=20_000)


def goes_out(library: Path, words: str, guard: Guard) -> bool:
    """Whether what is approved and served says something in an e-mail."""
    release = build(load_library(library), the_clock().date()).release
    return any(
        decision.message is not None and words in decision.message.visible_text
        for sample in samples(release)
        if sample.trigger_id == "form-callback"
        for decision in [try_sample(release, sample, guard)]
    )


def test_from_finding_to_served(own_studio: LiveStudio, guard: Guard) -> None:
    """Find, edit, meet a refusal, fix it, save, ask, approve in another role, see it served."""
    words = "You can call as often as you need"
    page = own_studio.open("/edit")
    shoot(page, "edit-list")
    assert_accessible(page)
    page.fill("input[name=q]", "nurse to talk")
    page.click("button:has-text('Find')")
    page.click("table a >> nth=0")
    page.click("aside a:has-text('en-US/email.md')")
    settle(page)
    assert page.inner_text("#seen-count") == "none"
    warned = page.inner_text("#until-approved")
    assert "Until operations approves it, neither the new nor the earlier text goes out" in warned
    type_at_end(page, f"Because you have diabetes, we wrote to you. {words}.")
    assert "DX-01" in page.inner_text("#marks")
    shoot(page, "edit-finding")
    assert_accessible(page)
    page.click("#save")
    page.wait_for_selector("[role=alert]:has-text('Not saved')")
    settle(page)
    shoot(page, "edit-refused")
    assert_accessible(page)
    page.click("#marks button:has-text('Learn about diabetes') >> nth=0")
    page.wait_for_selector("#seen-count:text-is('none')")
    page.wait_for_selector("#changes ins:has-text('Learn about')", timeout=20_000)
    assert not page.is_visible("#refused")
    shoot(page, "edit-changed", dark=True)
    assert_accessible(page)
    save(page)
    assert "operations: edited since" in page.inner_text(".page-head")
    assert page.inner_text(".notes [role=status]") == (
        "Saved. Until operations approves it, neither the new nor the earlier text goes out, "
        "on any channel. A release that is built already is not touched. "
        "Was it a slip? Back to what was approved…"
    )
    assert not page.is_visible("#until-approved")
    assert not goes_out(own_studio.library, words, guard)
    page.fill(".ask input[name=text]", "Families asked how often they may call.")
    page.click("text=Ask for approval")
    page.wait_for_url("**done=asked**")
    settle(page)
    shoot(page, "edit-asked")

    review = own_studio.open("/approve", "rev.operations")
    assert "asked for" in review.inner_text("table")
    shoot(review, "approve-list")
    assert_accessible(review)
    review.click("table a")
    assert words in review.inner_text(".diff >> nth=0")
    shoot(review, "approve", dark=True)
    assert_accessible(review)
    review.click("button:has-text('Approve')")
    review.wait_for_url("**done=approved**")
    assert "Nothing waits" in review.inner_text("main")
    shoot(review, "approve-done")
    assert_accessible(review)
    assert goes_out(own_studio.library, words, guard)
    page.goto(own_studio.url + AT)
    assert "approved" in page.inner_text(".page-head")
    assert page.said == [
        "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
    ]


def test_sent_back_with_a_reason_and_nobody_signs_their_own(own_studio: LiveStudio) -> None:
    owner = own_studio.blank("")
    owner.goto(own_studio.server.link)
    owner.goto(own_studio.url + AT)
    settle(owner)
    type_at_end(owner, "You can call as often as you need.")
    save(owner)
    owner.goto(f"{own_studio.url}/approve/module:contact/nurse-line")
    assert "Somebody else has to approve it" in owner.inner_text("main")
    assert owner.locator("button:has-text('Approve')").count() == 0
    shoot(owner, "approve-own")
    assert_accessible(owner)

    review = own_studio.open("/approve/module:contact/nurse-line", "rev.operations")
    review.click("button:has-text('Send back')")
    assert "Say what to change" in review.inner_text("[role=alert]")
    shoot(review, "approve-no-reason")
    assert_accessible(review)
    review.fill("textarea[name=text]", "Say during which hours.")
    review.click("button:has-text('Send back')")
    review.wait_for_url("**done=sent+back**")
    shoot(review, "approve-sent-back")
    assert_accessible(review)
    owner.goto(f"{own_studio.url}/edit")
    assert "Say during which hours." in owner.inner_text("main")
    shoot(owner, "edit-sent-back")
    assert_accessible(owner)


def test_answer_is_bound_to_the_text_that_was_read(own_studio: LiveStudio) -> None:
    page = own_studio.open(AT)
    settle(page)
    type_at_end(page, "You can call as often as you need.")
    save(page)
    review = own_studio.open("/approve/module:contact/nurse-line", "rev.operations")
    path = own_studio.library / FILE
    path.write_text(path.read_text() + "\nAnd at night too.\n")
    review.fill("textarea[name=text]", "Good words.")
    review.fill("input[name=until]", "2027-01-31")
    review.click("button:has-text('Approve')")
    assert "changed since this page was made" in review.inner_text("[role=alert]")
    assert review.input_value("textarea[name=text]") == "Good words."
    assert review.input_value("input[name=until]") == "2027-01-31"
    assert "And at night too." in review.inner_text(".diff >> nth=0")


def test_two_editors_lose_nothing(own_studio: LiveStudio) -> None:
    first, second = own_studio.open(AT), own_studio.open(AT, "ed.okafor")
    settle(first)
    settle(second)
    type_at_end(first, "It costs nothing.")
    type_at_end(second, "It is free of charge.")
    second.reload()
    settle(second)
    assert "ed.rivera" in second.inner_text(".notes")
    save(first)
    second.click("#save")
    second.wait_for_selector("[role=alert]")
    settle(second)
    shoot(second, "edit-conflict")
    assert_accessible(second)
    text = second.input_value("#text")
    assert "It costs nothing." in text
    assert "It is free of charge." in text
    second.click("#marks button:has-text('Keep both')")
    second.wait_for_selector("#seen-count:text-is('none')")
    second.wait_for_timeout(1000)
    save(second)
    saved = (own_studio.library / FILE).read_text()
    assert "It costs nothing." in saved
    assert "It is free of charge." in saved


def test_draft_is_there_after_the_browser_was_closed(own_studio: LiveStudio) -> None:
    page = own_studio.open(AT)
    settle(page)
    type_at_end(page, "It costs nothing.")
    own_studio.close_pages()
    again = own_studio.open("/edit")
    shoot(again, "edit-drafts")
    again.click(f"a:has-text('{FILE}')")
    settle(again)
    assert "It costs nothing." in again.input_value("#text")
    assert "It costs nothing." not in (own_studio.library / FILE).read_text()
    again.click("#discard")
    again.wait_for_url("**done=discarded**")
    assert "It costs nothing." not in again.input_value("#text")


def test_module_that_cannot_be_read_says_what_to_mend(own_studio: LiveStudio) -> None:
    file = "content/visit/missed/module.yaml"
    (own_studio.library / file).write_text("id: x\n  bad: [")
    page = own_studio.open(f"/edit/at/{file}")
    page.wait_for_selector(".cm-content")
    assert page.inner_text(".page-head .tag") == "cannot be read"
    assert file in page.inner_text("#unreadable")
    assert "Where it is used" not in page.inner_text("main")
    shoot(page, "edit-unreadable")
    assert_accessible(page)


def test_library_that_changes_underneath_is_noticed(own_studio: LiveStudio) -> None:
    page = own_studio.open(AT)
    settle(page)
    path = own_studio.library / FILE
    path.write_text(path.read_text().replace("The call is free.", "The call costs nothing."))
    type_at_end(page, "Ask whatever you like.")
    assert page.is_visible("#moved")
    save(page)
    text = path.read_text()
    assert "The call costs nothing." in text
    assert "Ask whatever you like." in text


HOSTILE = (
    "</textarea></template><script>window.hacked = 1</script>"
    '<img src=x onerror="window.hacked = 2"><style>body{display:none}</style>'
    '<form action="/sign-out" method="post"><button>Press</button></form>'
    "{{ ''.__class__ }} {% for x in range(9) %}"
)


def test_hostile_words_neither_run_nor_leave_their_frame(own_studio: LiveStudio) -> None:
    module = own_studio.library / "content/contact/nurse-line/module.yaml"
    module.write_text(
        re.sub(
            r"(?m)^title: .*$",
            f"title: '{HOSTILE.replace(chr(39), chr(39) * 2)}'",
            module.read_text(),
        )
    )
    path = own_studio.library / FILE
    path.write_text(path.read_text() + f"\n{HOSTILE}\n")
    page = own_studio.open("/edit?q=nurse-line")
    page.goto(own_studio.url + AT)
    settle(page)
    assert HOSTILE in page.input_value("#text")
    assert "L3" in page.inner_text("#marks")
    shoot(page, "edit-hostile")
    for where in (page, own_studio.open("/approve/module:contact/nurse-line", "rev.operations")):
        assert where.evaluate("window.hacked") is None
        assert where.locator("form[action='/sign-out']").count() == 1
        assert where.is_visible("h1")
    assert [url for url in page.asked if not url.startswith(own_studio.url)] == []


def test_whoever_does_not_edit_may_look_and_not_change(studio: LiveStudio) -> None:
    page = studio.open(AT, "rev.legal")
    settle(page)
    assert page.locator("#save").count() == 0
    page.locator(".cm-content").click()
    page.keyboard.type("x")
    assert page.input_value("#text") == (studio.library / FILE).read_text()
    shoot(page, "edit-look-only")
    assert_accessible(page)
    token = page.get_attribute("meta[name=form-token]", "content")
    answer = page.request.post(
        f"{studio.url}/edit/save",
        form={"form_token": token, "file": FILE, "text": "x", "base": ""},
    )
    assert answer.status == 403
    answer = page.request.post(
        f"{studio.url}/approve/answer",
        form={"form_token": token, "key": "module:contact/nurse-line", "role": "medical"},
    )
    assert answer.status == 403


def test_names_that_lead_elsewhere_have_no_page(studio: LiveStudio) -> None:
    page = studio.open("/edit")
    for name in (
        "approvals.jsonl",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/data/studio.key",
        "README.md",
    ):
        assert page.request.get(f"{studio.url}/edit/at/{name}").status == 404


def test_something_new_by_keyboard_alone(own_studio: LiveStudio) -> None:
    page = own_studio.open("/edit/new")
    shoot(page, "edit-new")
    assert_accessible(page)
    tab_to(page, "input[name=name]")
    page.keyboard.type("Heart")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    shoot(page, "edit-new-refused")
    assert_accessible(page)
    tab_to(page, "input[name=name]")
    page.keyboard.press("Control+A")
    page.keyboard.type("heart/new-idea")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/at/**")
    settle(page)
    shoot(page, "edit-new-draft")
    assert_accessible(page)
    tab_to(page, "#editor")
    page.keyboard.press("Control+A")
    page.keyboard.type("## A walk\n\nWalk a little each day.")
    page.wait_for_selector("#kept:text-matches('.')")
    tab_to(page, "#save")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=saved**", timeout=20_000)
    text = (own_studio.library / "content/heart/new-idea/en-US/email.md").read_text()
    assert text == "## A walk\n\nWalk a little each day.\n"


def test_completion_offers_what_the_formats_allow(studio: LiveStudio) -> None:
    page = studio.open("/edit/at/triggers/visit-upcoming.yaml")
    settle(page)
    page.locator(".cm-line:has-text('purpose:')").click()
    page.keyboard.press("End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.type("ed")
    page.wait_for_selector(".cm-tooltip-autocomplete")
    assert page.inner_text(".cm-tooltip-autocomplete li >> nth=0").startswith("education")
    shoot(page, "edit-completing")
    page.keyboard.press("Escape")
    page.goto(studio.url + AT)
    settle(page)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" {{ emerg")
    page.wait_for_selector(".cm-tooltip-autocomplete")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    page.wait_for_timeout(150)
    assert page.input_value("#text").rstrip().endswith("{{ emergency.number }}")
    page.click("#discard")


def test_claim_tells_which_modules_wait_with_it(studio: LiveStudio) -> None:
    page = studio.open("/edit/at/claims/pressure-check-posture.yaml")
    settle(page)
    assert page.inner_text("#until-approved") == (
        "Saving ends its approval. Until medical approves it, neither the new nor the earlier "
        "text goes out. What leans on it does not go out either: "
        "module:heart/blood-pressure-check. A release that is built already is not touched."
    )
    assert re.search(r"\d+ of the [1-9]\d* messages that were tried", page.inner_text("#changes"))
    page.goto(f"{studio.url}/edit/at/content/safety/emergency/module.yaml")
    assert "No release can be built until then." in page.inner_text("#until-approved")


def test_reviewer_sees_what_supports_the_claims_and_who_has_signed(own_studio: LiveStudio) -> None:
    file = own_studio.library / "content/heart/blood-pressure-check/en-US/email.md"
    page = own_studio.open("/approve/module:heart/blood-pressure-check", "rev.medical")
    assert "Nothing: this is the approved text." in page.inner_text("main")
    signers = page.locator("section[aria-labelledby=signers-head]")
    assert "rev.brand, 2026-11-20 to 2029-01-31" in signers.inner_text()
    file.write_text(file.read_text().replace("Plan for ten minutes", "Plan for fifteen minutes"))
    page.reload()
    assert "edited since" in signers.inner_text()
    claims = page.inner_text("section[aria-labelledby=claims-head]")
    assert "Sitting still for five minutes first" in claims
    assert "back support and uncrossed legs are part of standard office measurement" in claims
    assert "American Heart Association, 2019" in claims
    assert "May be used until 2029-06-30." in claims
    shoot(page, "approve-claims")
    assert_accessible(page)
    assert page.get_attribute("input[name=until]", "max") == "2029-06-30"
    page.eval_on_selector("form[action='/approve/answer']", "form => form.noValidate = true")
    page.fill("input[name=until]", "2020-01-01")
    page.click("button:has-text('Approve')")
    said = page.inner_text("[role=alert]")
    assert "It ends before it was given" in said
    assert "The approval holds until · L104" in said
    page.fill("input[name=until]", "2030-01-01")
    page.eval_on_selector("form[action='/approve/answer']", "form => form.noValidate = true")
    page.click("button:has-text('Approve')")
    page.wait_for_url("**done=approved**")
    page.goto(f"{own_studio.url}/approve/module:heart/blood-pressure-check")
    assert "rev.medical, " in signers.inner_text()
    assert "to 2029-06-30" in signers.inner_text()
    page.goto(f"{own_studio.url}/approve/claim:pressure-check-posture")
    assert "American Heart Association, 2019" in page.inner_text("main")


def test_reviewer_withdraws_a_yes_and_the_writer_reads_why(own_studio: LiveStudio) -> None:
    """Beside an item that is approved: take one's own yes back, see it said, give it again."""
    key = "module:contact/nurse-line"
    path = own_studio.library / "approvals.jsonl"
    other = own_studio.open(f"/approve/{key}", "rev.legal")
    assert other.locator("summary:has-text('Withdraw')").count() == 0
    page = own_studio.open(f"/approve/{key}", "rev.operations")
    before = path.read_text()
    page.click("summary:has-text('Withdraw your approval as operations')")
    shoot(page, "approve-withdraw")
    assert_accessible(page)
    page.fill("input[name=text]", " ")
    page.click("button:has-text('Withdraw')")
    assert "Why you withdraw it" in page.inner_text("[role=alert]")
    assert page.is_visible("input[name=text]")
    shoot(page, "approve-withdraw-refused")
    assert_accessible(page)
    page.fill("input[name=text]", "The number changes next week.")
    page.click("button:has-text('Withdraw')")
    page.wait_for_url("**done=withdrew**")
    assert "It does not count from today on" in page.inner_text("[role=status]")
    assert path.read_text().startswith(before)
    assert '"withdrawn":"The number changes next week."' in path.read_text().splitlines()[-1]
    assert "The number changes next week" in page.inner_text("table")
    shoot(page, "approve-withdrawn")
    assert_accessible(page)
    page.goto(f"{own_studio.url}/approve/{key}")
    said = page.inner_text("section[aria-labelledby=signers-head]")
    assert "withdrawn by rev.operations on " in said
    assert "The number changes next week" in said
    page.click("button:has-text('Approve')")
    page.wait_for_url("**done=approved**")
    page.goto(f"{own_studio.url}/approve/{key}")
    assert "Withdraw your approval" in page.inner_text("main")


def test_refusal_by_a_message_stays_and_says_which_words(own_studio: LiveStudio) -> None:
    """The text alone has no problem: only in a subject is the name of a place a leak."""
    page = own_studio.open("/edit/at/directories/places.yaml")
    settle(page)
    words = page.input_value("#text")
    for email in own_studio.library.glob("content/visit/*/en-US/email.md"):
        if "subject: " in (text := email.read_text()):
            email.write_text(text.replace("subject: ", "subject: At {{ place.name }}, ", 1))
    first = words.split("entries:\n")[1].split("name: ")[1].split("\n")[0]
    put(page, words.replace(first, "Diabetes Center", 1))
    page.click("#save", timeout=60_000)
    page.wait_for_selector("#refused", timeout=30_000)
    settle(page)
    page.wait_for_timeout(500)
    assert page.is_visible("#refused")
    assert "Diabetes Center" in page.inner_text("#refused")
    assert "Diabetes Center" in page.inner_text("#changes .refused-words mark >> nth=0")
    shoot(page, "edit-refused-message")
    assert_accessible(page)
    type_at_end(page, "# mended below")
    assert not page.is_visible("#refused")


def test_list_reaches_every_item_in_parts(studio: LiveStudio) -> None:
    page = studio.open("/edit")
    assert page.get_attribute("table.list a >> nth=0", "href").endswith("/en-US/email.md")
    seen = page.locator("table.list a").all_inner_texts()
    total = int(page.inner_text("nav[aria-label='Parts of the list'] span").rsplit(" ", 1)[1])
    assert total > len(seen)
    page.click("text=After")
    page.wait_for_url("**from=50#all-head")
    page.evaluate("scrollTo(0, 0)")  # else a draft of another test may lie half below the top bar
    assert_accessible(page)
    while True:
        seen += page.locator("table.list a").all_inner_texts()
        if not page.locator("a[rel=next]").count():
            break
        page.click("a[rel=next]")
    assert len(seen) == total
    page.click("a[rel=prev]")
    page.goto(f"{studio.url}/edit?sort=trigger&q=visit&from=9999")
    assert page.locator("table.list a").count() > 3
    assert not page.locator("nav[aria-label='Parts of the list']").count()


def test_second_press_while_the_first_is_under_way_sends_nothing(own_studio: LiveStudio) -> None:
    """It was answered with "nothing to save", in place of what the first had done."""
    page = own_studio.open(AT)
    settle(page)
    type_at_end(page, "You can call as often as you need.")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    said = page.evaluate(
        "(() => { const save = document.getElementById('save');"
        " for (const _ of [1, 2]) save.form.requestSubmit(save);"
        " return [save.ariaBusy, document.getElementById('kept').textContent] })()"
    )
    assert said == ["true", "Saving: the messages with it are tried…"]
    page.wait_for_url("**done=saved**", timeout=40_000)
    assert len([url for url in sent if url.endswith("/edit/save")]) == 1
    page.go_back()
    page.wait_for_selector("#save:not([aria-busy])")


def test_save_can_be_pressed_again_after_the_browsers_stop(own_studio: LiveStudio) -> None:
    """It did nothing for twenty seconds, and what was typed meanwhile was not kept."""
    page = own_studio.open(AT)
    page.set_default_timeout(30_000)  # a save tries every message, on a busy machine too
    settle(page)
    type_at_end(page, "You can call as often as you need.")
    page.route("**/edit/save", lambda route: None)  # an answer that does not come
    page.evaluate(
        "(() => { const save = document.getElementById('save');"
        " const told = () => { document.body.dataset.stopped = save.ariaBusy ?? 'at rest' };"
        " setTimeout(() => save.click(), 50);"
        " setTimeout(() => { window.stop(); setTimeout(told, 100) }, 1000) })()"
    )
    page.wait_for_timeout(2000)
    page.wait_for_selector("body[data-stopped='at rest']")
    type_at_end(page, "We are glad to hear from you.")
    page.wait_for_selector("#kept:text-is('Kept as a draft')")
    page.unroute("**/edit/save")
    save(page)
