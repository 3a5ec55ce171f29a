"""The generated parts of the pages on the HTTP API: endpoints and errors, from its description.

What several endpoints share (a recipient, the errors of any call) is told on one page alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NoReturn

from service.store.words import SOURCES
from service.web.app import create_app
from service.web.codes import WEB_CODES
from service.web.describing import KEYED, READING
from service.web.openapi import describe
from service.web.reference import Field, Operation, operations

#: The page of each tag of the description, below `docs/api/`.
PAGES = {
    "Decide": "decide.md",
    "Events": "events.md",
    "Standing": "standing.md",
    "Explain": "operate.md",
    "Recipient": "operate.md",
    "Operate": "operate.md",
}

#: What is told once, for `POST /v1/messages`, and what stands in its place elsewhere.
_TOLD = re.compile(r"recipient\b|message\.")
_RECIPIENT = f"[`recipient`]({PAGES['Decide']}#post-v1messages)"
_ONCE = {"message": "As [`POST /v1/messages`](#post-v1messages) takes it."}

#: What most changes answer, as the page on them says.
_USUAL = '{\n  "changed": true\n}'


def _never() -> NoReturn:
    raise RuntimeError("only the description is asked for")


@cache
def every_operation() -> tuple[Operation, ...]:
    """Every endpoint, as the description has it."""
    return operations(describe(create_app(_never)))


def endpoints(*tags: str) -> list[str]:
    """A section for each endpoint of these tags: what it takes, an example, what it answers."""
    found = [one for one in every_operation() if one.tag in tags]
    return [line for one in found for line in _section(one)][:-1]


def brief_rows(*tags: str) -> Iterator[tuple[str, str]]:
    """Endpoints of which a line says all."""
    for one in every_operation():
        if one.tag in tags:
            yield f"`{one.method} {one.path}`", f"{one.title}. {_line(one.about)}".strip()


def problem_rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Every error of the API in brief; the page that its type leads to says more."""
    for kind in WEB_CODES.values():
        yield kind.code, str(kind.status), f"`{kind.type}`", kind.title, kind.fix


def shared_codes() -> list[str]:
    """The errors that any call may be answered with, as one line."""
    return [f"Any call: {', '.join(KEYED)}. Any call with a body: {', '.join(READING)}."]


def _section(operation: Operation) -> Iterator[str]:
    yield from (f"## {operation.method} {operation.path}", "", f"{operation.title}.", "")
    if operation.about:
        yield from (operation.about, "")
    rows = [_row(field, operation.first) for field in _told(operation)]
    yield from _takes(operation, rows)
    if rows:
        yield from ("| field | holds | |", "|---|---|---|", *rows, "")
    # Other tools' calls stand on pages of their own.
    if rows and operation.requests and operation.tag != "Events":
        yield from ("```json", operation.requests[0].text, "```", "")
    yield from (*_answers(operation), "")
    for text in _shown(operation):
        yield from ("```json", text, "```", "")


def _told(operation: Operation) -> list[Field]:
    """Its parameters and fields without those that its path shows, or that are told once."""
    query = [one for one in operation.parameters if not one.type.startswith("path: ")]
    fields = [*query, *operation.fields]
    return [one for one in fields if operation.first or not _TOLD.match(one.name)]


def _takes(operation: Operation, rows: list[str]) -> Iterator[str]:
    media = ", ".join(f"`{one}`" for one in operation.media) if len(operation.media) > 1 else ""
    if media:
        yield from (f"Takes {media}.", "")
    if not operation.first and any(one.name == "recipient" for one in operation.fields):
        yield from (f"Takes a {_RECIPIENT}{', and' if rows else ' alone.'}", "")


def _row(field: Field, first: bool) -> str:
    about = field.about if first else _ONCE.get(field.name, field.about)
    holds = field.type.replace(f"{', '.join(SOURCES)} or string", "[a source](#sources)")
    must = "required; " if field.required else ""
    return f"| `{field.name}` | {must}{_line(holds)} | {_line(about)} |"


def _answers(operation: Operation) -> Iterator[str]:
    good, bad = operation.good, ", ".join(operation.errors)
    errors = f"Errors besides [those of any call](problems.md): {bad}." if bad else ""
    if len(good) == 1:
        yield f"Answers {good[0].status}. {_line(good[0].about)} {errors}".rstrip()
        return
    yield from ("| status | |", "|---|---|")
    yield from (f"| {one.status} | {_line(one.about)} |" for one in good)
    if errors:
        yield from ("", errors)


def _shown(operation: Operation) -> list[str]:
    """The first good answer; decisions have a page of their own (`docs/answers.md`)."""
    texts = [one.examples[0].text for one in operation.good if one.examples and not one.decides]
    return [text for text in texts[:1] if text != _USUAL]


def _line(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
