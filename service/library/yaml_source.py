"""YAML as an editor means it, with the place of every key and value.

A stricter reading than PyYAML's: plain words stay words (`on`, `no` and `12:30` are text), dates
stay text, duplicate keys and aliases are refused, and every node keeps its line and column. The
result holds only what JSON has, so that pydantic can read it strictly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from service.channels.syntax import unsafe_in_source
from service.errors import Problem, shown
from service.library.yaml_errors import (
    CURLY_DOUBLE,
    CURLY_SINGLE,
    explain_yaml_error,
    position,
)

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a PyYAML built without libyaml: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

#: A path into the data: keys and indexes from the root.
Path = tuple[str | int, ...]

#: What a file of words may not hold; YAML allows tabs and line ends besides what is printable.
_UNPRINTABLE = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
#: `!` alone says that a value is text; it changes nothing.
_PLAIN_TAGS = frozenset({"!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"})

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
#: A text in the quotes that word processors make, from its first letter to its last.
_CURLY = re.compile(
    f"[{CURLY_DOUBLE}][^{CURLY_DOUBLE}]*[{CURLY_DOUBLE}]"
    f"|[{CURLY_SINGLE}][^{CURLY_SINGLE}]*[{CURLY_SINGLE}\u2019]"
)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

#: Files are written by people; one that is larger is a mistake.
MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Sourced:
    """Parsed data with the (line, column) of every path, both from 1, and what was wrong.

    `curly` are the values that stand in curly quotes alone, which YAML takes for letters.
    `hidden` are the values that hold a character that no finished text may hold, each with the
    first such character, as `U+00AD`, and its own line and column.
    """

    data: Any
    marks: dict[Path, tuple[int, int]]
    problems: tuple[Problem, ...] = ()
    curly: tuple[Path, ...] = ()
    hidden: tuple[tuple[Path, str, tuple[int, int]], ...] = ()

    def place(self, path: Path) -> tuple[int, int]:
        """Where a path stands; of one that is not there, where its nearest parent stands."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))


def read_yaml(text: str, file: str, *, first_line: int = 1) -> Sourced:
    """Parse one document. Problems are collected; `data` is None when nothing could be read."""
    reader = _Reader(file, first_line)
    data = reader.read(text)
    return Sourced(
        data, reader.marks, tuple(reader.problems), tuple(reader.curly), tuple(reader.hidden)
    )


class _TooDeep(Exception):
    """Nesting that nobody writes by hand, and that would exhaust the stack."""

    def __init__(self, place: tuple[int, int]) -> None:
        self.place = place


class _Reader:
    """Data out of a parser's events, with places. The parser's own composer is never used:
    it recurses without a limit, and it would follow aliases and tags.
    """

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.marks: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self.curly: list[Path] = []
        self.hidden: list[tuple[Path, str, tuple[int, int]]] = []
        self.text = ""

    def read(self, text: str) -> Any:
        """The document's data; None when there is none or it cannot be read."""
        self.text = text
        self.marks[()] = (self.first_line, 1)
        if len(text) > MAX_CHARACTERS:
            self._report((1, 1), "L003", "the file is too large", "split it")
            return None
        unprintable = _UNPRINTABLE.search(text)
        if unprintable:
            what = f"the invisible character U+{ord(unprintable[0]):04X} stands here"
            self._report(position(text, unprintable.start()), "L012", what, "delete it")
            return None
        loader = _Loader(text)
        try:
            return self._document(loader)
        except yaml.YAMLError as error:
            place, what, fix = explain_yaml_error(error, text)
            self._report(place, "L004", f"not valid YAML: {what}", fix)
        except _TooDeep as deep:
            self._report(deep.place, "L004", f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        finally:
            loader.dispose()
        return None

    def _report(self, place: tuple[int, int], code: str, what: str, fix: str) -> None:
        line, column = place
        place = (line + self.first_line - 1, column)
        self.problems.append(Problem(self.file, *place, code, what, fix))

    def _document(self, loader: Any) -> Any:
        loader.get_event()  # the stream's start
        if loader.check_event(yaml.StreamEndEvent):
            return None
        loader.get_event()  # the document's start
        data = self._value(loader, ())
        loader.get_event()  # the document's end
        if not loader.check_event(yaml.StreamEndEvent):
            what = "`---` begins a second document"
            self._report(_place(loader.get_event()), "L004", what, "keep one document a file")
        return data

    def _value(self, loader: Any, path: Path) -> Any:
        event = loader.get_event()
        if len(path) > MAX_DEPTH:
            raise _TooDeep(_place(event))
        if path:
            line, column = _place(event)
            self.marks[path] = (line + self.first_line - 1, column)
        if isinstance(event, yaml.AliasEvent):
            what = "an alias (`*name`) repeats another value"
            self._report(_place(event), "L006", what, "write it out, or quote the text")
            return None
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            what = "a tag (`!name`) changes what a value is"
            self._report(_place(event), "L006", what, "delete the tag")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(loader, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(loader, path)
        if not event.style and _CURLY.fullmatch(event.value):
            self.curly.append(path)
        self._note_hidden(event, path)
        return _scalar(event)

    def _note_hidden(self, event: Any, path: Path) -> None:
        """Remember where an invisible character of a value stands; written as `\\u00AD`, where the
        value does."""
        first = next(unsafe_in_source(event.value), None)
        if first is None:
            return
        offset, name = first
        start, end = event.start_mark.index, event.end_mark.index
        at = self.text.find(event.value[offset], start, end)
        line, column = position(self.text, at if at >= 0 else start)
        self.hidden.append((path, name, (line + self.first_line - 1, column)))

    def _sequence(self, loader: Any, path: Path) -> list[Any]:
        items: list[Any] = []
        while not loader.check_event(yaml.SequenceEndEvent):
            items.append(self._value(loader, (*path, len(items))))
        loader.get_event()
        return items

    def _mapping(self, loader: Any, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not loader.check_event(yaml.MappingEndEvent):
            event = loader.peek_event()
            place = _place(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._report(place, "L004", "a key is not a word", "write `key: value`")
                self._skip(loader, path)
                self._skip(loader, path)
                continue
            key: str = loader.get_event().value
            if key in data:
                what = f"`{shown(key)}` is there twice (first in line {self.marks[*path, key][0]})"
                self._report(place, "L005", what, "keep one of them")
                self._skip(loader, path)
                continue
            data[key] = self._value(loader, (*path, key))
            # An error about a value is shown at its key, where an editor looks for it.
            self.marks[*path, key] = (place[0] + self.first_line - 1, place[1])
        loader.get_event()
        return data

    def _skip(self, loader: Any, path: Path) -> None:
        """Pass over one value that is not kept; it has no name for its places."""
        aside = _Reader(self.file, self.first_line)
        aside._value(loader, (*path, ""))
        self.problems.extend(aside.problems)


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.style:  # quoted or a block: text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) < 19:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
