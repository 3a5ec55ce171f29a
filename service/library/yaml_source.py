"""YAML as an editor means it, with the place of every key and value.

A stricter reading than PyYAML's: plain words stay words (`on`, `no` and `12:30` are text), dates
stay text, duplicate keys and aliases are refused, and every node keeps its line and column. The
result holds only what JSON has, so that pydantic can read it strictly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from service.errors import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a PyYAML built without libyaml: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

#: A path into the data: keys and indexes from the root.
Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

#: Files are written by people; one that is larger is a mistake.
MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Sourced:
    """Parsed data with the (line, column) of every path, both from 1, and what was wrong."""

    data: Any
    marks: dict[Path, tuple[int, int]]
    problems: tuple[Problem, ...] = ()

    def place(self, path: Path) -> tuple[int, int]:
        """Where a path stands; of one that is not there, where its nearest parent stands."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))


@dataclass(slots=True)
class _Reading:
    file: str
    first_line: int
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def mark(self, node: yaml.Node, path: Path) -> tuple[int, int]:
        place = (node.start_mark.line + self.first_line, node.start_mark.column + 1)
        self.marks[path] = place
        return place

    def report(self, place: tuple[int, int], code: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self.file, *place, code, what, fix))


def read_yaml(text: str, file: str, *, first_line: int = 1) -> Sourced:
    """Parse one document. Problems are collected; `data` is None when nothing could be read."""
    reading = _Reading(file, first_line)
    if len(text) > MAX_CHARACTERS:
        reading.report((first_line, 1), "L003", "the file is too large", "split it")
        return Sourced(None, {}, tuple(reading.problems))
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        what = getattr(error, "problem", None) or "it cannot be read as text"
        reading.report(place, "L004", f"not valid YAML: {what}", "mend the line, or quote the text")
        return Sourced(None, {}, tuple(reading.problems))
    except RecursionError:
        reading.report((first_line, 1), "L004", "not valid YAML: nested too deep", "flatten it")
        return Sourced(None, {}, tuple(reading.problems))
    if node is None:
        return Sourced(None, {(): (first_line, 1)})
    data = _value(node, (), reading, set())
    return Sourced(data, reading.marks, tuple(reading.problems))


def _value(node: yaml.Node, path: Path, reading: _Reading, seen: set[int]) -> Any:
    place = reading.mark(node, path)
    if len(path) > MAX_DEPTH:
        reading.report(place, "L004", "not valid YAML: nested too deep", "flatten it")
        return None
    if id(node) in seen:
        reading.report(place, "L006", "an alias (`*name`) repeats another value", "write it out")
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, reading, seen)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(item, (*path, index), reading, seen) for index, item in enumerate(node.value)
        ]
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, path: Path, reading: _Reading, seen: set[int]
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = (key_node.start_mark.line + reading.first_line, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            reading.report(place, "L004", "a key is not a word", "write `key: value`")
            continue
        key = key_node.value
        if key in data:
            first = reading.marks[(*path, key)][0]
            reading.report(
                place,
                "L005",
                f"`{key}` is there twice (first in line {first})",
                "keep one of them",
            )
            continue
        data[key] = _value(value_node, (*path, key), reading, seen)
        # An error about a value is shown at its key, where an editor looks for it.
        reading.marks[(*path, key)] = place
    return data


def _scalar(node: yaml.Node) -> Any:
    text: str = node.value
    if getattr(node, "style", None):  # quoted or a block: text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) < 19:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
