"""Words outlive what kept them from arriving: an ended session, a studio out of reach.

The tab alone keeps them, and forgets them only when the studio says that they arrived.
"""

from __future__ import annotations

from typing import Any

from tests.studio.test_editing_page import AT, FILE, save, settle, type_at_end
from tests.studio_live import PASSWORD, LiveStudio, assert_accessible, shoot

WORDS = "It costs nothing."


def test_words_typed_out_of_reach_outlive_a_save(own_studio: LiveStudio) -> None:
    """Kept while the studio is out of reach, then sent in vain: offered, and saved."""
    page = own_studio.open(AT)
    settle(page)
    page.context.set_offline(True)
    type_at_end(page, WORDS)
    assert "This tab keeps your text" in page.inner_text("#kept")
    send_in_vain(page)
    page.context.set_offline(False)
    page.goto(own_studio.url + AT)
    settle(page)
    page.click("text=Put it back")
    page.wait_for_selector("#changes ins:has-text('It costs nothing.')", timeout=20_000)
    save(page)
    assert WORDS in (own_studio.library / FILE).read_text()
    assert held(page) == []


def test_words_sent_at_once_in_vain_are_offered(own_studio: LiveStudio) -> None:
    """Nothing was held before, as they were sent before a draft could fail."""
    page = own_studio.open(AT)
    settle(page)
    page.context.set_offline(True)
    type_now(page, WORDS)
    send_in_vain(page)
    page.context.set_offline(False)
    page.go_back()
    settle(page)
    # Elsewhere in between: no page but the answer says that they arrived.
    page.goto(f"{own_studio.url}/edit")
    page.goto(own_studio.url + AT)
    page.click("text=Put it back")
    page.wait_for_selector("#kept:text-is('Kept as a draft')")
    assert held(page) == []
    page.reload()
    settle(page)
    assert page.locator("text=Put it back").count() == 0
    assert WORDS in page.inner_text(".cm-content")


def test_an_offer_waits_for_its_answer(own_studio: LiveStudio) -> None:
    """Neither a draft nor a save of other words stands for what is offered."""
    page = own_studio.open(AT)
    settle(page)
    page.context.set_offline(True)
    type_at_end(page, WORDS)
    page.context.set_offline(False)
    reload_unasked(page)
    page.wait_for_selector("text=Put it back")
    settle(page)
    type_at_end(page, "Ask for a nurse.")
    assert page.inner_text("#kept") == "Kept as a draft"
    page.reload()
    settle(page)
    assert page.locator("text=Put it back").count() == 1
    type_now(page, "At any time.")
    save(page)
    assert "Ask for a nurse." in (own_studio.library / FILE).read_text()
    settle(page)
    page.click("text=Put it back")
    assert WORDS in page.inner_text(".cm-content")
    page.wait_for_selector("#kept:text-is('Kept as a draft')")
    assert held(page) == []


def test_an_offer_is_forgotten_when_asked(own_studio: LiveStudio) -> None:
    page = own_studio.open(AT)
    settle(page)
    page.context.set_offline(True)
    type_at_end(page, WORDS)
    page.context.set_offline(False)
    reload_unasked(page)
    page.click("text=Forget it")
    assert held(page) == []
    page.reload()
    settle(page)
    assert page.locator("text=Put it back").count() == 0


def test_a_refused_save_has_arrived_as_a_draft(own_studio: LiveStudio) -> None:
    page = own_studio.open(AT)
    settle(page)
    type_now(page, "Because you have diabetes, we wrote to you.")
    page.click("#save")
    page.wait_for_selector("[role=alert]:has-text('Not saved')")
    assert held(page) == []
    page.goto(own_studio.url + AT)
    settle(page)
    assert "Because you have diabetes" in page.inner_text(".cm-content")


