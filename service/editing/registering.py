"""What modules and triggers name, from a template: a claim, a signal, an entry of a directory.

Pure, as `service/editing/creating.py` is: what is made is a draft that lacks only its words.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, get_args

from service.domain.content import Claim, LibrarySettings
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, Problem
from service.library.filler import IN_A_FIELD, OF_A_CLAIM, OF_A_REFERENCE, OF_A_SIGNAL
from service.library.library import Library

#: What a claim may be: `fact`, `benefit` or `safety`.
CLAIM_KINDS: Final[tuple[str, ...]] = get_args(Claim.model_fields["kind"].annotation)

_WORD = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
_NAME = re.compile(_WORD)
_SIGNAL = re.compile(rf"{_WORD}(?:\.{_WORD})+")
_MOST = 80
#: A claim's support is looked at again after so long, unless its writer says otherwise.
_LASTS = timedelta(days=365)
_ENTRIES = re.compile(
    r"^entries:[ \t]*(?:#[^\n]*)?\n(?P<lines>(?:[ \t]*(?:#[^\n]*)?\n|[ \t]+\S[^\n]*\n)+)",
    re.MULTILINE,
)
_FIRST = re.compile(r"^([ ]+)[a-z]", re.MULTILINE)


def new_claim(
    library: Library, name: str, kind: str, topic: str, editor: str, on: date
) -> dict[str, str]:
    """The file of a new claim. Raises `BedsideError`."""
    settings = _settings(library)
    problems = [*_named(_NAME, name, "claim", "use lower-case words joined by `-`", library)]
    if kind not in CLAIM_KINDS:
        fix = did_you_mean(kind, CLAIM_KINDS) or f"use one of {', '.join(CLAIM_KINDS)}"
        problems.append(_problem("kind", "a claim is of no such kind", fix))
    if topic not in settings.topics:
        fix = did_you_mean(topic, settings.topics) or "choose a topic of the library"
        problems.append(_problem("topic", "the library has no such topic", fix))
    if problems:
        raise BedsideError(problems)
    text = (
        "# yaml-language-server: $schema=../.schemas/claim.json\n"
        f"id: {name}\nkind: {kind}\ntext: {OF_A_CLAIM['text']}\n"
        f"supports: {OF_A_CLAIM['supports']}\nreferences:\n"
        f"  - title: {OF_A_REFERENCE['title']}\n    publisher: {OF_A_REFERENCE['publisher']}\n"
        f"    year: {on.year}\n    url: {OF_A_REFERENCE['url']}\n"
        f"topics: [{topic}]\nowner: {settings.organisation.email}\nwritten_by: [{editor}]\n"
        f"expires: {on + _LASTS}\n"
    )
    return {f"claims/{name}.yaml": text}


def new_signal(library: Library, name: str, editor: str) -> dict[str, str]:
    """The file of a new signal, without attributes. Raises `BedsideError`."""
    settings = _settings(library)
    fix = "say what it is about, then what happened, such as `records.requested`"
    problems = [*_named(_SIGNAL, name, "signal", fix, library)]
    if problems:
        raise BedsideError(problems)
    title = re.sub(r"[._-]", " ", name).capitalize()
    text = (
        "# yaml-language-server: $schema=../.schemas/signal.json\n"
        f"type: {name}\ntitle: {title}\nowner: {settings.organisation.email}\n"
        f"written_by: [{editor}]\nsource: {OF_A_SIGNAL['source']}\n"
        "# Only what stands here may arrive with it; never free text, a name or a health fact.\n"
        "# Such as, in place of {}, a line below:\n"
        "#   ready_on: {type: date, title: The day it will be ready, required: true}\n"
        "attributes: {}\n"
    )
    return {f"signals/{name}.yaml": text}


def with_entry(library: Library, directory: str, name: str, text: str | None) -> dict[str, str]:
    """A directory's file, which says `text` now, with a new entry after the others.

    Raises `BedsideError`, where it says its entries in a form that nothing can be added to too.
    """
    _settings(library)
    item = library.directories.get(directory)
    if item is None:
        fix = did_you_mean(directory, library.directories) or "choose a directory of the library"
        raise BedsideError([_problem("directory", "there is no such directory", fix)])
    if not _NAME.fullmatch(name) or len(name) > _MOST:
        fix = "use lower-case words joined by `-` or `_`, such as `lakeview`"
        raise BedsideError([_problem("name", "this cannot be an entry's name", fix)])
    block = _ENTRIES.search(text or "")
    first = _FIRST.search(block["lines"]) if block else None
    if block is None or first is None or text is None:
        what, fix = "its entries stand in no lines of their own", "open its file, and add it there"
        raise BedsideError([_problem("directory", what, fix)])
    indent = first[1]
    if name in item.value.entries or re.search(rf"^{indent}{name}:", block["lines"], re.MULTILINE):
        what, fix = "the directory has an entry of this name", "choose another name"
        raise BedsideError([_problem("name", what, fix)])
    lines = [f"{indent}{name}:"]
    for field, holds in item.value.fields.items():
        lines += [f"{indent}  # {holds}", f"{indent}  {field}: {IN_A_FIELD}"]
    end = block.start("lines") + len(block["lines"].rstrip())
    return {item.file: "\n".join([text[:end], *lines]) + text[end:]}


def _settings(library: Library) -> LibrarySettings:
    if library.settings is None:
        raise BedsideError(library.problems)
    return library.settings.value


def _named(
    pattern: re.Pattern[str], name: str, sort: str, fix: str, library: Library
) -> list[Problem]:
    """What is wrong with the name of something new."""
    if not pattern.fullmatch(name) or len(name) > _MOST:
        return [_problem("name", f"this cannot be a {sort}'s name", fix)]
    if name in library.names(sort):
        return [_problem("name", f"there is a {sort} of this name", "choose another name")]
    return []


def _problem(field: str, what: str, fix: str) -> Problem:
    return Problem(field, 0, 0, "C141", what, fix)
