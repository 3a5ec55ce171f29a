"""Variables: every one that words show is declared, by the library or by a signal type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from service.domain.content import Attribute, Directory
from service.domain.nearest import did_you_mean
from service.domain.variables import FORMS, WHY
from service.errors import Problem
from service.library.checks.claims import place_of
from service.library.compiling import compile_problems, compiled_renditions
from service.library.library import Library


def check_variables(library: Library, on: date) -> Iterator[Problem]:
    """Renditions that do not compile, and variables that nobody declares."""
    del on
    yield from compile_problems(library)
    if library.settings is None:
        return
    yield from _shadowed(library)
    declared = _declared(library)
    for _, file, compiled in compiled_renditions(library):
        for path in compiled.variables:
            what = _undeclared(path, declared)
            if what:
                line, column = file.text_place(*place_of(file.value.source, path[0]))
                yield Problem(file.file, line, column, "L371", *what)


def _declared(library: Library) -> dict[str, set[str] | None]:
    """Every variable's name with its fields; None as a field means that it has a plain form."""
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
            declared.setdefault(name, set())
            fields = declared[name]
            assert fields is not None
            fields.update(_fields(attribute, directories))
    return declared


def _fields(attribute: Attribute, directories: Mapping[str, Directory]) -> set[str]:
    if attribute.type == "entry":
        directory = directories.get(attribute.directory or "")
        return set(directory.fields) if directory else set()
    return {"", *FORMS[attribute.type]}


def _undeclared(
    path: tuple[str, ...], declared: Mapping[str, set[str] | None]
) -> tuple[str, str] | None:
    """What is wrong with one variable, and what would be right; None when it is declared."""
    name, field = path[0], path[1] if len(path) > 1 else ""
    if name not in declared:
        fix = did_you_mean(name, declared) or "declare it in a signal type or in `library.yaml`"
        return f"nobody declares the variable `{name}`", fix
    fields = declared[name] or set()
    if field in fields:
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
