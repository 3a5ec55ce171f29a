"""A brand from its editor to its approval; and every page of the studio at 200% zoom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.library.building import build
from service.library.loader import load_library
from service.wiring import the_clock
from tests.conftest import STARTER
from tests.studio.test_editing_page import save, settle
from tests.studio_forks import Forks
from tests.studio_live import LiveStudio, assert_accessible, assert_fits, running_studio, shoot

BRAND, TEMPLATE = "prompts/cedar-valley/brand.yaml", "prompts/shared/reword.j2"


@pytest.fixture
def with_brands(browser: Any, tmp_path: Path, forks: Forks) -> Iterator[LiveStudio]:
    """A studio with brands beside its library, as the starter has them."""
    shutil.copytree(STARTER.parent / "prompts", tmp_path / "prompts")
    with running_studio(tmp_path, forks=forks) as running:
        live = LiveStudio(browser, running)
        yield live
        live.close_pages()


def serves_the_brand(library: Path) -> bool:
    return "cedar-valley" in build(load_library(library), the_clock().date()).release.brands


def say(page: Any, old: str, new: str) -> None:
    """Write other words in the text, and wait until they were looked at and kept."""
    text = page.input_value("#text")
    assert old in text
    at = text.index(old)
    page.evaluate("([a, b, s]) => studioPage.editor.replace(a, b, s)", [at, at + len(old), new])
    page.wait_for_selector("#kept:text-matches('.')")
    page.wait_for_timeout(1500)


def test_brand_is_edited_and_approved(with_brands: LiveStudio) -> None:
    library = with_brands.library
    assert serves_the_brand(library)
    page = with_brands.open("/edit?sort=brand")
    page.click("table a:has-text('Cedar Valley')")
    settle(page)
    assert page.inner_text("#seen-count") == "none"
    say(page, "  - bring it along", "  - we know that you have diabetes")
    assert "DX-02" in page.inner_text("#marks")
    page.click("#save")
    page.wait_for_selector("[role=alert]:has-text('Not saved')")
    settle(page)
    shoot(page, "edit-brand-refused")
    assert_accessible(page)
    say(page, "  - we know that you have diabetes", "  - bring it with you")
    assert page.locator("#marks .error").count() == 0
    assert "L227" in page.inner_text("#marks")
    save(page)
    assert "ed.rivera" in (library.parent / BRAND).read_text()
    assert not serves_the_brand(library)
    page.fill(".ask input[name=text]", "It sounds more like us.")
    page.click("text=Ask for approval")
    page.wait_for_url("**done=asked**")

    for reviewer in ("rev.brand", "rev.legal"):
        review = with_brands.open("/approve", reviewer)
        assert "asked for" in review.inner_text("table")
        review.click("table a:has-text('Cedar Valley')")
        assert "with you" in review.locator(".diff ins").all_inner_texts()
        shoot(review, "approve-brand")
        assert_accessible(review)
        assert not serves_the_brand(library)
        review.click("button:has-text('Approve')")
        review.wait_for_url("**done=approved**")
    assert serves_the_brand(library)
    assert "brand:cedar-valley" not in (library / "approvals.jsonl").read_text()


def test_two_editors_of_a_template_lose_nothing(with_brands: LiveStudio) -> None:
    first = with_brands.open("/edit?sort=prompt")
    first.click("table a:has-text('in other words')")
    second = with_brands.open(f"/edit/at/{TEMPLATE}", "ed.okafor")
    settle(first)
    settle(second)
    say(first, "in the voice", "in this voice")
    say(second, "in the voice", "in our voice")
    save(first)
    second.click("#save")
    second.wait_for_selector("[role=alert]")
    text = second.input_value("#text")
    assert "in this voice" in text
    assert "in our voice" in text
    assert "in our voice" not in (with_brands.library.parent / TEMPLATE).read_text()


#: Each page with somebody who may open it, and what they came for.
PAGES = [
    ("/preview", "ed.rivera", "select[name=signal]"),
    ("/all-at-once", "ed.rivera", "select[name=signal]"),
    ("/edit", "ed.rivera", "button:has-text('Find')"),
    ("/edit/at/content/contact/nurse-line/en-US/email.md", "ed.rivera", "#save"),
    ("/approve", "rev.medical", "h1"),
    ("/approve/module:contact/nurse-line", "rev.operations", "h2:has-text('Your answer')"),
    ("/library", "rev.medical", "button:has-text('Find')"),
    ("/library/ending", "rev.medical", "h2"),
    ("/decisions", "co.lindqvist", "button:has-text('Find')"),
]


@pytest.mark.parametrize(("path", "name", "control"), PAGES)
def test_every_page_stands_at_double_size(
    studio: LiveStudio, path: str, name: str, control: str
) -> None:
    """A window of 1280 pixels at 200% (WCAG 1.4.4): nothing beyond the edge, nothing lost."""
    page = studio.open(path, name, width=640, device_scale_factor=2)
    page.wait_for_load_state("networkidle")
    folded = page.locator("details.ask:not([open]) > summary")
    if folded.count():  # the question gives way to the message where there is little room
        folded.click()
    for found in (*page.locator(".tabs a").all(), page.locator(control).first):
        found.scroll_into_view_if_needed()
        assert found.is_visible()
        box = found.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 640
    assert page.locator(".tabs a").count() > 2
    assert_fits(page, 640)
