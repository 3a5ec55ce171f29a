"""The catalogue of error codes is whole, and its page is current."""

from __future__ import annotations

import re
from pathlib import Path

import click

from service.codes import CODES, errors_page
from service.web.codes import WEB_CODES
from tests.docs.tables import commands

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r'"([LSCD]\d{3})(?=[" ])')


def _raised() -> set[str]:
    """Every code that stands as a word of its own in the service's code."""
    files = (ROOT / "service").rglob("*.py")
    catalogues = {
        *(ROOT / "service" / "codes").glob("*.py"),
        ROOT / "service" / "channels" / "problems.py",
    }
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


#: A command as texts name it, up to its first argument or option.
_COMMAND = re.compile(r"`(bedside(?: [a-z][a-z-]*)+)")


def test_every_command_that_an_error_names_exists() -> None:
    known = commands()
    texts = [word for kind in WEB_CODES.values() for word in (kind.means, kind.fix)]
    texts += [word for note in CODES.values() for word in note]
    named = {name for text in texts for name in _COMMAND.findall(text)}
    assert "bedside library list signal" in named
    assert {name for name in named if not _exists(name, known)} == set()


def _exists(name: str, known: dict[str, click.Command]) -> bool:
    """The longest command that a name begins with is no group, or is all of it."""
    parts = name.split()
    found = next(
        " ".join(parts[:end]) for end in range(len(parts), 0, -1) if " ".join(parts[:end]) in known
    )
    return found == name or not isinstance(known[found], click.Group)