def test_reviewer_words_outlive_a_studio_out_of_reach(own_studio: LiveStudio) -> None:
    path = own_studio.library / FILE
    path.write_text(path.read_text() + "\nAnd at night too.\n")
    page = own_studio.open("/approve/module:contact/nurse-line", "rev.operations")
    page.fill("textarea[name=text]", "Say during which hours.")
    page.context.set_offline(True)
    send_in_vain(page, "button:has-text('Send back')")
    page.context.set_offline(False)
    page.goto(f"{own_studio.url}/approve/module:contact/nurse-line")
    page.click("text=Put it back")
    assert page.input_value("textarea[name=text]") == "Say during which hours."
    page.click("button:has-text('Send back')")
    page.wait_for_url("**done=sent+back**")
    assert held(page) == []


def test_words_outlive_the_session_that_they_were_typed_in(own_studio: LiveStudio) -> None:
    """Kept in the tab, offered after signing in, on the same page, to the same account."""
    page = own_studio.blank("")
    own_studio.sign_in(page, "ed.rivera")
    page.goto(own_studio.url + AT)
    settle(page)
    end_session(page)
    type_at_end(page, "It costs nothing.")
    assert "This tab keeps your text" in page.inner_text("#kept")
    page.click("#save")
    page.wait_for_url("**/sign-in?to=**")
    assert "costs" not in page.url
    sign_in_here(page, "ed.okafor")
    page.wait_for_url(f"**{AT}")
    settle(page)
    assert page.locator("text=Put it back").count() == 0
    end_session(page)
    page.goto(own_studio.url + AT)
    sign_in_here(page, "ed.rivera")
    page.wait_for_selector("text=Put it back")
    settle(page)
    shoot(page, "edit-unsent")
    assert_accessible(page)
    page.click("text=Put it back")
    page.wait_for_selector("#changes ins:has-text('It costs nothing.')", timeout=20_000)
    page.wait_for_selector("#kept:text-is('Kept as a draft')")
    # The other way: signed in again in a second tab, with this one still open.
    end_session(page)
    second = page.context.new_page()
    own_studio.sign_in(second, "ed.rivera")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Nor is there a wait.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=W602")
    page.click("text=Back to the page, with what you typed")
    page.click("text=Put it back")
    page.wait_for_selector("#changes ins:has-text('Nor is there a wait.')", timeout=20_000)
    page.wait_for_timeout(1000)
    save(page)
    assert "It costs nothing. Nor is there a wait." in (own_studio.library / FILE).read_text()
    page.reload()
    settle(page)
    assert page.locator("text=Put it back").count() == 0


def test_reviewer_words_outlive_the_session(own_studio: LiveStudio) -> None:
    path = own_studio.library / FILE
    path.write_text(path.read_text() + "\nAnd at night too.\n")
    page = own_studio.blank("")
    own_studio.sign_in(page, "rev.operations")
    page.goto(f"{own_studio.url}/approve/module:contact/nurse-line")
    page.fill("textarea[name=text]", "Say during which hours.")
    end_session(page)
    page.click("button:has-text('Send back')")
    page.wait_for_url("**/sign-in?to=**")
    sign_in_here(page, "rev.operations")
    page.click("text=Put it back")
    assert page.input_value("textarea[name=text]") == "Say during which hours."
    page.click("button:has-text('Send back')")
    page.wait_for_url("**done=sent+back**")


def end_session(page: Any) -> None:
    """As two hours without use do; the page that is open does not know."""
    page.context.clear_cookies()


def sign_in_here(page: Any, name: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('Sign in')")


def type_now(page: Any, words: str) -> None:
    """Write below the text, and wait for nothing."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n\n{words}")


def send_in_vain(page: Any, button: str = "#save") -> None:
    """Send a form, and see the browser's own page of an address that it cannot reach."""
    with page.expect_event("requestfailed", lambda asked: asked.is_navigation_request()):
        page.click(button, no_wait_after=True)
    page.wait_for_timeout(1000)


def reload_unasked(page: Any) -> None:
    """Load the page again, and say yes where the browser asks about what is unsaved."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def held(page: Any) -> list[Any]:
    """What the tab keeps."""
    found: list[Any] = page.evaluate("JSON.parse(sessionStorage.getItem('bedside-unsent') ?? '[]')")
    return found
