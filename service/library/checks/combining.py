"""Combination rules: none contradicts another, and none goes round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from service.errors import Problem
from service.library.library import Library


def check_combinations(library: Library, on: date) -> Iterator[Problem]:
    """Modules that exclude what they require, or themselves, and circles of order."""
    del on
    follows: dict[str, set[str]] = {}
    for item in library.modules.values():
        module = item.value
        for other in module.order.after:
            follows.setdefault(module.id, set()).add(other)
        for other in module.order.before:
            follows.setdefault(other, set()).add(module.id)
        for field, names in (("requires", module.requires), ("excludes", module.excludes)):
            if module.id in names:
                yield item.problem((field,), "L217", f"the module {field} itself", "take it out")
        for needed in module.requires:
            other_item = library.modules.get(needed)
            excluded_there = other_item is not None and module.id in other_item.value.excludes
            if needed in module.excludes or excluded_there:
                yield item.problem(
                    ("requires",),
                    "L217",
                    f"`{needed}` is required and excluded",
                    "keep one of the two rules",
                )
    for item in library.modules.values():
        ruled = item.value.order.after or item.value.order.before
        if ruled and _circular(item.value.id, follows):
            yield item.problem(
                ("order",), "L218", "its order rules go round in a circle", "take one of them out"
            )


def _circular(start: str, follows: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(follows.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(follows.get(name, ()))
    return False
