"""A compliance officer finds a decision, reads why, and sees the words behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from service.library.building import build
from service.library.kept import keep
from service.library.loader import load_library
from service.library.release import Release
from service.serving import Addressee, Caller, MessageRequest, Service
from service.store.opening import open_store
from service.wiring import the_clock, the_guard
from tests.factories import make_consent, make_signal
from tests.stores import decide, steady
from tests.studio_live import LiveStudio, Server, assert_accessible, shoot, tab_to

pytestmark = pytest.mark.browser

OFFICER = "co.lindqvist"
CALLER = Caller("k_esp", "esp", frozenset({"decide"}))


@pytest.fixture(scope="module")
def served(server: Server) -> Release:
    """What answered the calls; `bedside serve` would have kept it."""
    return steady(build(load_library(server.library), the_clock().date()).release)


@pytest.fixture(scope="module")
def receipts(server: Server, served: Release) -> dict[str, str]:
    """Three decisions in the studio's own log: sent by e-mail and text, and not sent."""
    now = the_clock()
    store = open_store(None, server.data, None, now)
    service = Service(store, served, the_guard(), lambda: now)
    made = {}
    starts = {"starts_at": (now + timedelta(days=14)).isoformat()}
    for name, channel in (("email", "email"), ("portal", "portal"), ("silent", "email")):
        to = Addressee(f"patient-{name}")
        if name != "silent":
            service.standings.record_consent(CALLER, to, make_consent(at=now - timedelta(days=90)))
        signal = make_signal(
            id=f"sig-{name}",
            at=now - timedelta(minutes=5),
            attributes={"place": "riverbend", "visit_kind": "office", **starts},
        )
        made[name] = decide(
            service,
            CALLER,
            MessageRequest(signal=signal, channel=channel, recipient=to.id),  # type: ignore[arg-type]
        ).receipt_id
    service.close()
    return made


def test_a_decision_is_found_and_read_by_keyboard(
    studio: LiveStudio, receipts: dict[str, str]
) -> None:
    page = studio.open("/decisions", OFFICER)
    shoot(page, "decisions", dark=True)
    assert_accessible(page)
    tab_to(page, "input[name=receipt]")
    page.keyboard.type(receipts["portal"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/decisions/{receipts['portal']}")
    assert page.inner_text("h1") == "Sent by portal: visit-preparation"
    told = page.inner_text(".told")
    assert "[starts_at" in told
    assert "Why you received this: You booked a visit with us." in told
    assert "care operations by any" in page.inner_text(".steps")
    shoot(page, "decision-sent", dark=True)
    assert_accessible(page)
    assert page.said == []


def test_an_email_has_its_subject_and_why_each_module_was_chosen(
    studio: LiveStudio, receipts: dict[str, str]
) -> None:
    page = studio.open(f"/decisions/{receipts['email']}", OFFICER)
    assert "Getting ready for a visit" in page.inner_text(".decision")
    assert "[place.name]" in page.inner_text(".told")
    assert "patient-email" not in page.content()
    content = page.locator("details", has=page.locator("h3:text-is('Content')"))
    content.locator("summary").click()
    assert "named by the trigger" in content.inner_text()


def test_words_are_of_the_release_that_was_served_where_it_is_kept(
    studio: LiveStudio, receipts: dict[str, str], served: Release
) -> None:
    page = studio.open(f"/decisions/{receipts['email']}", OFFICER)
    assert "The release that the receipt names is not kept here." in page.inner_text(".decision")
    place = keep(served, studio.server.data)
    place.write_text(place.read_text().replace("Getting ready", "Getting steady"))
    page.reload()
    assert "the release that the receipt names was altered" in page.inner_text(".decision")
    assert_accessible(page)
    keep(served, studio.server.data)
    page.reload()
    assert "was altered" not in page.inner_text(".decision")
    assert "Rebuilt out of the release that the receipt names." in page.inner_text(".decision")
    assert "[place.name]" in page.inner_text(".told")
    assert "operations: rev.operations, 2026-11-20 to 2029-01-31" in page.inner_text(".decision")
    assert_accessible(page)


def test_silence_says_why_and_shows_no_message(
    studio: LiveStudio, receipts: dict[str, str]
) -> None:
    page = studio.open("/decisions?outcome=suppress&reason=consent_absent", OFFICER)
    page.click(f"a[href='/decisions/{receipts['silent']}']")
    assert "consent absent: no consent to care operations by email" in page.inner_text("main")
    assert "Nothing was written for this decision." in page.inner_text("main")
    shoot(page, "decision-silent")
    assert_accessible(page)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/decisions?receipt=r_nothing", "The log has no receipt with this id."),
        ("/decisions?from=yesterday", "A day could not be read"),
        ("/decisions?chain=sandbox", "The sandbox log has none like that."),
        ("/decisions/r_nothing", "The log has no such receipt"),
    ],
)
def test_what_is_not_there_is_said(
    studio: LiveStudio, receipts: dict[str, str], path: str, says: str
) -> None:
    page = studio.open(path, OFFICER)
    assert says in page.inner_text("main")
    assert_accessible(page)


def test_only_compliance_may_look(studio: LiveStudio, receipts: dict[str, Any]) -> None:
    page = studio.open("/decisions", "ed.rivera")
    assert "Your roles do not allow this" in page.inner_text("main")
    assert "Decisions" not in page.inner_text("nav")
    page.goto(f"{studio.url}/decisions/{receipts['email']}")
    assert "Your roles do not allow this" in page.inner_text("main")
