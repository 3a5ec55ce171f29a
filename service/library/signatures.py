"""What became of each approval of an item's text as it stands.

Lines count in the order of their days, and where days are equal in the order of the file. A
reviewer's later approval says anew until when theirs holds, an earlier day too. A withdrawal ends
the approvals that the same reviewer gave before it to the same text in the same role. An approval
that breaks `one_role_each` never counts: what counts now must not depend on what ends later. Which
roles an item needs, and which it lacks, says `approvals.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from service.domain.content import Approval, LibrarySettings, Value, Withdrawal
from service.library.library import ApprovalLine, Item


@dataclass(frozen=True, slots=True)
class Signature:
    """One approval of this very text. `other_role` is the one that its giver had given before.

    `shortened` is the day that its giver named since, where that is an earlier one than its own.
    """

    line: ApprovalLine
    approval: Approval
    withdrawal: ApprovalLine | None
    own: bool
    shortened: date | None = None
    other_role: str = ""

    @property
    def last(self) -> date:
        """The last day on which it can hold; before its first day where it never did."""
        until = self.shortened or self.approval.until
        if self.withdrawal is None:
            return until
        return min(until, self.withdrawal.value.on - timedelta(days=1))

    def stands(self, on: date) -> bool:
        """Whether it is in date and not taken back, on a day."""
        return self.approval.on <= on <= self.last

    def counts(self, on: date) -> bool:
        """Whether it stands, and was this reviewer's to give."""
        return self.stands(on) and not self.own and not self.other_role

    @property
    def flaw(self) -> str:
        """Why it never counts, in words; empty where it was this reviewer's to give."""
        if self.own:
            return f"does not count: {self.approval.by} wrote it"
        other = self.other_role
        return f"does not count: {self.approval.by} gave {other} too" if other else ""


def signatures(
    item: Item[Value],
    lines: Sequence[ApprovalLine],
    settings: LibrarySettings,
    roles: Sequence[str],
) -> tuple[Signature, ...]:
    """Every approval that lines of this item give to its text as it stands, in their order."""
    return signatures_of(item.value, item.hash, lines, settings, roles)


def signatures_of(
    value: Value,
    digest: str,
    lines: Sequence[ApprovalLine],
    settings: LibrarySettings,
    roles: Sequence[str],
) -> tuple[Signature, ...]:
    """The same of a text that need not be in the library any more."""
    found = tuple(_signatures(value, digest, in_order(lines)))
    return tuple(_one_role_each(found, roles)) if settings.approvals.one_role_each else found


def in_order(lines: Sequence[ApprovalLine]) -> list[ApprovalLine]:
    """Lines by their days, and where days are equal as they stand in the file."""
    return sorted(lines, key=lambda line: line.value.on)


def taken_back(approval: Approval, later: Sequence[ApprovalLine]) -> ApprovalLine | None:
    """The first of the lines after an approval that withdraws it."""
    for line in later:
        value = line.value
        if isinstance(value, Withdrawal) and _same(value, approval):
            return line
    return None


def shortened(approval: Approval, later: Sequence[ApprovalLine]) -> date | None:
    """The day until which the lines after an approval leave it, where that is before its own end.

    One that begins after the approval has ended says nothing of it.
    """
    until = approval.until
    for line in later:
        value = line.value
        if _same(value, approval) and value.on <= until:
            if isinstance(value, Withdrawal):
                break
            until = value.until
    return until if until < approval.until else None


def takes_nothing_back(line: ApprovalLine, lines: Sequence[ApprovalLine]) -> bool:
    """Whether no approval stands before a withdrawal, among the lines of its item."""
    ordered = in_order(lines)
    before = ordered[: next(at for at, other in enumerate(ordered) if other is line)]
    return not any(
        isinstance(other.value, Approval) and _same(other.value, line.value) for other in before
    )


def _same(one: Approval | Withdrawal, other: Approval | Withdrawal) -> bool:
    """Whether two lines are of one reviewer, in one role, about one text."""
    return (one.item, one.hash, one.role, one.by) == (
        other.item,
        other.hash,
        other.role,
        other.by,
    )


def _signatures(said: Value, digest: str, lines: Sequence[ApprovalLine]) -> Iterator[Signature]:
    writers = authors(said)
    for place, line in enumerate(lines, 1):
        value = line.value
        if isinstance(value, Approval) and value.hash == digest:
            later = lines[place:]
            back, until = taken_back(value, later), shortened(value, later)
            yield Signature(line, value, back, own=value.by in writers, shortened=until)


def _one_role_each(given: Sequence[Signature], roles: Sequence[str]) -> Iterator[Signature]:
    """Each signature, marked where its giver's approval in another needed role held that day."""
    counting: list[Signature] = []
    for one in given:
        other = next((c.approval.role for c in counting if _in_the_way(c, one)), "")
        if other:
            yield replace(one, other_role=other)
            continue
        if one.approval.role in roles and not one.own:
            counting.append(one)
        yield one


def _in_the_way(earlier: Signature, one: Signature) -> bool:
    return (
        earlier.approval.by == one.approval.by
        and earlier.approval.role != one.approval.role
        and earlier.stands(one.approval.on)
    )


def authors(value: Value) -> tuple[str, ...]:
    """Who wrote an item, and so may not approve it."""
    written_by: tuple[str, ...] = getattr(value, "written_by", ())
    return written_by
