"""Locks: kinds of module whose words never vary are locked, and numbers that matter are too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.errors import Problem
from service.library.library import Library


def check_locks(library: Library, on: date) -> Iterator[Problem]:
    """Modules of a locked kind that are open for rewording, and pinned ones that are."""
    del on
    if library.settings is None:
        return
    kinds = library.settings.value.kinds
    pinned = {
        module_id
        for layout in library.layouts.values()
        for slot in layout.value.slots
        for module_id in slot.modules
    }
    for item in library.modules.values():
        module = item.value
        kind = kinds.get(module.kind)
        if kind is not None and kind.locked and module.rewording != "locked":
            yield item.problem(
                ("rewording",),
                "L216",
                f"words of the kind `{module.kind}` never vary",
                "write `rewording: locked`",
            )
        elif module.id in pinned and module.rewording != "locked":
            yield item.problem(
                ("rewording",),
                "L216",
                "a layout requires this module word for word",
                "write `rewording: locked`",
            )
