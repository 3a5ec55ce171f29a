"""A library after some of its files changed, without reading the others again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.library.library import Library
from service.library.loader import Walk
from service.library.places import Place, in_item
from service.library.prompts_folder import PROMPTS
from service.library.single_files import FOLDERS

_GROUPS = {prefix: folder for folder, (_, prefix, _) in FOLDERS.items()}


def reread(
    library: Library,
    folder: Path,
    places: Iterable[Place],
    texts: Mapping[str, str] | None = None,
) -> Library:
    """The library with the items at `places` read again, from `texts` where a file is named there.

    The result is what reading the whole folder would give, as long as nothing else changed.
    """
    walk = Walk(folder, texts=texts)
    walk.locales = library.settings.value.locales if library.settings else ()
    keys = {place.key: place for place in places}
    changed: dict[str, Any] = {}
    for place in keys.values():
        _one(library, walk, place, changed)
    kept = [p for p in library.problems if not any(_touches(p.file, at) for at in keys.values())]
    left = {key for key in library.unread if not _is_of(key, keys.values())}
    return replace(
        library,
        **changed,
        problems=tuple(sorted([*kept, *walk.problems])),
        unread=frozenset(left | walk.unread),
    )


def _is_of(key: str, places: Iterable[Place]) -> bool:
    """Whether what could not be read is a part of an item that is read again."""
    sort, _, name = key.partition(":")
    return any(
        key == place.key
        or (place.in_prompts and sort in ("brand", "prompt"))
        or (place.sort == "module" and sort == "rendition" and name == place.name)
        or (place.sort == "module" and sort == "rewording" and _is_in(name, place.name))
        for place in places
    )


def _is_in(rewording: str, module: str) -> bool:
    """Whether a banked rewording, `MODULE/BRAND/LOCALE/FILE`, is one of a module."""
    return rewording.rsplit("/", 3)[0] == module


def _touches(file: str, place: Place) -> bool:
    if place.in_prompts:
        return _in_prompts(file)
    return file == place.file or (bool(place.key) and in_item(file, place.key))


def _in_prompts(file: str) -> bool:
    return file.startswith(f"{PROMPTS}/")


def _one(library: Library, walk: Walk, place: Place, changed: dict[str, Any]) -> None:
    """Read one item again into `changed`, the fields of the library that are new."""
    if place.role == "approvals":
        # Those of brands lie in a file of their own, which this place does not name.
        known = changed.get("approvals", library.approvals)
        others = (line for line in known if line.file != place.file)
        changed["approvals"] = (*walk.approvals(), *others)
    elif place.in_prompts:
        if "brands" in changed:
            return  # the folder is small, so all of it is read at once
        read = walk.brands()
        known = changed.get("approvals", library.approvals)
        others = (line for line in known if not _in_prompts(line.file))
        changed |= {"brands": read.brands, "prompts": read.prompts}
        changed["approvals"] = (*others, *read.approvals)
    elif place.sort == "settings":
        changed["settings"] = walk.library_settings()
    elif place.sort == "module":
        item, files = walk.module(place.name)
        modules = changed.get("modules", library.modules)
        renditions = changed.get("renditions", library.renditions)
        changed["modules"] = _with(modules, place.name, item)
        changed["renditions"] = _with(renditions, place.name, files if item else None)
        banked = changed.get("rewordings", library.rewordings)
        left = {name: file for name, file in banked.items() if not _is_in(name, place.name)}
        mine = walk.banks({place.name: item}) if item else {}
        changed["rewordings"] = dict(sorted({**left, **mine}.items()))
    else:
        group = _GROUPS[place.sort]
        item = walk.single_file(group, place.name)
        changed[group] = _with(changed.get(group, getattr(library, group)), place.name, item)


def _with(group: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """A group with one entry replaced, added in its order, or taken out."""
    if value is None:
        return {other: kept for other, kept in group.items() if other != name}
    result = {**group, name: value}
    return result if name in group else dict(sorted(result.items()))
