"""The API's description in words: the page at `/docs`, and `docs/api.md`, both from OpenAPI."""
# ruff: noqa: E501 - rows of a table stand in one line

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.web.codes import WEB_CODES


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


# --- docs/api.md -------------------------------------------------------------------------------


def as_markdown(schema: dict[str, Any]) -> str:
    """The whole of `docs/api.md`."""
    lines = [
        "# The HTTP API",
        "",
        "Made from the code by `python -m tests.web.write_docs`; a test keeps it so. A running",
        "service shows the same at `/docs`, and as OpenAPI 3.1 at `/openapi.json`.",
        "",
        *schema["info"]["description"].strip().splitlines(),
        "",
        _INTRODUCTION,
    ]
    for tag in schema["tags"]:
        lines += [f"## {tag['name']}", "", tag["description"], ""]
        for operation in operations(schema):
            if operation.tag == tag["name"]:
                lines += _operation_lines(operation)
    return "\n".join([*lines, *_code_lines()]) + "\n"


_INTRODUCTION = """\
## Every call

| what | how |
|---|---|
| key | `Authorization: Bearer KEY`, basic auth (the key as user name with an empty password, or as the password), or `X-Api-Key`. Never in a URL. |
| body | JSON in UTF-8, optionally gzip. Unknown fields, doubled keys and wrong types are refused, all at once; a stop or a call for help that can be read in what is refused is heard all the same, and `notes` says what to mend, also of a call that is too large, up to 1 MiB. Where nothing can be read (cut off, damaged, larger), the problem's `detail` says that nothing was heard or kept: mend the call and send it again. A list of stops, withdrawals, entries or complaints is no body for one call: those in it are kept all the same, of its first 1,000 items and for 10 s, and the problem says how many (W116 where it was not all). 128 KiB for one call, as sent and once decompressed; 1 MiB for a batch, for Segment's calls and for CloudEvents in a batch. |
| repeat | `POST /v1/messages` takes one `Idempotency-Key` (plain or in quotes), an item of a batch `idempotency_key`: the same key and body (times may be written in another zone) get the same bytes, on every replica, for 24 hours by default; the key of a `hold` until as long after its `not_before`. Without one, a decision's key is derived from the signal, the recipient and the channel. Other writes keep no answers and read no key: sent again, they change nothing. What somebody said counts by its `at`, so send one with every stop and lift: without it a repeat counts as said now. So does an entry for `/v1/suppressions`, which has none: sent again after it was taken off, it is on the list again. |
| trial | `"dry_run": true` decides and keeps nothing. A sandbox key may send `Prefer: outcome=hold` to choose an outcome (`escalate` with the safety reply and the hand-off of a real one); sandbox data never meets real data. |
| status | 200 for every outcome. `suppress_as=204` or `409` gives that status instead when there is no message to send now, for tools that key on status. |
| headers back | `X-Request-Id` (as in the log), `Bedside-Outcome`, `Idempotent-Replayed: true` for a repeat (an item of a batch: `replayed`), `Retry-After` with every 429 and 503. |
| time | An answer or a 503 within 1.5 s. A decision that was made all the same is what the repeat gets. |
"""


def _operation_lines(operation: Operation) -> Iterator[str]:
    yield from (f"### {operation.method} {operation.path}", "", operation.title + ".", "")
    if operation.about:
        yield from (operation.about, "")
    if operation.parameters:
        yield from ("| parameter | | |", "|---|---|---|")
        for field in operation.parameters:
            yield f"| `{field.name}` | {field.type} | {_cell(field.about)} |"
        yield ""
    if operation.media:
        yield from (f"Takes {', '.join(f'`{media}`' for media in operation.media)}.", "")
    if operation.fields:
        yield from ("| field | | |", "|---|---|---|")
        for field in operation.fields:
            must = ", required" if field.required else ""
            yield f"| `{field.name}` | {field.type}{must} | {_cell(field.about)} |"
        yield ""
    for example in operation.requests[:1]:
        yield from ("```json", example.text, "```", "")
    yield from ("| status | |", "|---|---|")
    for answer in operation.answers:
        yield f"| {answer.status} | {_cell(answer.about)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code_lines() -> Iterator[str]:
    yield from ("## Errors", "")
    yield "Every error is `application/problem+json`. Branch on `code` or `type`; both are stable."
    yield "Faults inside a signal carry the codes S101 to S106 of `docs/errors.md` in `errors`."
    yield from ("", "| code | status | type | means | what to do |", "|---|---|---|---|---|")
    for kind in WEB_CODES.values():
        means, fix = _cell(kind.means), _cell(kind.fix)
        yield f"| {kind.code} | {kind.status} | `{kind.type}` | {means} | {fix} |"
