"""Find by filters, see what is covered, and what ends next."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import service.studio
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Route

TEMPLATES = Path(service.studio.__file__).with_name("templates")


def test_find_by_filters(studio: LiveStudio) -> None:
    page = studio.open("/library", "rev.medical")
    shoot(page, "library")
    assert_accessible(page)
    everything = page.inner_text("#found-head")
    tab_to(page, "input[name=q]")
    page.keyboard.type("walk")
    tab_to(page, "select[name=topic]")
    page.keyboard.type("Heart")
    page.keyboard.press("Enter")
    page.click("button:has-text('Find')")
    page.wait_for_url("**topic=heart**")
    assert page.inner_text("#found-head") != everything
    assert "heart/walking-basics" in page.inner_text("table")
    assert "nutrition/" not in page.inner_text("table")
    shoot(page, "library-found")
    page.fill("input[name=q]", "nothing says this")
    page.click("button:has-text('Find')")
    assert "Nothing in the library fits" in page.inner_text("main")
    shoot(page, "library-nothing")
    assert_accessible(page)
    page.goto(f"{studio.url}/library")
    page.click("a:text-is('After')")
    assert page.inner_text("nav[aria-label='Parts of the list'] span").startswith("51 to")
    assert page.said == []


def test_map_of_what_is_covered(studio: LiveStudio) -> None:
    page = studio.blank("rev.medical")
    page.set_default_timeout(60_000)
    page.goto(f"{studio.url}/library/coverage")
    row = page.locator("tr:has-text('article.read')")
    row.wait_for()
    assert row.locator(".cell").all_inner_texts() == [
        "✓\nown words",
        "–\nnothing",
        "✓\nown words",
        "✓\nown words",
        "–\nnothing",
    ]
    row.locator("summary >> nth=0").click()
    assert "article-follow-up" in row.inner_text()
    shoot(page, "library-coverage")
    assert_accessible(page)
    assert page.said == []


def test_what_ends_next(studio: LiveStudio) -> None:
    page = studio.open("/library/ending", "rev.medical")
    assert "What ends within thirteen months" in page.inner_text("main")
    shoot(page, "library-ending")
    assert_accessible(page)


def test_map_that_fails_after_the_page_was_shown_says_so(own_studio: LiveStudio) -> None:
    page = own_studio.blank("rev.medical")
    written = (TEMPLATES / "library_coverage.html").read_text(encoding="utf-8").splitlines()
    (waiting,) = (line for line in written if "hx-get" in line)
    fault = (
        "<!doctype html><title>x</title><main id=main><h1>W608</h1><p>A fault of ours</p></main>"
    )

    def answer(route: Route) -> None:
        if route.request.resource_type != "document":  # the page asks whether its map is there
            route.fulfill(status=500, content_type="text/html", body=fault)
            return
        # however soon the map is there, the page is shown as it is before
        response = route.fetch()
        begun = f'<div id="map">\n{waiting}\n</div></main>'
        body = re.sub(r'<div id="map">.*</main>', lambda _: begun, response.text(), flags=re.DOTALL)
        route.fulfill(response=response, body=body)

    page.route("**/library/coverage", answer)
    page.goto(f"{own_studio.url}/library/coverage", wait_until="domcontentloaded")
    page.wait_for_selector("main :text('The map is being made')")
    page.wait_for_selector("main :text('A fault of ours')", timeout=60_000)


def test_pages_are_printed_on_white_without_what_is_pressed(studio: LiveStudio) -> None:
    page = studio.open("/library")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.is_visible("table.list")
    for pressed in (".top", "form.filters", "nav.bar"):
        assert not page.is_visible(pressed), pressed
    drawn = page.evaluate(
        "['color', 'backgroundColor'].map(it => getComputedStyle(document.body)[it])"
    )
    assert drawn == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
