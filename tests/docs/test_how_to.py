"""The how-to pages work: their files are written and their commands run, step by step.

Each page is followed from top to bottom in a folder of its own (`transcripts.follow`). What it says
the commands print has to be what they print.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.generate import DOCS, pages
from tests.docs.transcripts import follow

HOW_TO = [page for page in pages() if page.parent == DOCS / "how-to"]


@pytest.mark.slow
@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_following_the_page_gives_what_it_shows(page: Path) -> None:
    """Run `make docs` when this fails, and look at the difference."""
    followed = follow(page)
    assert followed.problems == []
    assert followed.text == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_the_last_command_is_the_one_that_checks(page: Path) -> None:
    commands = [
        line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("$ ")
    ]
    assert "bedside check" in commands[-1] or "bedside release show" in commands[-1]


def test_the_pages_that_editors_need_are_followed() -> None:
    assert {page.stem for page in HOW_TO} >= {
        "add-a-brand",
        "add-a-module",
        "add-a-signal-and-trigger",
        "release",
        "set-up-your-own-library",
    }
