"""The page of finished messages: complete, self-contained, and safe to open."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from service.channels import (
    format_call,
    format_email,
    format_portal,
    format_sms,
    format_web,
    gallery,
)
from service.channels.gallery import Entry, gallery_html
from service.domain.decision import Reason
from tests.channels.samples import Reader, frame, placed

EMAIL = format_email([placed("email", "Words.", subject="A visit")], frame("email"))
SMS = format_sms([placed("sms", "Hi <there>. {{ why }}")], frame("sms"))
PORTAL = format_portal(
    [
        placed(
            "portal",
            "Card words.",
            title="A & B",
            action={"label": "Go", "url": "https://example.org/"},
        )
    ],
    frame("portal"),
)
WEB = format_web([placed("web", "Web words.", title="A block")], frame("web"))
CALL = format_call([placed("call", "## Say\n\n- Hello.", title="A call")], frame("call"))

PAGE = gallery_html(
    [
        Entry("By e-mail", "Before a visit", EMAIL, "send", why="You booked a visit."),
        Entry("By text", "Before a visit", SMS, "send", notes=("One part.",)),
        Entry("On the portal", "Before a visit", PORTAL, "send"),
        Entry("On a page", "Health", WEB, "send"),
        Entry("By phone", "Health", CALL, "send"),
        Entry(
            "In the <night>",
            "Nothing sent",
            None,
            "hold",
            reasons=(Reason("quiet_hours", "It waits until 8 a.m."),),
        ),
    ],
    about="A fictional clinic's messages.",
)


def test_every_entry_is_there_with_its_outcome() -> None:
    page = Reader(PAGE)
    for words in (
        "By e-mail",
        "In the <night>",
        "Held for later",
        "quiet_hours It waits until 8 a.m.",
        "Why You booked a visit.",
        "One part.",
        "Hi <there>. You booked a visit with us.",
        "Hello.",
        "5 Sent",
        "1 Held for later",
    ):
        assert words in page.blocks, words
    assert "1 part, 39 units of GSM-7" in PAGE


def test_frames_show_phone_dark_and_desktop() -> None:
    frames = [found for name, found in Reader(PAGE).elements if name == "iframe"]
    assert [found["width"] for found in frames] == ["375", "640", "375", "640", "440", "640"]
    assert all(found["title"] and found["sandbox"] == "allow-same-origin" for found in frames)
    light, dark = frames[0]["srcdoc"] or "", frames[2]["srcdoc"] or ""
    assert "@media not all {" in light
    assert "@media all {" in dark
    assert "color-scheme: dark;" in dark
    assert "Card words." in (frames[4]["srcdoc"] or "")
    assert "Web words." in (frames[5]["srcdoc"] or "")


def test_it_loads_nothing_from_elsewhere() -> None:
    for name, found in Reader(PAGE).elements:
        assert name not in {"link", "img", "object", "embed"}
        assert "src" not in found
    assert not re.search(r"url\(|@import", PAGE)
    assert "default-src 'none'" in PAGE


def test_ids_are_unique_and_labels_lead_somewhere() -> None:
    elements = Reader(PAGE).elements
    ids = [found["id"] for _, found in elements if "id" in found]
    assert len(ids) == len(set(ids))
    labels = {found["aria-labelledby"] for _, found in elements if "aria-labelledby" in found}
    targets = {found["href"] for name, found in elements if name == "a"}
    assert labels <= set(ids)
    assert {target.removeprefix("#") for target in targets if target} <= set(ids)


def test_the_same_entries_are_the_same_page() -> None:
    entry = Entry("By e-mail", "Before a visit", EMAIL, "send")
    assert gallery_html([entry]) == gallery_html([entry])


def test_a_page_without_entries_is_a_page() -> None:
    assert "Finished messages" in gallery_html([])


def test_what_has_no_look_here_is_shown_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel that is being added is seen at once, before anybody has drawn it."""
    monkeypatch.setattr(gallery, "TITLES", {"pager": "Pager"})
    message = replace(SMS, channel="pager", sms=None)  # type: ignore[arg-type]
    page = Reader(gallery_html([Entry("One", "All", message, "send")]))
    assert "Hi <there>. You booked a visit with us." in page.blocks
