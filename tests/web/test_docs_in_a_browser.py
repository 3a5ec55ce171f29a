"""The page at `/docs` in a real browser: on a phone, and the links between its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import running_browser
from tests.web.conftest import Api

pytestmark = pytest.mark.browser


@pytest.fixture
def page(api: Api) -> Iterator[Any]:
    nobody = api.without_key()
    with running_browser() as browser:
        shown = browser.new_page(viewport={"width": 390, "height": 800})
        shown.set_content(nobody.get("/docs").text)
        shown.add_style_tag(content=nobody.get("/static/style.css").text)
        yield shown


def test_nothing_of_it_is_cut_off_on_a_phone(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_link_to_an_endpoint_opens_it(page: Any) -> None:
    opened = "document.getElementById('post_message').closest('details').open"
    assert page.evaluate(opened) is False
    page.evaluate("document.querySelector('a[href=\\'#post_message\\']').click()")
    assert page.evaluate(opened) is True
