"""Every approval and withdrawal of a period, as an auditor reads them: who, when, what, which text.

Nothing is judged anew: what became of a line is what `signatures.py` says of it. A history with a
line that cannot be read would be one with something left out, so there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from service.domain.content import Approval, Withdrawal, when_written
from service.errors import BedsideError
from service.library.approvals import lines_by_item, roles_for
from service.library.library import ApprovalLine, Item, Library
from service.library.listing import unknown
from service.library.signatures import in_order, shortened, signatures, taken_back


@dataclass(frozen=True, slots=True)
class Said:
    """One line. `day` is when it was written; `on` and `until` are the days that it names.

    text: `this` where it is about the item as it stands, `earlier` where that was edited since,
        `gone` where the item is not in the library any more.
    since: what became of an approval, in words; empty where it is as it was given.
    """

    day: date
    what: str  # approved, withdrew
    item: str
    role: str
    by: str
    on: date
    until: date | None
    reason: str
    backdated: str
    text: str
    hash: str
    since: str
    file: str
    line: int

    def as_json(self) -> dict[str, Any]:
        """The line as JSON-ready data."""
        told = asdict(self)
        days = {name: str(told[name]) for name in ("day", "on")}
        return {**told, **days, "until": str(self.until) if self.until else None}


def history(
    library: Library,
    *,
    start: date | None = None,
    end: date | None = None,
    by: str | None = None,
    role: str | None = None,
) -> list[Said]:
    """The lines that were written in a period, or that name a day in it as theirs, by their days of
    writing and, where those are equal, as they stand in the file.

    Raises `BedsideError` where a line or the settings cannot be read, and for a reviewer or a role
    that the library does not know.
    """
    unread = [one for one in library.problems if one.file.endswith("approvals.jsonl")]
    if library.settings is None or unread:
        raise BedsideError(unread or library.problems)
    lines = library.approvals
    roles = {*library.settings.value.roles, *(line.value.role for line in lines)}
    problems = [
        *unknown("--by", by, {line.value.by for line in lines}, "line by"),
        *unknown("--role", role, roles),
    ]
    if problems:
        raise BedsideError(problems)
    since = dict(_since(library))
    items = {item.key: item for item in library.items()}
    found = [
        _said(line, items.get(line.value.item), since.get(id(line), ""))
        for line in lines
        if by in (None, line.value.by) and role in (None, line.value.role)
    ]
    return sorted(
        (one for one in found if any(_within(day, start, end) for day in (one.day, one.on))),
        key=lambda one: one.day,
    )


def _within(day: date, start: date | None, end: date | None) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def _said(line: ApprovalLine, item: Item[Any] | None, since: str) -> Said:
    value = line.value
    text = "gone" if item is None else "this" if item.hash == value.hash else "earlier"
    return Said(
        day=value.written or value.on,
        what="approved" if isinstance(value, Approval) else "withdrew",
        item=value.item,
        role=value.role,
        by=value.by,
        on=value.on,
        until=value.until if isinstance(value, Approval) else None,
        reason=value.withdrawn if isinstance(value, Withdrawal) else "",
        backdated=value.backdated or "",
        text=text,
        hash=value.hash,
        since=since,
        file=line.file,
        line=line.line,
    )


def _since(library: Library) -> Iterator[tuple[int, str]]:
    """What became of each approval, by the identity of its line."""
    assert library.settings is not None
    settings = library.settings.value
    items = {item.key: item for item in library.items()}
    for key, lines in lines_by_item(library.approvals).items():
        item, ordered = items.get(key), in_order(lines)
        given = signatures(item, lines, settings, roles_for(item, settings)) if item else ()
        flaws: Mapping[int, str] = {id(one.line): one.flaw for one in given if one.flaw}
        for place, line in enumerate(ordered, 1):
            if not isinstance(line.value, Approval):
                continue
            later = ordered[place:]
            back, until = taken_back(line.value, later), shortened(line.value, later)
            said = [flaws[id(line)]] if id(line) in flaws else []
            if back is not None:
                said.append(f"withdrawn {back.value.on}{when_written(back.value)}")
            elif until is not None:
                said.append(f"only to {until}, as they said since")
            yield id(line), "; ".join(said)
