"""Every channel, every variant, and short and long values side by side."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails import Guard
from service.domain.vocabulary import CHANNELS
from service.library.release import Release
from service.settings import STARTER_LIBRARY
from service.studio.previewing.asking import Ask, read_ask
from service.studio.previewing.making import Preview, preview
from service.studio.previewing.spreading import Spread, spread
from service.studio.shelf import Held, Shelf
from tests.browser import wait_for
from tests.conftest import TODAY
from tests.factories import NOW
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to


@pytest.fixture(scope="module")
def held() -> Held:
    return Shelf(STARTER_LIBRARY).held()


@pytest.fixture(scope="module")
def served(held: Held) -> Release:
    return held.release(TODAY, drafts=False)


def spread_of(
    way: str, held: Held, served: Release, guard: Guard, **given: str
) -> tuple[Spread, ...]:
    def answer(ask: Ask) -> Preview:
        return preview(held, served, ask, guard)

    return spread(way, read_ask(given, served, NOW), served, answer)


def test_every_channel_is_there_once(held: Held, served: Release, guard: Guard) -> None:
    found = spread_of("channels", held, served, guard)
    assert tuple(one.preview.ask.channel for one in found) == CHANNELS
    outcomes = [one.preview.decision.outcome for one in found if one.preview.decision]
    assert outcomes == ["send", "send", "send", "suppress", "send"]


def test_variants_are_levels_and_arms_and_each_message_stands_once(
    held: Held, served: Release, guard: Guard
) -> None:
    found = spread_of("variants", held, served, guard, signal="article.read")
    titles = [one.title for one in found]
    assert titles[:2] == ["Reading level simple", "Reading level standard"]
    assert any(title.startswith("Experiment ") for title in titles)
    texts = [one.preview.decision.receipt.text_hash for one in found if one.preview.decision]
    assert len(set(texts)) == len(texts) == len(found)


def test_values_grow_and_keep_what_pulls_the_trigger(
    held: Held, served: Release, guard: Guard
) -> None:
    found = spread_of("values", held, served, guard, signal="appointment.booked", channel="sms")
    kinds = {one.preview.ask.values["visit_kind"] for one in found}
    assert len(kinds) == 1
    assert [one.about for one in found] == [
        "Sunday, May 2 at 9:00 AM, Cedar Valley North",
        "Wednesday, June 16 at 2:30 PM, Riverbend Campus",
        "Wednesday, September 29 at 12:30 PM, Lakeview Clinic",
    ]


@pytest.mark.parametrize("signal", ["reminder.requested", "event.registered"])
def test_every_length_of_value_is_a_signal_that_is_understood(
    held: Held, served: Release, guard: Guard, signal: str
) -> None:
    found = spread_of("values", held, served, guard, signal=signal)
    assert [one.preview.faults for one in found] == [(), (), ()]


# --- the page ------------------------------------------------------------------------------------


def settled(page: Any) -> None:
    wait_for(page, "[...document.querySelectorAll('iframe.message')].every(f => f.style.height)")


@pytest.mark.browser
@pytest.mark.parametrize("way", ["channels", "variants", "values"])
def test_a_way_to_see_all_at_once(studio: LiveStudio, way: str) -> None:
    page = studio.open(f"/all-at-once?by={way}&signal=article.read&now=2026-11-24T10:00")
    settled(page)
    assert_accessible(page)
    shoot(page, f"all-{way}", dark=way == "channels")
    assert page.said == []


@pytest.mark.browser
def test_the_way_is_chosen_by_keyboard_and_leads_to_the_reasons(studio: LiveStudio) -> None:
    page = studio.open("/preview?now=2026-11-24T10:00&person=easy_reader")
    settled(page)
    page.click("text=See every channel, variant and value side by side")
    page.wait_for_url("**/all-at-once?**")
    assert len(page.query_selector_all(".one")) == 5
    tab_to(page, "[name=by]")
    with page.expect_response("**/all-at-once?**"):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector(".row-of.variants")
    assert "by=variants" in page.url
    assert "person=easy_reader" in page.url
    page.click("a:has-text('Why') >> nth=0")
    page.wait_for_url("**/preview?**")
    assert page.input_value("[name=level]") == "simple"
