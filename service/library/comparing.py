"""What differs between two releases: what came, what went, whose words or fields changed, and what
only may be used until another day."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import yaml

from service.domain.content import Rendition, Value
from service.library.release import Release

How = Literal["added", "removed", "changed", "other day"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that is not the same in both releases.

    until: the last day of its use in the old and in the new one, None where it is not in it.
    lines: what changed, as a unified diff of its files' content without their comments.
    """

    key: str
    how: How
    until: tuple[date | None, date | None]
    lines: tuple[str, ...] = ()


def compare(old: Release, new: Release) -> list[Difference]:
    """Every item that differs, by key. Equal hashes hold equal items, so nothing is listed then."""
    return list(_differences(old, new))


def _differences(old: Release, new: Release) -> Iterator[Difference]:
    before, after = _written(old), _written(new)
    for key in sorted(old.stamps.keys() | new.stamps.keys()):
        was, now = old.stamps.get(key), new.stamps.get(key)
        until = (was.until if was else None, now.until if now else None)
        if was is None:
            yield Difference(key, "added", until)
        elif now is None:
            yield Difference(key, "removed", until)
        elif before[key] != after[key]:
            yield Difference(key, "changed", until, tuple(_changed(before[key], after[key])))
        elif was.until != now.until:
            yield Difference(key, "other day", until)


def _written(release: Release) -> dict[str, Mapping[str, Sequence[str]]]:
    """Every item's content as lines, by its key and then by what holds them: the item itself, or
    one of a module's renditions."""
    return {
        f"{sort}:{name}": {"": _lines(value), **_renditions(release.renditions.get(name, ()), sort)}
        for sort, items in release.sorts().items()
        for name, value in items.items()
    }


def _renditions(renditions: Sequence[Rendition], sort: str) -> dict[str, Sequence[str]]:
    if sort != "module":
        return {}
    return {
        f"{one.locale}/{one.channel}{f'.{one.variant}' if one.variant else ''}": [
            *_lines(one, "channel", "locale", "variant", "source"),
            *one.source.splitlines(),
        ]
        for one in renditions
    }


def _lines(value: Value, *without: str) -> list[str]:
    held = value.model_dump(mode="json", exclude=set(without), exclude_defaults=True)
    if not held:
        return []
    return yaml.safe_dump(held, sort_keys=False, allow_unicode=True, width=100).splitlines()


def _changed(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    for part in sorted(before.keys() | after.keys()):
        told = difflib.unified_diff(before.get(part, ()), after.get(part, ()), lineterm="", n=1)
        lines = [line for line in told if not line.startswith(("---", "+++", "@@"))]
        if lines and part:
            yield part
        yield from lines
