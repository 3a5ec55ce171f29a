"""Which items are approved, by whom, until when, and what is missing.

An approval names a content hash, so an edit by one character makes it void. Every role that the
library asks for must have approved the item as it stands; nobody approves what they wrote. What
became of a single approval says `signatures.py`.
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
    Withdrawal,
    when_written,
)
from service.library.library import ApprovalLine, Item, Library
from service.library.signatures import Signature, in_order, signatures


@dataclass(frozen=True, slots=True)
class Lack:
    """One role whose approval an item does not have, and what became of the one it had.

    `told` says of a withdrawal who, when and why; of one person in two roles who, and the other.
    """

    role: str
    cause: str  # missing, void, expired, own, later, withdrawn, same person
    told: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """`until` is the last day on which every needed approval holds; None when one is lacking.

    `doubts` are roles that are not lacking, though somebody took their own approval back after
    the one that holds was given.
    """

    roles: tuple[str, ...]
    until: date | None
    lacks: tuple[Lack, ...] = ()
    doubts: tuple[Lack, ...] = ()


def roles_for(item: Item[Value], settings: LibrarySettings) -> tuple[str, ...]:
    """The roles that must approve an item: by kind for a module, by sort of item otherwise."""
    return roles_of(item.key, item.value, settings)


def roles_of(key: str, value: Value, settings: LibrarySettings) -> tuple[str, ...]:
    """The same for what need not be in the library any more."""
    prefix = key.partition(":")[0]
    if isinstance(value, ContentModule | BankedRewording):
        kind = settings.kinds.get(value.kind)
        return kind.roles if kind else ()
    roles: tuple[str, ...] = getattr(settings.item_roles, prefix)
    if isinstance(value, Trigger) and value.answers_at_once:
        return tuple(dict.fromkeys((*roles, *settings.item_roles.answers_at_once)))
    return roles


def approval_state(
    item: Item[Value], lines: Sequence[ApprovalLine], settings: LibrarySettings, on: date
) -> ApprovalState:
    """What the approvals that name this item say on a day."""
    roles = roles_for(item, settings)
    given = signatures(item, lines, settings, roles)
    held = _held(given, on)
    back = {role: told for role in roles if (told := _taken_back(role, lines, given, on))}
    lacks = [
        Lack(role, "withdrawn", back[role]) if role in back else _lack(role, lines, given, on)
        for role in roles
        if role not in held
    ]
    doubts = [Lack(role, "withdrawn", told) for role, told in back.items() if role in held]
    ends = [held[role].last for role in roles if role in held]
    until = None if lacks else min(ends, default=None)
    return ApprovalState(roles, until, tuple(lacks), tuple(doubts))


def signed(
    item: Item[Value], lines: Sequence[ApprovalLine], settings: LibrarySettings, on: date
) -> Mapping[str, Signature]:
    """The approval that holds longest on a day, by role, of the lines that name this item."""
    return _held(signatures(item, lines, settings, roles_for(item, settings)), on)


def _held(given: Sequence[Signature], on: date) -> dict[str, Signature]:
    held: dict[str, Signature] = {}
    for one in given:
        role = one.approval.role
        # Of two that hold equally long, the one given last is what its giver says now.
        if one.counts(on) and (role not in held or held[role].last <= one.last):
            held[role] = one
    return held


def _taken_back(
    role: str, lines: Sequence[ApprovalLine], given: Sequence[Signature], on: date
) -> str:
    """Who withdrew, when and why, where that is the last word on the text in a role."""
    said = {
        id(line)
        for one in given
        if one.approval.role == role
        for line in (one.line, one.withdrawal)
        if line is not None and line.value.on <= on
    }
    last = [line.value for line in in_order(lines) if id(line) in said][-1:]
    return "".join(
        f"{value.by} on {value.on}{when_written(value)}: {value.withdrawn.removesuffix('.')}"
        for value in last
        if isinstance(value, Withdrawal)
    )


def _lack(role: str, lines: Sequence[ApprovalLine], given: Sequence[Signature], on: date) -> Lack:
    """Why none of the approvals in a role counts."""
    same = [one for one in given if one.approval.role == role]
    if any(one.own for one in same):
        return Lack(role, "own")
    for one in same:
        if one.other_role and one.stands(on):
            return Lack(role, "same person", f"{one.approval.by}, who gave {one.other_role} too")
    if any(one.approval.until < on for one in same):
        return Lack(role, "expired")
    if any(one.approval.on > on for one in same):
        return Lack(role, "later")
    before = any(isinstance(line.value, Approval) and line.value.role == role for line in lines)
    return Lack(role, "void" if before else "missing")


def lines_by_item(lines: Sequence[ApprovalLine]) -> Mapping[str, list[ApprovalLine]]:
    """Approval lines grouped by the item that they name."""
    grouped: dict[str, list[ApprovalLine]] = {}
    for line in lines:
        grouped.setdefault(line.value.item, []).append(line)
    return grouped


def wholly_approved(
    item: Item[Value], lines: Sequence[ApprovalLine], settings: LibrarySettings
) -> tuple[str, ...]:
    """The hashes of an item's texts that each of its roles approved, the latest last."""
    given: dict[str, set[str]] = {}
    for line in in_order(lines):
        value = line.value
        if isinstance(value, Approval) and value.item == item.key:
            given[value.hash] = given.pop(value.hash, set()) | {value.role}
    needed = set(roles_for(item, settings))
    return tuple(digest for digest, roles in given.items() if needed <= roles)


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
