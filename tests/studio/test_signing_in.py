"""Signing in and out in a real browser, and what is refused on the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.studio_live import (
    LiveStudio,
    assert_accessible,
    shoot,
    tab_to,
)

pytestmark = pytest.mark.browser


def test_somebody_signs_in_by_keyboard_and_comes_back_to_where_they_were(
    studio: LiveStudio,
) -> None:
    page = studio.blank("")
    page.goto(f"{studio.url}/preview?person=regular")
    assert "/sign-in?to=" in page.url
    assert_accessible(page)
    page.keyboard.type("ed.rivera")
    page.keyboard.press("Tab")
    page.keyboard.type("quiet lamps by the river")
    page.keyboard.press("Enter")
    page.wait_for_url("**/preview?person=regular**")
    cookie = next(c for c in page.context.cookies() if c["name"] == "bedside_studio")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_a_wrong_password_says_no_more_than_that(studio: LiveStudio) -> None:
    page = studio.blank("")
    said = set()
    for name in ("ed.rivera", "nobody.here"):
        studio.sign_in(page, name, "not the right words")
        said.add(page.inner_text("[role=alert]"))
    assert said == {"The name or the password is not right."}
    shoot(page, "sign-in-wrong", dark=True)
    assert_accessible(page)


def test_a_name_waits_after_five_wrong_passwords(studio: LiveStudio) -> None:
    page = studio.blank("")
    for _ in range(5):
        studio.sign_in(page, "guessed.at", "not the right words")
    studio.sign_in(page, "guessed.at", "not the right words")
    assert page.inner_text("[role=alert]") == ("Too many wrong passwords. Try again in 15 minutes.")


def test_a_link_signs_in_once(own_studio: LiveStudio) -> None:
    page = own_studio.blank("")
    page.goto(own_studio.server.link)
    assert page.url.startswith(f"{own_studio.url}/preview")
    assert page.inner_text(".menu-name") == "owner"
    other = own_studio.blank("")
    other.goto(own_studio.server.link)
    assert "used already" in other.inner_text("[role=alert]")
    shoot(other, "link-used")


def test_signing_out_ends_every_session_of_the_account(studio: LiveStudio) -> None:
    one, two = studio.blank(""), studio.blank("")
    for page in (one, two):
        studio.sign_in(page, "rev.legal")
        page.wait_for_url("**/preview**")
    tab_to(one, ".menu > summary")
    one.keyboard.press("Enter")
    shoot(one, "menu")
    assert_accessible(one)
    one.click("text=Sign out")
    one.wait_for_url("**/sign-in")
    two.goto(f"{studio.url}/preview")
    assert "/sign-in" in two.url


def test_a_menu_closes_with_escape_and_gives_the_focus_back(studio: LiveStudio) -> None:
    page = studio.open("/preview")
    tab_to(page, ".menu > summary")
    page.keyboard.press("Enter")
    assert page.is_visible(".menu-body")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.is_visible(".menu-body")
    assert page.evaluate("document.activeElement.matches('.menu > summary')")


def test_the_appearance_is_kept(studio: LiveStudio) -> None:
    page = studio.open("/preview")
    page.click(".menu > summary")
    page.check("[name=theme][value=dark]")
    page.goto(f"{studio.url}/preview")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 20)"


def test_the_first_tab_skips_to_the_content(studio: LiveStudio) -> None:
    page = studio.open("/preview")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_page_that_is_not_there_says_so(studio: LiveStudio) -> None:
    page = studio.blank()
    answer = page.goto(f"{studio.url}/nothing-here")
    assert answer.status == 404
    assert page.inner_text("h1") == "There is no such page"
    shoot(page, "no-such-page", dark=True)
    assert_accessible(page)


def _post(page: Any, url: str, form: dict[str, str], **headers: str) -> int:
    status: int = page.request.post(
        url, form=form, headers=headers, max_redirects=0, fail_on_status_code=False
    ).status
    return status


def test_a_form_from_elsewhere_changes_nothing(studio: LiveStudio) -> None:
    page = studio.open("/preview", "rev.brand")
    token = page.get_attribute("meta[name=form-token]", "content")
    leave = f"{studio.url}/sign-out"
    assert _post(page, leave, {}) == 403
    assert _post(page, leave, {"form_token": token[:-4] + "AAAA"}) == 403
    assert _post(page, leave, {"form_token": token}, origin="https://elsewhere.example.org") == 403
    other = studio.open("/preview", "rev.privacy")
    theirs = other.get_attribute("meta[name=form-token]", "content")
    assert _post(page, leave, {"form_token": theirs}) == 403
    page.goto(f"{studio.url}/preview")
    assert page.inner_text(".menu-name") == "rev.brand"
    assert _post(page, leave, {"form_token": token}, origin=studio.url) == 303


def test_another_host_name_is_turned_away(studio: LiveStudio) -> None:
    page = studio.blank("")
    answer = page.request.get(f"{studio.url}/sign-in", headers={"host": "evil.example.org"})
    assert answer.status == 421


def test_every_answer_forbids_what_the_studio_does_not_need(studio: LiveStudio) -> None:
    page = studio.blank("")
    for path in ("/sign-in", "/nothing-here", "/static/0/none.js"):
        headers = page.request.get(studio.url + path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
