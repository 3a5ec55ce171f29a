"""The API's description in words, from OpenAPI: for the page at `/docs` and those in `docs/api`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.web.describing import KEYED, READING

#: The endpoint whose answers and bodies are told in full; others refer to it.
FIRST = ("POST", "/v1/messages")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body, as a table shows it."""

    name: str
    type: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Example:
    """A named body as text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One status that an operation may answer."""

    status: str
    about: str
    examples: tuple[Example, ...]

    @property
    def codes(self) -> list[str]:
        """The errors that it stands for; none for a good answer."""
        return re.findall(r"\bW\d{3}\b", self.about)

    @property
    def decides(self) -> bool:
        """Whether it is a decision, or several."""
        return any('"reasons"' in example.text for example in self.examples)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    id: str
    tag: str
    method: str
    path: str
    title: str
    about: str
    keyed: bool
    parameters: tuple[Field, ...]
    media: tuple[str, ...]
    body: str
    fields: tuple[Field, ...]
    requests: tuple[Example, ...]
    answers: tuple[Answer, ...]

    @property
    def good(self) -> list[Answer]:
        """Its answers without the errors."""
        return [answer for answer in self.answers if not answer.codes]

    @property
    def errors(self) -> list[str]:
        """Its errors besides those of any call."""
        codes = {code for answer in self.answers for code in answer.codes}
        return sorted(codes - {*KEYED, *READING})

    @property
    def first(self) -> bool:
        """Whether it is the one that others refer to."""
        return (self.method, self.path) == FIRST


def operations(schema: dict[str, Any]) -> tuple[Operation, ...]:
    """Every operation, in the order of the routes."""
    return tuple(
        _operation(schema, path, method, entry)
        for path, methods in schema["paths"].items()
        for method, entry in methods.items()
    )


def _operation(schema: dict[str, Any], path: str, method: str, entry: dict[str, Any]) -> Operation:
    content = entry.get("requestBody", {}).get("content", {})
    first: dict[str, Any] = next(iter(content.values()), {})
    return Operation(
        id=entry["operationId"],
        tag=entry["tags"][0],
        method=method.upper(),
        path=path,
        title=entry.get("summary", ""),
        about=entry.get("description", ""),
        keyed=bool(entry.get("security")),
        parameters=tuple(_parameter(p) for p in entry.get("parameters", ())),
        media=tuple(content),
        body=first.get("schema", {}).get("$ref", "").rpartition("/")[2],
        fields=tuple(_fields(schema, first.get("schema", {}))),
        requests=tuple(_examples(first)),
        answers=tuple(
            Answer(
                status,
                answer.get("description", ""),
                tuple(e for body in answer.get("content", {}).values() for e in _examples(body)),
            )
            for status, answer in entry["responses"].items()
        ),
    )


def _parameter(entry: dict[str, Any]) -> Field:
    shown = f"{entry['in']}: {_type(entry.get('schema', {}))}"
    return Field(entry["name"], shown, entry.get("required", False), entry.get("description", ""))


def _examples(content: dict[str, Any]) -> Iterator[Example]:
    for example in content.get("examples", {}).values():
        value = example["value"]
        text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
        yield Example(example.get("summary", ""), text)


def _fields(
    schema: dict[str, Any], of: dict[str, Any], prefix: str = "", depth: int = 0
) -> Iterator[Field]:
    """The fields of a body, those of inner objects behind their parent's name."""
    kind = _resolve(schema, of)
    for name, field in kind.get("properties", {}).items():
        about = field.get("description", "").replace("\n", " ")
        required = name in kind.get("required", ())
        yield Field(f"{prefix}{name}", _type(field), required, about)
        inner = field.get("items", field)
        if depth < 1 and "$ref" in inner:
            mark = "[]" if "items" in field else ""
            yield from _fields(schema, inner, f"{prefix}{name}{mark}.", depth + 1)


def _resolve(schema: dict[str, Any], of: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in of:
        found: dict[str, Any] = schema["components"]["schemas"][of["$ref"].rpartition("/")[2]]
        return found
    return of


def _type(field: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in field:
        return "object"
    if "enum" in field:
        return ", ".join(map(str, field["enum"]))
    if "const" in field:
        return str(field["const"])
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    return str(field.get("format") or field.get("type", "any"))
