"""Approvals: every role that must say yes has said it, to these words, and nobody to their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from service.domain.nearest import did_you_mean
from service.errors import Problem
from service.library.approvals import ApprovalState, states
from service.library.leaning import leaning_on, users
from service.library.library import Library

_WHAT = {
    "missing": ("L411", "no approval by {role}", "ask for one"),
    "void": ("L412", "void approval by {role}: it was edited since", "ask for a new one"),
    "expired": ("L413", "expired approval by {role}", "ask for a new one"),
    "own": ("L414", "approval by {role} given by its own writer", "ask somebody else"),
    "later": ("L415", "approval by {role} begins later", "wait, or ask for one from today on"),
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
        roles: dict[str, list[str]] = defaultdict(list)
        for lack in state.lacks:
            roles[lack.cause].append(lack.role)
        for cause, lacking in roles.items():
            code, what, fix = _WHAT[cause]
            fix += _left_out_too(leaning_on(key, direct), found)
            yield items[key].problem((), code, what.format(role=" and ".join(lacking)), fix)
        if state.until is not None and state.until <= on + SOON:
            yield items[key].problem(
                (),
                "L416",
                f"its approval ends on {state.until}",
                "ask for a new one",
                level="warning",
            )
    for line in library.approvals:
        if line.value.item not in items and line.value.item not in library.unread:
            yield Problem(
                line.file,
                line.line,
                1,
                "L417",
                f"it approves `{line.value.item}`, which is not in the library",
                did_you_mean(line.value.item, _same_sort(line.value.item, items))
                or "delete the line",
                "warning",
            )
        if line.value.role not in library.settings.value.roles:
            yield Problem(
                line.file,
                line.line,
                1,
                "L418",
                f"no role is called `{line.value.role}`",
                did_you_mean(line.value.role, library.settings.value.roles) or "use a role",
            )


def _left_out_too(leaning: Iterable[str], found: Mapping[str, ApprovalState]) -> str:
    """The items that are approved themselves, and that this lack keeps out of messages."""
    others = [other for other in leaning if not found[other].lacks]
    if not others:
        return ""
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    named = ", ".join(f"`{other}`" for other in others[:_NAMED])
    return f"; until then these are left out too: {named}{more}"


def _same_sort(key: str, keys: Iterable[str]) -> list[str]:
    """The keys of the sort of item that a key names."""
    return [other for other in keys if other.partition(":")[0] == key.partition(":")[0]]
