"""What modules and triggers name, from a template: a claim, a signal, an entry of a directory.

Pure, as `service/editing/creating.py` is: what is made is a draft that lacks only its words.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, get_args

from service.domain.content import Claim, LibrarySettings
from service.editing.form_faults import misnamed, unknown, wrong
from service.errors import BedsideError
from service.library.filler import IN_A_FIELD, OF_A_CLAIM, OF_A_REFERENCE, OF_A_SIGNAL
from service.library.library import Library

#: What a claim may be: `fact`, `benefit` or `safety`.
CLAIM_KINDS: Final[tuple[str, ...]] = get_args(Claim.model_fields["kind"].annotation)

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
    problems = [*misnamed("claim", name, library.names("claim"))]
    if kind not in CLAIM_KINDS:
        what, fix = "a claim is of no such kind", f"use one of {', '.join(CLAIM_KINDS)}"
        problems.append(unknown("kind", what, kind, CLAIM_KINDS, fix))
    if topic not in settings.topics:
        what, fix = "the library has no such topic", "choose a topic of the library"
        problems.append(unknown("topic", what, topic, settings.topics, fix))
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
    if problems := [*misnamed("signal", name, library.names("signal"))]:
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
        what, fix = "there is no such directory", "choose a directory of the library"
        raise BedsideError([unknown("directory", what, directory, library.directories, fix)])
    if problems := [*misnamed("entry", name, ())]:
        raise BedsideError(problems)
    block = _ENTRIES.search(text or "")
    first = _FIRST.search(block["lines"]) if block else None
    if block is None or first is None or text is None:
        what, fix = "its entries stand in no lines of their own", "open its file, and add it there"
        raise BedsideError([wrong("directory", what, fix)])
    indent = first[1]
    if name in item.value.entries or re.search(rf"^{indent}{name}:", block["lines"], re.MULTILINE):
        what, fix = "the directory has an entry of this name", "choose another name"
        raise BedsideError([wrong("name", what, fix)])
    lines = [f"{indent}{name}:"]
    for field, holds in item.value.fields.items():
        lines += [f"{indent}  # {holds}", f"{indent}  {field}: {IN_A_FIELD}"]
    end = block.start("lines") + len(block["lines"].rstrip())
    return {item.file: "\n".join([text[:end], *lines]) + text[end:]}


def _settings(library: Library) -> LibrarySettings:
    if library.settings is None:
        raise BedsideError(library.problems)
    return library.settings.value
