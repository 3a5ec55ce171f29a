"""Which items are approved, by whom, until when, and what is missing.

An approval names a content hash, so an edit by one character makes it void. Every role that the
library asks for must have approved the item as it stands; nobody approves what they wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.domain.content import (
    Approval,
    BankedRewording,
    Claim,
    ContentModule,
    LibrarySettings,
    Trigger,
    Value,
)
from service.library.library import ApprovalLine, Item, Library


@dataclass(frozen=True, slots=True)
class Lack:
    """One role whose approval an item does not have, and what became of the one it had."""

    role: str
    cause: str  # missing, void, expired, own


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """`until` is the last day on which every needed approval holds; None when one is lacking."""

    roles: tuple[str, ...]
    until: date | None
    lacks: tuple[Lack, ...] = ()


def roles_for(item: Item[Value], settings: LibrarySettings) -> tuple[str, ...]:
    """The roles that must approve an item: by kind for a module, by sort of item otherwise."""
    prefix = item.key.partition(":")[0]
    if isinstance(item.value, ContentModule | BankedRewording):
        kind = settings.kinds.get(item.value.kind)
        return kind.roles if kind else ()
    roles: tuple[str, ...] = getattr(settings.item_roles, prefix)
    if isinstance(item.value, Trigger) and item.value.answers_at_once:
        return tuple(dict.fromkeys((*roles, *settings.item_roles.answers_at_once)))
    return roles


def approval_state(
    item: Item[Value], lines: Sequence[ApprovalLine], settings: LibrarySettings, on: date
) -> ApprovalState:
    """What the approvals that name this item say on a day."""
    roles = roles_for(item, settings)
    held = signed(item, lines, on)
    lacks = [
        Lack(role, _cause([line.value for line in lines if line.value.role == role], item, on))
        for role in roles
        if role not in held
    ]
    ends = [held[role].until for role in roles if role in held]
    return ApprovalState(roles, None if lacks else min(ends, default=None), tuple(lacks))


def signed(item: Item[Value], lines: Sequence[ApprovalLine], on: date) -> Mapping[str, Approval]:
    """The approval that holds longest on a day, by role, of the lines that name this item."""
    held: dict[str, Approval] = {}
    for line in lines:
        approval = line.value
        longer = approval.role not in held or held[approval.role].until < approval.until
        if longer and _holds(approval, item, on):
            held[approval.role] = approval
    return held


def _holds(approval: Approval, item: Item[Value], on: date) -> bool:
    return (
        approval.hash == item.hash
        and approval.by not in authors(item.value)
        and approval.on <= on <= approval.until
    )


def _cause(given: Sequence[Approval], item: Item[Value], on: date) -> str:
    same = [approval for approval in given if approval.hash == item.hash]
    if any(approval.by in authors(item.value) for approval in same):
        return "own"
    if any(approval.until < on for approval in same):
        return "expired"
    if any(approval.on > on for approval in same):
        return "later"
    return "void" if given else "missing"


def authors(value: Value) -> tuple[str, ...]:
    """Who wrote an item, and so may not approve it."""
    written_by: tuple[str, ...] = getattr(value, "written_by", ())
    return written_by


def lines_by_item(lines: Sequence[ApprovalLine]) -> Mapping[str, list[ApprovalLine]]:
    """Approval lines grouped by the item that they name."""
    grouped: dict[str, list[ApprovalLine]] = {}
    for line in lines:
        grouped.setdefault(line.value.item, []).append(line)
    return grouped


def states(library: Library, on: date) -> dict[str, ApprovalState]:
    """The approval state of every item. Without settings nothing is approved."""
    if library.settings is None:
        return {}
    grouped = lines_by_item(library.approvals)
    return {
        item.key: approval_state(item, grouped.get(item.key, ()), library.settings.value, on)
        for item in library.items()
    }


def last_day(item: Item[Value], state: ApprovalState) -> date | None:
    """The last day on which an item is approved and in date; None when it is not approved."""
    if state.until is None:
        return None
    own = own_end(item.value)
    return state.until if own is None else min(state.until, own)


def own_end(value: Value) -> date | None:
    """The last day of an item's own time; None for what has none."""
    return value.expires if isinstance(value, ContentModule | Claim) else None
