"""A real browser for tests: Debian's Chromium, driven by Playwright, quiet and offline."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

#: The shell is the same engine without a window round it, and takes half the time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
MISSING = "there is no Chromium on this machine; `make browser` installs Debian's"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]


@contextmanager
def running_browser() -> Iterator[Any]:
    """The browser, until the block ends; skips the test, in plain words, where there is none."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def wait_for(page: Any, holds: str, seconds: float = 8) -> None:
    """Until a script is true in a page.

    It is asked from here each time. Playwright's own waiting asks again inside the page, where a
    policy like ours forbids `eval`: that fails unless the script is true at once.
    """
    until = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < until, f"not true within {seconds} s: {holds}"
        page.wait_for_timeout(20)
