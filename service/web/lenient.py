"""Reading single values of a body that does not fit: what is readable, else something given."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError


def object_in(value: Any) -> dict[str, Any]:
    """A JSON object as it is; anything else as one that says nothing."""
    return value if isinstance(value, dict) else {}


def whose(given: dict[str, Any]) -> dict[str, Any]:
    """The recipient in a body: also one that is an id alone, and an id that is a whole number."""
    who = given.get("recipient")
    who = {"id": who} if isinstance(who, str | int) else object_in(who)
    id_ = who.get("id")
    number = isinstance(id_, int) and not isinstance(id_, bool)
    return {**who, "id": str(id_)} if number else who


def items_in(data: Any, name: str) -> list[Any]:
    """The items of a batch that does not fit: the list under its name, else those of every list.

    What holds no list may be an item itself.
    """
    if isinstance(data, list):
        return data
    given = object_in(data)
    named = given.get(name)
    if isinstance(named, list | dict):
        return named if isinstance(named, list) else [named]
    lists = [value for value in given.values() if isinstance(value, list)]
    return [item for listed in lists for item in listed] or [data]


def fitting(kind: TypeAdapter[Any], value: Any, otherwise: Any = None) -> Any:
    """The value, where it is of this kind."""
    try:
        return kind.validate_json(json.dumps(value))
    except ValidationError:
        return otherwise


def one_of(words: tuple[Any, ...], value: Any, otherwise: Any = None) -> Any:
    """One of a few words, in whatever case it was written."""
    word = value.strip().lower() if isinstance(value, str) else None
    return word if word in words else otherwise
