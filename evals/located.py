"""Reads YAML into plain values and remembers where each one stands; refuses duplicate keys.

It knows nothing about golden cases. A `Located` answers "where is cases[3].span?" so that a
schema error can be told by line and column.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from service.errors import Problem

Key = str | int
KeyPath = tuple[Key, ...]
Place = tuple[int, int]


@dataclass(slots=True)
class Located:
    """The values of one file, the place of each, and what was wrong on the way."""

    value: Any = None
    places: dict[KeyPath, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value_at(self, path: KeyPath) -> Any:
        """The value at a path, or None."""
        value = self.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def place(self, path: KeyPath) -> Place:
        """The place of a value, or of the nearest thing around it that exists."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def read_located(path: Path, name: str) -> Located:
    """Read one YAML file. `name` is what problems call it. Never raises for bad content.

    The result is shared by all who read a file that says the same; none of them changes it.
    """
    try:
        return _located(path.read_bytes(), name)
    except OSError as error:
        return Located(problems=[_unreadable(name, error.strerror or "cannot be read")])


@lru_cache(maxsize=1_024)  # two sets, and two loads of one, read the same files
def _located(raw: bytes, name: str) -> Located:
    located = Located()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        located.problems.append(_unreadable(name, "is not UTF-8"))
        return located
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is not None:
            located.value = _Walk(located, name, loader).value(node, ())
    except yaml.YAMLError as error:
        located.value = None
        located.problems.append(_not_yaml(name, error))
    finally:
        loader.dispose()
    return located


def _unreadable(name: str, what: str) -> Problem:
    return Problem(name, 0, 0, "E101", f"the file {what}", "a readable file in UTF-8")


def _not_yaml(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = getattr(error, "problem", None) or "a character that YAML does not allow"
    return Problem(
        name, line, column, "E102", f"not YAML: {what}", "quote the text, mind the indent"
    )


class _Walk:
    """Turns nodes into values. An alias is refused: a case must be readable where it stands."""

    def __init__(self, located: Located, name: str, loader: Any) -> None:
        self._located = located
        self._name = name
        self._loader = loader
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self._located.places.setdefault(path, _place(node))
        if id(node) in self._seen:
            place = self._located.places[path]
            self._problem(place, "E102", "an alias (*name)", "write the value out again")
            return self._loader.construct_object(node) if _is_scalar(node) else None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        try:
            return self._loader.construct_object(node)
        except ValueError:  # a day that no calendar has; the format says what is wrong with it
            return node.value

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in values:
                self._problem(
                    _place(key_node), "E103", f"the key '{key}' twice", "keep one of them"
                )
                continue
            self._located.places[(*path, key)] = _place(key_node)
            values[key] = self.value(value_node, (*path, key))
        return values

    def _problem(self, place: Place, code: str, what: str, fix: str) -> None:
        self._located.problems.append(Problem(self._name, *place, code, what, fix))


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1
