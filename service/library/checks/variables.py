"""Variables: every one that words show is declared, and none ends a sentence twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from service.channels import CompiledRendition
from service.channels.templating import Show
from service.domain.content import Attribute, Directory
from service.domain.nearest import did_you_mean
from service.domain.variables import FORMS, WHY, Shown, show_library
from service.errors import Problem
from service.library.compiling import compile_problems, compiled_renditions
from service.library.library import Library, RenditionFile
from service.library.yaml_errors import position


def check_variables(library: Library, on: date) -> Iterator[Problem]:
    """Renditions that do not compile, undeclared variables, and sentences that end in `..`."""
    del on
    yield from compile_problems(library)
    if library.settings is None or not library.whole("signal", "directory"):
        return  # what could not be read may declare them
    yield from _shadowed(library)
    declared = _declared(library)
    # A signal type that a trigger names and that is not there may declare anything.
    lost = any(t.value.on not in library.signals for t in library.triggers.values())
    stopped = _stopped(library)
    for _, file, compiled in compiled_renditions(library):
        for path in compiled.variables:
            what = _undeclared(path, declared, lost)
            if what:
                yield Problem(file.file, *_place(file, path), "L371", *what)
        for path in _stopped_twice(compiled, stopped):
            message = f"`{'.'.join(path)}` may end in a full stop, and another one follows it"
            fix = "put the value in brackets, or end the sentence with other words"
            yield Problem(file.file, *_place(file, path, r"\W*\."), "L373", message, fix)


def _stopped(library: Library) -> set[tuple[str, ...]]:
    """The variables of which a value ends in a full stop, as `6 p.m.` does."""
    assert library.settings is not None
    shown = [*show_library(library.settings.value).items()]
    directories = {name: item.value for name, item in library.directories.items()}
    for signal in library.signals.values():
        for name, attribute in signal.value.attributes.items():
            shown += [(name, Shown(words)) for words in attribute.choices.values()]
            directory = directories.get(attribute.directory or "")
            entries = directory.entries.values() if directory else ()
            shown += [(name, Shown("", entry)) for entry in entries]
    return {
        (name, form) if form else (name,)
        for name, value in shown
        for form, words in value.forms()
        if words.endswith(".")
    }


def _stopped_twice(
    compiled: CompiledRendition, stopped: set[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """The values among `stopped` that a full stop follows, once each; `...` is meant."""
    return sorted(
        {
            value.path
            for part in compiled.plan.parts()
            for value, words in pairwise(part)
            if isinstance(value, Show)
            and isinstance(words, str)
            and words.startswith(".")
            and not words.startswith("..")
            and value.path in stopped
        }
    )


def _place(file: RenditionFile, path: tuple[str, ...], then: str = "") -> tuple[int, int]:
    """Where a rendition shows a variable first: in its header's fields, or in its words.

    `then` is a pattern of what follows it there.
    """
    shown = re.compile(r"\{\{[ \t]*" + re.escape(".".join(path)) + r"[ \t]*\}\}" + then)
    header = file.value.model_dump(include={"subject", "preheader", "title", "action"})
    for field, text in (*header.items(), *(header["action"] or {}).items()):
        if isinstance(text, str) and shown.search(text):
            return file.header_place(f"action.{field}" if field in ("label", "url") else field)
    found = shown.search(file.value.source)
    return file.text_place(*position(file.value.source, found.start() if found else 0))


def _declared(library: Library) -> dict[str, set[str] | None]:
    """Every variable's name with its fields, `""` for its plain form; None for any field at all."""
    assert library.settings is not None
    settings = library.settings.value
    organisation = {"name", "short_name", "address", "phone", "email", "website"}
    declared: dict[str, set[str] | None] = {
        WHY: {""},
        "organisation": {"", *organisation},
        **{name: set(fields) for name, fields in settings.values.items()},
    }
    directories = {name: item.value for name, item in library.directories.items()}
    for signal in library.signals.values():
        for name, attribute in signal.value.attributes.items():
            fields = declared.setdefault(name, set())
            shown = _fields(attribute, directories)
            declared[name] = None if fields is None or shown is None else fields | shown
    return declared


def _fields(attribute: Attribute, directories: Mapping[str, Directory]) -> set[str] | None:
    if attribute.type == "entry":
        directory = directories.get(attribute.directory or "")
        return set(directory.fields) if directory else None
    return {"", *FORMS[attribute.type]}


def _undeclared(
    path: tuple[str, ...], declared: Mapping[str, set[str] | None], lost: bool
) -> tuple[str, str] | None:
    """What is wrong with one variable, and what would be right; None when it is declared."""
    name, field = path[0], path[1] if len(path) > 1 else ""
    if name not in declared:
        if lost:
            return None
        fix = did_you_mean(name, declared) or "declare it in a signal type or in `library.yaml`"
        return f"nobody declares the variable `{name}`", fix
    fields = declared[name]
    if fields is None or field in fields:
        return None
    named = sorted(filter(None, fields))
    if not field:
        return f"`{name}` has no plain form", f"show one of its fields: {', '.join(named)}"
    near = did_you_mean(field, named)
    return f"`{name}` has no field `{field}`", near or f"it has {', '.join(named) or 'none'}"


def _shadowed(library: Library) -> Iterator[Problem]:
    """Attributes named like a library value: words could show one and mean the other."""
    assert library.settings is not None
    taken = {WHY, "organisation", *library.settings.value.values}
    for item in library.signals.values():
        for name in item.value.attributes:
            if name in taken:
                yield item.problem(
                    ("attributes", name),
                    "L372",
                    f"`{name}` is also the name of a value of the library",
                    "give the attribute another name",
                )
