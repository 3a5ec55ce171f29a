"""Approvals: every role that must say yes has said it, to these words, and nobody to their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from service.domain.content import Approval, Withdrawal
from service.domain.nearest import did_you_mean
from service.errors import Problem
from service.library.approvals import ApprovalState, lines_by_item, states
from service.library.leaning import leaning_on, users
from service.library.library import ApprovalLine, Library
from service.library.signatures import takes_nothing_back

_MEND = "mend what it says, and ask for a new one"
_WHAT = {
    "missing": ("L411", "no approval by {role}", "ask for one"),
    "void": ("L412", "void approval by {role}: it was edited since", "ask for a new one"),
    "expired": ("L413", "expired approval by {role}", "ask for a new one"),
    "own": ("L414", "approval by {role} given by its own writer", "ask somebody else"),
    "later": ("L415", "approval by {role} begins later", "wait, or ask for one from today on"),
    "withdrawn": ("L421", "approval by {role} withdrawn by {told}", _MEND),
    "same person": ("L422", "approval by {role} given by {told}", "ask somebody else"),
}

SOON = timedelta(days=30)
#: Dependents that a report names; the rest are counted.
_NAMED = 4


def check_approvals(library: Library, on: date) -> Iterator[Problem]:
    """What is not approved, soon will not be, and approvals that approve nothing."""
    if library.settings is None:
        return
    items = {item.key: item for item in library.items()}
    found, direct = states(library, on), users(library)
    for key, state in found.items():
        roles: dict[tuple[str, str], list[str]] = defaultdict(list)
        for lack in state.lacks:
            roles[lack.cause, lack.told].append(lack.role)
        for (cause, told), lacking in roles.items():
            code, what, fix = _WHAT[cause]
            what = what.format(role=" and ".join(lacking), told=told)
            fix += _left_out_too(leaning_on(key, direct), found)
            yield items[key].problem((), code, what, fix)
        for doubt in state.doubts:
            what = f"approval by {doubt.role} withdrawn by {doubt.told}"
            fix = "another one still holds: ask who gave it to read again"
            yield items[key].problem((), "L421", what, fix, level="warning")
        if state.until is not None and state.until <= on + SOON:
            yield items[key].problem(
                (),
                "L416",
                f"its approval ends on {state.until}",
                "ask for a new one",
                level="warning",
            )
    yield from _lines(library, library.settings.value.roles, items)


def _lines(library: Library, roles: Sequence[str], items: Iterable[str]) -> Iterator[Problem]:
    """Lines that name what is not there."""
    of_item = lines_by_item(library.approvals)
    signed = {(line.value.item, line.value.role) for line in library.approvals}
    for line in library.approvals:
        if _is_stray(line.value.item, items, library):
            verb = "approves" if isinstance(line.value, Approval) else "is about"
            yield Problem(
                line.file,
                line.line,
                1,
                "L417",
                f"it {verb} `{line.value.item}`, which is not in the library",
                did_you_mean(line.value.item, _unsigned(line, items, signed))
                or "put its file back, or correct the name; of what was retired, leave the line as "
                "its record",
                "warning",
            )
        elif isinstance(line.value, Withdrawal) and takes_nothing_back(
            line, of_item[line.value.item]
        ):
            yield Problem(
                line.file,
                line.line,
                1,
                "L423",
                f"it withdraws an approval of `{line.value.item}` that was not given before",
                "correct the line: its reviewer, role, hash and day must fit the approval's",
            )
        written = line.value.written
        if written and line.value.on < written and not line.value.backdated:
            yield Problem(
                line.file,
                line.line,
                1,
                "L424",
                f"it is dated {line.value.on}, was written {written}, and says no reason",
                "let its reviewer approve anew, or add `backdated` with why",
                "warning",
            )
        if line.value.role not in roles:
            yield Problem(
                line.file,
                line.line,
                1,
                "L418",
                f"no role is called `{line.value.role}`",
                did_you_mean(line.value.role, roles) or "use a role",
            )


def _is_stray(key: str, items: Iterable[str], library: Library) -> bool:
    """Whether a line names what is not there. Rewordings come and go with their module's words:
    of one that was dropped the lines are its record, and no slip."""
    if key in items or library.is_unread(key):
        return False
    sort, _, name = key.partition(":")
    return sort != "rewording" or name.rsplit("/", 3)[0] not in library.modules


def _left_out_too(leaning: Iterable[str], found: Mapping[str, ApprovalState]) -> str:
    """The items that are approved themselves, and that this lack keeps out of messages."""
    others = [other for other in leaning if not found[other].lacks]
    if not others:
        return ""
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    named = ", ".join(f"`{other}`" for other in others[:_NAMED])
    return f"; until then these are left out too: {named}{more}"


def _unsigned(
    line: ApprovalLine, keys: Iterable[str], signed: Collection[tuple[str, str]]
) -> list[str]:
    """The items of the same sort that a line may mean: none that has a line in its role.

    What was taken out of the library is often called much like what stayed.
    """
    sort = line.value.item.partition(":")[0]
    same = (key for key in keys if key.partition(":")[0] == sort)
    return [key for key in same if (key, line.value.role) not in signed]
