"""Pages are written by their names, and a name that is no page's is told."""

from __future__ import annotations

import pytest

from tests.docs import generate


def test_name_that_no_followed_page_has_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """It ended with 0 and wrote nothing, as if the page were as it should be."""
    assert generate.main(["how-to/no-such-page.md"]) == 1
    assert capsys.readouterr().err == "no followed page is called how-to/no-such-page.md\n"
