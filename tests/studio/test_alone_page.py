"""Words are seen before a message holds them, and nothing is signed unseen."""

from __future__ import annotations

import re

from tests.studio.test_editing_page import begin
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to

WORDS = "content/heart/new-idea/en-US/sms.txt"


def test_writer_of_a_new_module_sees_it_in_its_channel(own_studio: LiveStudio) -> None:
    page = own_studio.open("/edit/new?what=module")
    begin(page, "heart/new-idea", WORDS, channel="sms")
    tab_to(page, "#editor")
    page.keyboard.press("Control+A")
    page.keyboard.type("Because you have diabetes, call {{ organisation.phone }}.")
    page.wait_for_selector("#alone .bubble:has-text('call 319-555-0100.')", timeout=20_000)
    assert "cannot go out" in page.inner_text("#alone summary")
    told = page.locator("main :text('DX-01')")  # once: beside the words, where it is mended
    told.first.wait_for(timeout=20_000)
    assert told.count() == 1
    assert "DX-01" not in page.inner_text("#alone")
    shoot(page, "edit-alone")
    assert_accessible(page)


def test_reviewer_reaches_every_rendition_and_every_message(studio: LiveStudio) -> None:
    module = "heart/blood-pressure-check"
    page = studio.open(f"/approve/module:{module}", "rev.medical")
    words = page.locator("section[aria-labelledby=alone-head]")
    said = [each.strip() for each in words.locator("summary").all_inner_texts()]
    files = sorted((studio.library / "content" / module / "en-US").iterdir())
    assert said == [f"{file.stem} · en-US" for file in files]
    for summary in words.locator("summary").all()[1:]:
        summary.press("Enter")
    for frame in words.locator("iframe").all():
        inside = frame.content_frame
        assert "Sitting still for five minutes first" in inside.locator("body").inner_text()
    shoot(page, "approve-alone", dark=True)
    assert_accessible(page)
    assert re.search(r"12 of (\d+) possible calls were tried", page.inner_text("main"))
    page.click("a:has-text('Try all')")
    assert re.search(r"All \d+ possible calls were tried", page.inner_text("main"))
    texts = page.locator("select[name=shown] option").count()
    page.select_option("select[name=shown]", str(texts - 1))
    page.click("button:has-text('Show')")
    assert "calls=all" in page.url
    assert page.input_value("select[name=shown]") == str(texts - 1)
    shoot(page, "approve-all-calls")
    assert_accessible(page)


def test_answer_to_a_call_for_help_is_seen_before_it_is_signed(studio: LiveStudio) -> None:
    """No call of a trigger leads to these words, and they are signed all the same."""
    page = studio.open("/approve/module:safety/emergency", "rev.medical")
    words = page.locator("section[aria-labelledby=alone-head]")
    assert "sms · en-US" in words.inner_text()
    assert words.locator("details[open]").count() == 1
