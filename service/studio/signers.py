"""Who must approve an item, and how each role stands: for the Approve page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.domain.content import Approval, Value, when_written
from service.library.approvals import ApprovalState, lines_by_item, own_end, signed
from service.library.approving import latest_until, other_role_of
from service.library.library import ApprovalLine, Item, Library
from service.library.signatures import authors, signatures
from service.studio.accounts import Account

#: Why a role's approval is lacking, in words.
CAUSES = {
    "withdrawn": "withdrawn",
    "void": "edited since",
    "missing": "never approved",
    "expired": "approval ended",
    "own": "approved by its own writer",
    "same person": "one person in two roles",
    "later": "approval begins later",
}


@dataclass(frozen=True, slots=True)
class Signer:
    """One role that must approve: whose approval holds and `until` when, or why none does.

    That day is an earlier one than the approval's own where its giver said so since.
    `doubt` says who took theirs back all the same; `mine` that the reader can take one back,
    `renews` that they may give a longer one, `longest` that the item's own time allows none.
    """

    role: str
    approval: Approval | None
    until: date | None
    cause: str
    told: str
    doubt: str
    mine: bool
    renews: bool = False
    longest: bool = False

    @property
    def written(self) -> str:
        """What is said of an approval that was not written on its day."""
        return when_written(self.approval) if self.approval else ""


def signers(
    library: Library, item: Item[Value], state: ApprovalState, account: Account, on: date
) -> list[Signer]:
    """Each role that an item needs, in the order of the library."""
    assert library.settings is not None  # without them nothing has a state
    settings = library.settings.value
    lines = lines_by_item(library.approvals).get(item.key, [])
    held = signed(item, lines, settings, on)
    lacks = {lack.role: lack for lack in state.lacks}
    doubts = {doubt.role: doubt.told for doubt in state.doubts}
    mine = {
        one.approval.role
        for one in signatures(item, lines, settings, state.roles)
        if one.approval.by == account.name and one.stands(on)
    }
    latest = latest_until(on)
    end, writer = own_end(item.value), account.name in authors(item.value)

    def longest(role: str) -> bool:
        """Whether an approval holds to the end of the item's own time: no later day would count."""
        return role in held and end is not None and held[role].last >= end

    def renews(role: str) -> bool:
        """Whether a later day would count: not its writer's, not past the item's own time, not
        where the approval holds as long as any that is given today, and not where the reader's
        own line of a day to come has the last word."""
        if role not in held or role not in account.reviews or writer or longest(role):
            return False
        yes = Approval(
            item=item.key,
            hash=item.hash,
            role=role,
            by=account.name,
            on=on,
            until=min(latest, end or latest),
        )
        renewed = signed(item, [*lines, ApprovalLine(yes, 0)], settings, on)
        if renewed[role].last <= held[role].last:
            return False
        return not other_role_of(item, lines, library, role, account.name, on)

    return [
        Signer(
            role=role,
            approval=held[role].approval if role in held else None,
            until=held[role].last if role in held else None,
            cause=lacks[role].cause if role in lacks else "",
            told=lacks[role].told if role in lacks else "",
            doubt=doubts.get(role, ""),
            mine=role in mine and role in account.reviews,
            renews=renews(role),
            longest=longest(role),
        )
        for role in state.roles
    ]
