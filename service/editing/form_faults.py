"""What is wrong with what somebody typed to make something new, each at its field. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from service.domain.nearest import did_you_mean
from service.errors import Problem
from service.library.brand_files import SHARED
from service.library.module_folders import MAX_FOLDERS

_WORD = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
_DASHED = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


class _Name(NamedTuple):
    """The names that a sort of item can have: their pattern, the form's words for it, the most
    characters."""

    pattern: str
    fix: str
    most: int = 80


_USUAL = _Name(_WORD, "use lower-case words joined by `-`")
_NAMES = {
    "module": _Name(
        rf"{_WORD}(?:/{_WORD}){{1,{MAX_FOLDERS}}}",
        "use a folder and a name in lower case, such as `heart/walking-basics`",
        120,
    ),
    "signal": _Name(
        rf"{_WORD}(?:\.{_WORD})+",
        "say what it is about, then what happened, such as `records.requested`",
    ),
    # Its seed is made of it.
    "experiment": _Name(_DASHED, _USUAL.fix, 40),
    "layout": _Name(_DASHED, _USUAL.fix),
    "directory": _Name(_DASHED, _USUAL.fix),
    "brand": _Name(rf"(?!{SHARED}$){_DASHED}", _USUAL.fix),
    "entry": _Name(_WORD, "use lower-case words joined by `-` or `_`, such as `lakeview`"),
}


def wrong(field: str, what: str, fix: str) -> Problem:
    """What is wrong with a field, and what would be right."""
    return Problem(field, 0, 0, "C141", what, fix)


def unknown(field: str, what: str, given: str, known: Iterable[str], fix: str) -> Problem:
    """A field that names something that is not there; `fix` where nothing known is near."""
    return wrong(field, what, did_you_mean(given, known) or fix)


def misnamed(sort: str, name: str, taken: Collection[str]) -> Iterator[Problem]:
    """Why something new of a sort cannot have a name; nothing where it can."""
    one = f"{'an' if sort in ('experiment', 'entry') else 'a'} {sort}"
    rule = _NAMES.get(sort, _USUAL)
    if not re.fullmatch(rule.pattern, name):
        yield wrong("name", f"this cannot be {one}'s name", rule.fix)
    elif len(name) > rule.most:
        yield wrong(
            "name", f"this is too long for {one}'s name", f"use {rule.most} characters at most"
        )
    elif name in taken:
        yield wrong("name", f"there is {one} of this name", "choose another name")
