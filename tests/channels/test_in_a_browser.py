"""E-mails and the gallery in a real browser: widths, dark mode, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.channels import format_email
from service.channels.gallery import Entry, gallery_html
from tests.browser import running_browser, wait_for
from tests.channels.samples import frame
from tests.channels.test_format_email import MODULES

pytestmark = pytest.mark.browser

MESSAGE = format_email(MODULES, frame("email", unsubscribe=True))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with running_browser() as running:
        yield running


@pytest.mark.parametrize("width", [320, 375, 640, 800])
def test_an_email_never_scrolls_sideways(browser: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.set_content(MESSAGE.html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    column = page.evaluate("document.querySelector('.column').getBoundingClientRect().width")
    assert column <= 600
    page.close()


def test_an_email_has_a_dark_mode(browser: Any) -> None:
    found = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": 375, "height": 700}, color_scheme=scheme)
        page.set_content(MESSAGE.html)
        found[scheme] = page.evaluate(
            "['.card', 'h1', '.button-link'].map(name => {"
            " const style = getComputedStyle(document.querySelector(name));"
            " return name === '.card' ? style.backgroundColor : style.color })"
        )
        page.close()
    assert found == {
        "light": ["rgb(255, 255, 255)", "rgb(35, 48, 42)", "rgb(255, 255, 255)"],
        "dark": ["rgb(27, 36, 32)", "rgb(242, 245, 243)", "rgb(14, 33, 25)"],
    }


def test_the_preheader_is_not_seen_in_the_message(browser: Any) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 700})
    page.set_content(MESSAGE.html)
    assert MESSAGE.preheader
    assert MESSAGE.preheader not in page.inner_text("body")
    page.close()


def test_a_button_is_large_enough_to_tap(browser: Any) -> None:
    """WCAG 2.2, 2.5.5 (target size, enhanced): at least 44 by 44."""
    page = browser.new_page(viewport={"width": 375, "height": 700})
    page.set_content(MESSAGE.html)
    box = page.query_selector(".button-link").bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 250
    page.close()


def test_the_gallery_opens_quietly_and_fits_its_frames(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "gallery.html"
    path.write_text(gallery_html([Entry("By e-mail", "A visit", MESSAGE, "send")]), "utf-8")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    wait_for(page, "document.querySelector('iframe').style.height !== ''")
    page.click("summary >> nth=0")
    wait_for(page, "document.querySelectorAll('iframe')[3].style.height !== ''")
    assert said == []
    assert {url.split(":")[0] for url in asked} <= {"file", "about"}
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
