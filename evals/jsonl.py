"""Reads JSON lines: the object of each line, or why it holds none. It knows nothing of cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import BedsideError, Problem, shown


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line, what would be right, and in which column it was seen."""

    what: str
    fix: str = ""
    column: int = 1

    def at(self, file: str, line: int, fix: str = "") -> Problem:
        """The problem, with a way out where the line has none of its own."""
        return Problem(file, line, self.column, "E113", self.what, self.fix or fix)


class _Twice(ValueError):
    """A key that stands twice: of two labels nobody knows which is meant."""


def text_of(path: Path, name: str, right: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark; `right` is what it must be.

    Raises `BedsideError` where it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "is not UTF-8"
        problem = Problem(name, 0, 0, "E101", f"the file: {what}", right)
        raise BedsideError([problem]) from error


def rows_of(text: str) -> Iterator[tuple[int, dict[str, Any] | Wrong]]:
    """The number of each line that is not blank, and its object or why it has none."""
    # A sentence may hold U+2028 or U+0085, at which `splitlines` would break a line in two.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _row(line)


def _row(line: str) -> dict[str, Any] | Wrong:
    try:
        row = json.loads(line, object_pairs_hook=_once)
    except _Twice as twice:
        return Wrong(f"the key '{shown(twice)}' twice", "keep one of them")
    except json.JSONDecodeError as error:
        return Wrong(f"not JSON: {error.msg}", column=error.colno)
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists in lists
        return Wrong("not JSON that can be read")
    return row if isinstance(row, dict) else Wrong("not an object with the key `text`")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for key, value in pairs:
        if key in row:
            raise _Twice(key)
        row[key] = value
    return row
