"""Variables: every one that words show is declared, by the library or by a signal type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from service.domain.content import Attribute, Directory
from service.domain.nearest import did_you_mean
from service.domain.variables import FORMS, WHY
from service.errors import Problem
from service.library.compiling import compile_problems, compiled_renditions
from service.library.library import Library, RenditionFile
from service.library.yaml_errors import position


def check_variables(library: Library, on: date) -> Iterator[Problem]:
    """Renditions that do not compile, and variables that nobody declares."""
    del on
    yield from compile_problems(library)
    if library.settings is None or not library.whole("signal", "directory"):
        return  # what could not be read may declare them
    yield from _shadowed(library)
    declared = _declared(library)
    # A signal type that a trigger names and that is not there may declare anything.
    lost = any(t.value.on not in library.signals for t in library.triggers.values())
    for _, file, compiled in compiled_renditions(library):
        for path in compiled.variables:
            what = _undeclared(path, declared, lost)
            if what:
                yield Problem(file.file, *_place(file, path), "L371", *what)


def _place(file: RenditionFile, path: tuple[str, ...]) -> tuple[int, int]:
    """Where a rendition shows a variable first: in its header's fields, or in its words."""
    shown = re.compile(r"\{\{[ \t]*" + re.escape(".".join(path)) + r"[ \t]*\}\}")
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
