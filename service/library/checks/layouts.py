"""Layouts: their modules and kinds are there, and no two claim the same message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.domain.content import Layout
from service.errors import Problem
from service.library.checks.references import absent, missing
from service.library.library import Item, Library
from service.library.naming import words_name


def check_layouts(library: Library, on: date) -> Iterator[Problem]:
    """References of slots, pinned modules with words for the channel, and overlaps."""
    del on
    if library.settings is None:
        return
    for item in library.layouts.values():
        for index, slot in enumerate(item.value.slots):
            place = ("slots", index)
            pinned = (*place, "modules")
            yield from absent(item, pinned, slot.modules, library, "module")
            kinds = library.settings.value.kinds
            yield from missing(item, (*place, "kinds"), slot.kinds, kinds, "kind")
            yield from _pinned_have_words(item, index, library)
    yield from _overlaps(library)


def _pinned_have_words(item: Item[Layout], index: int, library: Library) -> Iterator[Problem]:
    layout = item.value
    for module_id in layout.slots[index].modules:
        files = library.renditions.get(module_id)
        if files is None:
            continue
        has = {(file.value.channel, file.value.locale) for file in files if not file.value.variant}
        assert library.settings is not None
        unread = f"rendition:{module_id}" in library.unread
        for locale in library.settings.value.locales:
            if (layout.channel, locale) not in has and not unread:
                yield item.problem(
                    ("slots", index, "modules"),
                    "L208",
                    f"`{module_id}` has no words for {layout.channel} in {locale}",
                    f"add `content/{module_id}/{locale}/{words_name(layout.channel)}`",
                )
        module = library.modules[module_id].value
        for what, needed, given, words in (
            ("audience", layout.audience, module.audience, "it is not written for"),
            ("purposes", layout.purposes, module.purposes, "it does not serve"),
        ):
            lacking = [name for name in needed if name not in given]
            if lacking:
                yield item.problem(
                    ("slots", index, "modules"),
                    "L209",
                    f"`{module_id}` stands in every message here, but {words} {', '.join(lacking)}",
                    f"add that to the module's `{what}`",
                )


def _overlaps(library: Library) -> Iterator[Problem]:
    taken: dict[tuple[str, str, str], str] = {}
    for item in library.layouts.values():
        layout = item.value
        told: set[str] = set()
        for audience in layout.audience:
            for purpose in layout.purposes:
                first = taken.setdefault((layout.channel, audience, purpose), layout.id)
                if first != layout.id and first not in told:
                    told.add(first)
                    yield item.problem(
                        ("purposes",),
                        "L210",
                        f"`{first}` is a layout for the same {layout.channel} messages "
                        f"({audience}, {purpose})",
                        "give each its own audience or purpose",
                    )
