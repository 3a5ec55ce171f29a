"""JSON as a caller sends it, with the place of every key and value.

Stricter than Python's reader: duplicate keys, `NaN` and numbers of thousands of digits are
refused, and so is nesting that nobody writes by hand.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # no stub knows it
from typing import Any

from service.errors import Problem, shown
from service.library.yaml_errors import position
from service.library.yaml_source import MAX_CHARACTERS, MAX_DEPTH, Path, Sourced

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r"[^ \t\n\r,\]}]+")
_LONGEST_NUMBER = 18


def read_json(text: str, file: str, *, first_line: int = 1) -> Sourced:
    """Parse one JSON value. Problems are collected; `data` is None when it could not be read."""

    def refused(line: int, column: int, code: str, what: str, fix: str) -> Sourced:
        problem = Problem(file, line + first_line - 1, column, code, what, fix)
        return Sourced(None, {(): (first_line, 1)}, (problem,))

    if len(text) > MAX_CHARACTERS:
        return refused(1, 1, "L003", "it is too large", "make it smaller")
    try:
        data = json.loads(
            text, parse_constant=_not_a_number, parse_int=_short_number, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        fix = "write one JSON object" if not text.strip() else "mend it here"
        return refused(error.lineno, error.colno, "L011", "not valid JSON", fix)
    except RecursionError:
        return refused(1, 1, "L004", f"nested deeper than {MAX_DEPTH} levels", "flatten it")
    except ValueError as error:
        return refused(1, 1, "L011", f"not valid JSON: {error}", "write a plain number")
    places = _Places(text, file, first_line)
    try:
        places.value(0, ())
    except _TooDeep as deep:
        return refused(*deep.place, "L004", f"nested deeper than {MAX_DEPTH} levels", "flatten it")
    return Sourced(data, places.marks, tuple(places.problems))


def _not_a_number(word: str) -> Any:
    raise ValueError(f"`{word}` is not a number in JSON")


def _short_number(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


class _TooDeep(Exception):
    def __init__(self, place: tuple[int, int]) -> None:
        self.place = place


class _Places:
    """A walk over text that is known to be JSON, for the place of each key and value."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text = text
        self.file = file
        self.first_line = first_line
        self.marks: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []

    def value(self, at: int, path: Path) -> int:
        """Note the places in the value that begins at an offset; where it ends."""
        at = self._skip(at)
        if len(path) > MAX_DEPTH:
            raise _TooDeep(position(self.text, at))
        self._mark(path, at)
        match self.text[at]:
            case "{":
                return self._object(at + 1, path)
            case "[":
                return self._array(at + 1, path)
            case '"':
                return int(scanstring(self.text, at + 1)[1])
        plain = _PLAIN.match(self.text, at)
        return plain.end() if plain else at

    def _object(self, at: int, path: Path) -> int:
        keys: set[str] = set()
        while self.text[at := self._skip(at)] != "}":
            if self.text[at] == ",":
                at = self._skip(at + 1)
            start = at
            key, at = scanstring(self.text, start + 1)
            if key in keys:
                self._twice(key, start, path)
            keys.add(key)
            at = self.value(self._skip(at) + 1, (*path, key))
            self._mark((*path, key), start)
        return at + 1

    def _array(self, at: int, path: Path) -> int:
        index = 0
        while self.text[at := self._skip(at)] != "]":
            if self.text[at] == ",":
                at += 1
            at = self.value(at, (*path, index))
            index += 1
        return at + 1

    def _skip(self, at: int) -> int:
        space = _SPACE.match(self.text, at)
        return space.end() if space else at

    def _mark(self, path: Path, at: int) -> None:
        line, column = position(self.text, at)
        self.marks[path] = (line + self.first_line - 1, column)

    def _twice(self, key: str, at: int, path: Path) -> None:
        line, column = position(self.text, at)
        first = self.marks[*path, key][0]
        what = f"`{shown(key)}` is there twice (first in line {first})"
        place = (line + self.first_line - 1, column)
        self.problems.append(Problem(self.file, *place, "L005", what, "keep one of them"))
