"""The library as a list to search: every item with how it stands, and what ends next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from service.domain.content import LibrarySettings, Value
from service.errors import BedsideError
from service.library.approvals import ApprovalState, Lack, last_day, own_end, states
from service.library.inventory import title_of
from service.library.library import Item, Library

#: Days from which on an end is near, and how far a list of ends looks ahead.
SOON, AHEAD = timedelta(days=30), timedelta(days=400)

#: What each sort of item is called, several of them.
SORTS = {
    "module": "Modules",
    "trigger": "Triggers",
    "layout": "Layouts",
    "claim": "Claims",
    "signal": "Signals",
    "directory": "Directories",
    "experiment": "Experiments",
    "brand": "Brands",
    "prompt": "Prompt templates",
    "rewording": "Banked rewordings",
    "settings": "Settings",
}
STATUSES = {
    "approved": "Approved",
    "ending": "Approved, ends within 30 days",
    "lacking": "Lacks an approval",
    "ended": "Ended",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One item. `until` is the last day on which it may be used; None while it is not approved.

    `renewable` says that a longer approval moves that day; else the item's own time does. `opens`
    is the file that a writer opens first.
    """

    key: str
    sort: str
    name: str
    title: str
    kind: str
    topics: tuple[str, ...]
    stages: tuple[str, ...]
    channels: tuple[str, ...]
    locales: tuple[str, ...]
    status: str
    lacks: tuple[Lack, ...]
    until: date | None
    renewable: bool
    file: str
    opens: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; an empty field asks nothing."""

    q: str = ""
    sort: str = ""
    topic: str = ""
    stage: str = ""
    channel: str = ""
    locale: str = ""
    status: str = ""

    def fits(self, row: Row) -> bool:
        """Whether an item is looked for."""
        return (
            (not self.sort or row.sort == self.sort)
            and (not self.topic or self.topic in row.topics)
            # A module that names no stage suits every stage.
            and (
                not self.stage
                or self.stage in row.stages
                or (row.sort == "module" and not row.stages)
            )
            and (not self.channel or self.channel in row.channels)
            and (not self.locale or self.locale in row.locales)
            and (not self.status or row.status == self.status)
            and all(word in row.words for word in self.q.lower().split())
        )


def rows(library: Library, on: date) -> tuple[Row, ...]:
    """Every item. Raises `BedsideError` without readable settings."""
    if library.settings is None:
        raise BedsideError(library.problems)
    state = states(library, on)
    return tuple(_row(library, item, state[item.key], on) for item in library.items())


def _row(library: Library, item: Item[Value], state: ApprovalState, on: date) -> Row:
    value: Any = item.value
    sort, _, name = item.key.partition(":")
    files = library.renditions.get(name, ()) if sort == "module" else ()
    until = last_day(item, state)
    title = title_of(value)
    topics = () if isinstance(value, LibrarySettings) else tuple(getattr(value, "topics", ()))
    said = [item.key, title, getattr(value, "kind", ""), *topics, getattr(value, "text", "")]
    return Row(
        key=item.key,
        sort=sort,
        name=name,
        title=title,
        kind=getattr(value, "kind", "") or sort,
        topics=topics,
        stages=_stages(value),
        channels=_channels(value, (file.value.channel for file in files)),
        locales=tuple(dict.fromkeys(file.value.locale for file in files)),
        status=_status(until, on),
        lacks=state.lacks,
        until=until,
        renewable=until is not None and (own_end(item.value) or date.max) > until,
        file=item.file,
        opens=files[0].file if files else item.file,
        words=" ".join([*said, *(file.value.source for file in files)]).lower(),
    )


def opens_first(library: Library, key: str) -> str:
    """The file of an item that a writer opens first; empty where there is no such item.

    Of a module that is one of its words: what the module is stands beside them.
    """
    sort, _, name = key.partition(":")
    words = library.renditions.get(name, ()) if sort == "module" else ()
    if words:
        return words[0].file
    item = library.item(key)
    return item.file if item is not None else ""


def _stages(value: Any) -> tuple[str, ...]:
    stage = getattr(value, "stage", "")
    return (stage,) if stage else tuple(getattr(value, "stages", ()))


def _channels(value: Any, written: Iterable[str]) -> tuple[str, ...]:
    channel = getattr(value, "channel", "")
    named = (channel,) if isinstance(channel, str) and channel else getattr(value, "channels", ())
    if isinstance(value, LibrarySettings):
        named = ()
    return tuple(dict.fromkeys((*named, *written)))


def _status(until: date | None, on: date) -> str:
    if until is None:
        return "lacking"
    if until < on:
        return "ended"
    return "ending" if until <= on + SOON else "approved"


def ending(found: Sequence[Row], on: date) -> list[Row]:
    """What ends next, the nearest first; what has ended already stands before it."""
    dated = [row for row in found if row.until is not None and row.until <= on + AHEAD]
    return sorted(dated, key=lambda row: (row.until or on, row.key))
