"""`make screenshots`: the pictures of the README and of `docs/studio.md`, written anew.

Taken from the running studio on the starter library at a fixed day, so that they change only when
the pages do.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser import CHROMIUM, MISSING, running_browser, wait_for
from tests.studio_live import LiveStudio, running_studio

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"

#: Name, address, width, height, dark.
PICTURES: tuple[tuple[str, str, int, int, bool], ...] = (
    ("studio-preview", "/preview?scenario=outcomes-a-visit-was-booked", 1280, 820, False),
    (
        "studio-blocked",
        "/preview?scenario=outcomes-a-careless-sentence-was-approved",
        1280,
        820,
        False,
    ),
    ("studio-all", "/all-at-once?now=2026-11-24T10:00", 1280, 900, False),
    (
        "studio-time-travel",
        "/preview?scenario=e-mail-read-an-article&sent=3",
        1280,
        760,
        False,
    ),
    ("studio-dark", "/preview?scenario=text-messages-a-visit-was-booked", 1280, 720, True),
    ("studio-phone", "/preview?scenario=text-messages-a-visit-was-booked", 390, 760, False),
)


def main() -> int:
    """Write every picture."""
    if CHROMIUM is None:
        sys.stderr.write(f"{MISSING}\n")
        return 2
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_browser() as browser,
        running_studio(Path(folder)) as server,
    ):
        live = LiveStudio(browser, server)
        for name, path, width, height, dark in PICTURES:
            page = live.open(path, viewport={"width": width, "height": height})
            page.emulate_media(color_scheme="dark" if dark else "light")
            _settle(page)
            page.screenshot(path=IMAGES / f"{name}.png")
            sys.stdout.write(f"docs/images/{name}.png\n")
        live.close_pages()
    return 0


def _settle(page: Any) -> None:
    wait_for(page, "[...document.querySelectorAll('iframe.message')].every(f => f.style.height)")
    page.wait_for_timeout(200)


if __name__ == "__main__":
    sys.exit(main())
