"""The catalogue of error codes is whole, and its page is current."""

from __future__ import annotations

import re
from pathlib import Path

from service.codes import CODES, errors_page

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r'"([LSCD]\d{3})(?=[" ])')


def _raised() -> set[str]:
    """Every code that stands as a word of its own in the service's code."""
    files = (ROOT / "service").rglob("*.py")
    catalogues = {ROOT / "service" / "codes.py", ROOT / "service" / "channels" / "problems.py"}
    return {
        code
        for file in files
        if file not in catalogues
        for code in _CODE.findall(file.read_text(encoding="utf-8"))
    }


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    assert sorted(_raised() - CODES.keys()) == []


def test_every_code_of_the_catalogue_is_raised() -> None:
    assert sorted(CODES.keys() - _raised()) == []


def test_page_of_error_codes_is_current() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert page == errors_page(), "run `make docs`"


def test_every_code_stands_once_on_the_page() -> None:
    page = errors_page()
    assert [code for code in CODES if len(re.findall(rf"(?:### |\*\*){code}\b", page)) != 1] == []
