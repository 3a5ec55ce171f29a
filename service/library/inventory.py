"""What is in a library and what names what: the answers of `bedside library`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from service.domain.content import (
    BankedRewording,
    Brand,
    Claim,
    ContentModule,
    Layout,
    LibrarySettings,
    Trigger,
    Value,
    Withdrawal,
    when_written,
)
from service.errors import BedsideError
from service.library.approvals import (
    ApprovalState,
    last_day,
    lines_by_item,
    roles_for,
    states,
)
from service.library.approving import find_items
from service.library.library import ApprovalLine, Item, Library
from service.library.prompts_folder import file_of
from service.library.signatures import signatures


@dataclass(frozen=True, slots=True)
class Row:
    """One item as a list shows it."""

    key: str
    sort: str
    title: str
    kind: str
    topics: tuple[str, ...]
    approved: bool
    state: str
    file: str
    hash: str

    def as_json(self) -> dict[str, Any]:
        """The row as JSON-ready data."""
        return asdict(self)


def inventory(library: Library, on: date) -> list[Row]:
    """Every item with how it stands on a day. Raises `BedsideError` without readable settings."""
    if library.settings is None:
        raise BedsideError(library.problems)
    state = states(library, on)
    return [_row(item, state[item.key], on) for item in library.items()]


def _row(item: Item[Value], state: ApprovalState, on: date) -> Row:
    value = item.value
    until = last_day(item, state)
    if until is None:
        words = "lacks " + ", ".join(f"{lack.role} ({lack.cause})" for lack in state.lacks)
    elif until < on:
        words = f"expired {until}"
    else:
        words = f"until {until}"
    return Row(
        key=item.key,
        sort=item.key.partition(":")[0],
        title=title_of(value),
        kind=getattr(value, "kind", ""),
        topics=getattr(value, "topics", ()) if not isinstance(value, LibrarySettings) else (),
        approved=until is not None and until >= on,
        state=words,
        file=item.file,
        hash=item.hash,
    )


def title_of(value: Value) -> str:
    """What people call an item: its title, its name, or of a claim its words."""
    match value:
        case LibrarySettings():
            return value.organisation.name
        case BankedRewording():
            return f"{value.channel} {value.locale} in the voice of {value.brand}"
        case Claim():
            return value.text
        case Brand():
            return value.name
        case _:
            return str(getattr(value, "title", ""))


def details(library: Library, name: str, on: date, folder: Path) -> Iterator[str]:
    """One item in lines: what it is, how it stands, its words, and where it is used."""
    if library.settings is None:
        raise BedsideError(library.problems)
    item = find_items(library, [name])[0]
    state = states(library, on)[item.key]
    row = _row(item, state, on)
    yield f"{row.key}  {row.title}"
    yield f"file      {item.file}"
    yield f"hash      {item.hash}"
    yield f"needs     {', '.join(state.roles)}"
    yield f"approval  {row.state}"
    lines = lines_by_item(library.approvals).get(item.key, ())
    yield from _approval_lines(item, lines, library.settings.value)
    yield ""
    yield from file_of(folder, item.file).read_text(encoding="utf-8").splitlines()
    for file in library.renditions.get(item.key.partition(":")[2], ()):
        if isinstance(item.value, ContentModule):
            yield ""
            yield f"--- {file.file}"
            yield from (folder / file.file).read_text(encoding="utf-8").splitlines()
    yield ""
    for key, how in uses_of(library, item.key):
        yield f"used by {key}: {how}"


def _approval_lines(
    item: Item[Value], lines: Sequence[ApprovalLine], settings: LibrarySettings
) -> Iterator[str]:
    """Each line that names an item, in the order of the file, and what became of it."""
    given = signatures(item, lines, settings, roles_for(item, settings))
    flaws = {id(one.line): one.flaw for one in given if one.flaw}
    since = {id(one.line): one.shortened for one in given if one.shortened}
    for line in lines:
        value = line.value
        fits = "this text" if value.hash == item.hash else "an earlier text"
        if isinstance(value, Withdrawal):
            said = f"withdrawn {value.on}{when_written(value)}, for {fits}: {value.withdrawn}"
        else:
            said = f"{value.on} to {value.until}{when_written(value)}, for {fits}"
        if id(line) in flaws:
            said += f"; {flaws[id(line)]}"
        if id(line) in since:
            said += f"; only to {since[id(line)]}, as they said since"
        yield f"  {value.role} by {value.by}, {said}"


def uses_of(library: Library, name: str) -> list[tuple[str, str]]:
    """The items that name this one, and for a module the triggers that may choose it."""
    item = find_items(library, [name])[0]
    sort, _, short = item.key.partition(":")
    found = []
    for other in library.items():
        for path, value in _lines(other.value.model_dump(mode="json"), ()):
            if value == short and other.key != item.key and _means(sort, path):
                found.append((other.key, ".".join(map(str, path))))
    if isinstance(item.value, ContentModule):
        found.extend(_choosers(library, item.value))
    return sorted(set(found))


def _lines(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value of nested data with its path; keys that name things count as values too."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield (*path,), key
            yield from _lines(value, (*path, key))
    elif isinstance(data, list):
        for value in data:
            yield from _lines(value, path)
    else:
        yield path, data


#: Which fields name which sort of item.
_NAMES: dict[str, frozenset[str]] = {
    "module": frozenset(
        {"modules", "module", "requires", "excludes", "after", "before", "disclosed_in"}
    ),
    "claim": frozenset({"claims"}),
    "signal": frozenset({"on", "stop_when", "stop_any_subject"}),
    "trigger": frozenset({"trigger"}),
    "directory": frozenset({"directory"}),
    "brand": frozenset({"brand"}),
    "prompt": frozenset({"system", "reword", "repair"}),
}


def _means(sort: str, path: tuple[str | int, ...]) -> bool:
    return bool(path) and path[-1] in _NAMES.get(sort, frozenset())


def _choosers(library: Library, module: ContentModule) -> Iterator[tuple[str, str]]:
    """Triggers that may choose a module by its kind."""
    slots = {
        slot.id: slot.kinds
        for item in library.layouts.values()
        if isinstance(item.value, Layout)
        for slot in item.value.slots
        if module.kind in slot.kinds
    }
    for item in library.triggers.values():
        trigger: Trigger = item.value
        topics = set(trigger.topics) or set(module.topics)
        fits = (
            trigger.purpose in module.purposes
            and set(trigger.audience) & set(module.audience)
            and (topics & set(module.topics) or "general" in module.topics)
            and (not module.stages or trigger.stage in module.stages)
        )
        for name, choice in trigger.slots.items():
            if fits and module.kind in choice.kinds and name in slots:
                yield item.key, f"may choose it for `{name}` as {module.kind}"
