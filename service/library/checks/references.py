"""References: every name that an item uses is the name of something that is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from service.domain.content import ContentModule, Value
from service.domain.nearest import did_you_mean
from service.errors import Problem
from service.library.library import Item, Library
from service.library.yaml_source import Path

CODE = "L201"

PUT_BACK = "it has approvals, so it was there: put its file back, or retire what names it"
#: So many names are all named in a report.
_FEW = 4
#: What `library.yaml` lists, under this word in the plural.
_IN_SETTINGS = frozenset({"topic", "role", "kind"})


def check_references(library: Library, on: date) -> Iterator[Problem]:
    """Broken references between items, each with the nearest valid name."""
    del on
    if library.settings is None:
        return
    settings = library.settings.value
    yield from _settings(library)
    for item in library.modules.values():
        module = item.value
        yield from missing(item, ("kind",), [module.kind], settings.kinds, "kind")
        yield from missing(item, ("topics",), module.topics, settings.topics, "topic")
        yield from absent(item, ("claims",), module.claims, library, "claim")
        yield from _module_links(item, library)
        for file in library.renditions[item.value.id]:
            if file.value.locale not in settings.locales:
                yield Problem(
                    file.file,
                    0,
                    0,
                    "L202",
                    f"nothing goes out in `{file.value.locale}`: `library.yaml` does not list it",
                    f"list it once its words are there, or use {', '.join(settings.locales)}",
                    # Words come first: a locale that is listed needs those of every message.
                    level="warning",
                )
    for signal in library.signals.values():
        for name, attribute in signal.value.attributes.items():
            if attribute.directory:
                path = ("attributes", name, "directory")
                yield from absent(signal, path, [attribute.directory], library, "directory")
    for claim in library.claims.values():
        yield from missing(claim, ("topics",), claim.value.topics, settings.topics, "topic")


def _settings(library: Library) -> Iterator[Problem]:
    item = library.settings
    assert item is not None
    settings = item.value
    for kind, path in settings.escalation.items():
        where: Path = ("escalation", kind, "module")
        yield from absent(item, where, [path.module], library, "module")
    for name, declared in settings.kinds.items():
        yield from missing(item, ("kinds", name, "roles"), declared.roles, settings.roles, "role")
    for sort in type(settings.item_roles).model_fields:
        roles = getattr(settings.item_roles, sort)
        yield from missing(item, ("item_roles", sort), roles, settings.roles, "role")


def _module_links(item: Item[ContentModule], library: Library) -> Iterator[Problem]:
    module = item.value
    for path, names in (
        (("requires",), module.requires),
        (("excludes",), module.excludes),
        (("order", "after"), module.order.after),
        (("order", "before"), module.order.before),
    ):
        yield from absent(item, path, names, library, "module")
    if module.third_party_funded is not False:
        where = ("third_party_funded", "disclosed_in")
        disclosed = [module.third_party_funded.disclosed_in]
        yield from absent(item, where, disclosed, library, "module")


def absent(
    item: Item[Value], path: Path, names: Iterable[str], library: Library, sort: str
) -> Iterator[Problem]:
    """A problem for each name of an item of the library that is not there, or not any more."""
    there = library.names(sort)
    what = "signal type" if sort == "signal" else sort
    yield from missing(item, path, names, there, what, library.removed(sort))


def missing(
    item: Item[Value],
    path: Path,
    names: Iterable[str],
    there: Collection[str],
    what: str,
    removed: Collection[str] = (),
) -> Iterator[Problem]:
    """A problem for each name that is not there, at its own place in a list or mapping.

    No other name is offered for one that was `removed`: it was right, and is not mistyped.
    """
    for index, name in enumerate(names):
        if name not in there:
            places: tuple[Path, ...] = ((*path, name), (*path, index))
            yield item.problem(
                next((place for place in places if place in item.source.marks), path),
                CODE,
                f"no {what} is called `{name}`",
                PUT_BACK if name in removed else did_you_mean(name, there) or _use(there, what),
            )


def _use(there: Collection[str], what: str) -> str:
    """What would be right where no name is near."""
    if 0 < len(there) <= _FEW:
        return f"use {' or '.join(f'`{name}`' for name in sorted(there))}"
    add = f"add it under `{what}s` in library.yaml" if what in _IN_SETTINGS else "add it first"
    return f"{add}, or use one that is there"
