"""Changed copies of a release, in memory: what if these words, this date, this rule were other.

Cases that show what happens with broken content use it, and so do mutants. A copy is never served:
its hash is its own, and every changed module has a hash of its own too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.domain.content import ContentModule, Layout, Rendition, Trigger
from service.errors import BedsideError, Problem
from service.library.hashing import data_hash
from service.library.release import Release, Stamp


def changed(release: Release, **update: Any) -> Release:
    """A copy with other fields, and a hash of its own."""
    copy = release.model_copy(update=update)
    copy.__dict__.pop("hash", None)
    return copy


def with_trigger(release: Release, trigger: Trigger) -> Release:
    """A copy in which a trigger is another."""
    return changed(release, triggers={**release.triggers, trigger.id: trigger})


def with_layout(release: Release, layout: Layout) -> Release:
    """A copy in which a layout is another."""
    return changed(release, layouts={**release.layouts, layout.id: layout})


def with_module(release: Release, module: ContentModule) -> Release:
    """A copy in which a module is described otherwise; its words stay."""
    return changed(release, modules={**release.modules, module.id: module})


def with_words(release: Release, module_id: str, channel: str, source: str) -> Release:
    """A copy in which a module says something else on a channel, in its default words."""
    found = False
    renditions: list[Rendition] = []
    for rendition in release.renditions.get(module_id, ()):
        if (rendition.channel, rendition.variant) == (channel, ""):
            found = True
            rendition = rendition.model_copy(update={"source": source})
        renditions.append(rendition)
    if not found:
        raise _missing(f"{module_id}@{channel}")
    key = f"module:{module_id}"
    other = data_hash({"was": release.stamps[key].hash, "channel": channel, "says": source})
    stamp = Stamp(hash=other, until=release.stamps[key].until)
    return changed(
        release,
        renditions={**release.renditions, module_id: tuple(renditions)},
        stamps={**release.stamps, key: stamp},
    )


def with_dates(release: Release, until: Mapping[str, date]) -> Release:
    """A copy in which items may be used until other days."""
    stamps = dict(release.stamps)
    for key, day in until.items():
        if key not in stamps:
            raise _missing(key)
        stamps[key] = Stamp(hash=stamps[key].hash, until=day)
    return changed(release, stamps=stamps)


_SHELVES = {
    "module": "modules",
    "trigger": "triggers",
    "layout": "layouts",
    "signal": "signals",
    "experiment": "experiments",
    "claim": "claims",
}


def without(release: Release, key: str) -> Release:
    """A copy without an item."""
    family, _, name = key.partition(":")
    shelf = _SHELVES.get(family, "")
    if not shelf or name not in getattr(release, shelf):
        raise _missing(key)
    update: dict[str, Any] = {
        shelf: {k: v for k, v in getattr(release, shelf).items() if k != name},
        "stamps": {k: v for k, v in release.stamps.items() if k != key},
    }
    if family == "module":
        update["renditions"] = {k: v for k, v in release.renditions.items() if k != name}
    return changed(release, **update)


def _missing(key: str) -> BedsideError:
    what = f"`{key}` is not in the release, so it cannot be changed"
    return BedsideError([Problem(key, 0, 0, "E130", what, "mend the case")])
