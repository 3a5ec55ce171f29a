"""Adds approvals to a library: one line a yes, bound to what the item says now.

Taking one back is `withdrawing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from service.domain.content import Approval, LibrarySettings, Value, Withdrawal
from service.domain.nearest import did_you_mean
from service.domain.wording import what_would_be_right
from service.errors import BedsideError, Problem
from service.library.approvals import lines_by_item, own_end, roles_for, signed, states
from service.library.dating import Day, refuse_dating, said_since
from service.library.hashing import canonical_json
from service.library.library import ApprovalLine, Item, Library
from service.library.loader import load_library
from service.library.prompts_folder import prompts_of
from service.library.signatures import Signature, authors, signatures
from service.library.writing import one_writer, write_whole

#: What stands round the writing of lines into a file, such as a commit of what it said before.
Recording = Callable[[Path], AbstractContextManager[object]]

#: Years for which an approval may hold; a day further on is a slip of the fingers.
MOST_YEARS = 20


def approve(
    folder: Path,
    names: Sequence[str],
    role: str,
    reviewer: str,
    on: date,
    until: date,
    *,
    everything: bool = False,
    written: date | None = None,
    backdated: str | None = None,
    recording: Recording = nullcontext,
) -> dict[str, date]:
    """Append an approval for each named item, or for all that lack the role.

    `written` is today, which a line keeps that is dated another day, and `backdated` says why that
    is an earlier one. `recording` is entered round the writing of each file, while nobody else
    writes.

    Returns their keys, each with the last day of its approval: `until`, or where the item's own
    time ends before, that day.

    Raises `BedsideError`, and writes nothing, when an item is unknown, does not need the role, or
    was written by the reviewer, when a line would hold for more than `MOST_YEARS`, and when no
    line may bear this day (`dating.py`).
    """
    # Inside from the first look to the last byte: two approvals at once must not lose a line, and
    # what is approved is what stands there when the line is written.
    with one_writer(folder):
        day = Day(on, written, backdated)
        return _approve(folder, names, role, reviewer, day, until, everything, recording)


def _approve(
    folder: Path,
    names: Sequence[str],
    role: str,
    reviewer: str,
    day: Day,
    until: date,
    everything: bool,
    recording: Recording,
) -> dict[str, date]:
    library, on = load_library(folder), day.on
    if library.settings is None or library.problems:
        raise BedsideError(library.problems)
    refuse_dating(day, library)
    expect_role(role, library.settings.value)
    items = _lacking(library, role, on, reviewer) if everything else find_items(library, names)
    problems = [] if everything else list(_refusals(items, library, role, reviewer, on))
    grouped = lines_by_item(library.approvals)
    for item in items:
        problems += said_since(item, grouped.get(item.key, ()), role, reviewer, day)
    if problems:
        raise BedsideError(problems)
    try:
        lines = [
            Approval(
                item=item.key,
                hash=item.hash,
                role=role,
                by=reviewer,
                on=on,
                until=_last_day(item.value, on, until),
                written=day.kept,
                backdated=day.backdated,
            )
            for item in items
        ]
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        option = {"by": "--by", "backdated": "--backdated"}.get(
            str(detail["loc"][0]) if detail["loc"] else "", "--until"
        )
        fix = what_would_be_right(detail, reviewer)
        raise BedsideError.at(option, "L104", "it does not fit", fix) from None
    latest = latest_until(on)
    if any(line.until > latest for line in lines):
        fix = f"an approval holds for {MOST_YEARS} years at most; use a day up to {latest}"
        raise BedsideError.at("--until", "L104", "it does not fit", fix)
    by_file: dict[Path, list[Approval]] = {}
    for line in lines:
        by_file.setdefault(approvals_of(folder, line.item), []).append(line)
    for path, added in by_file.items():
        with recording(path):
            append_lines(path, added)
    return {line.item: line.until for line in lines}


def expect_role(role: str, settings: LibrarySettings) -> None:
    """Raises `BedsideError` where the library has no such role."""
    if role not in settings.roles:
        fix = did_you_mean(role, settings.roles) or "use a role of `library.yaml`"
        raise BedsideError.at("--role", "L418", f"no role is called `{role}`", fix)


def latest_until(on: date) -> date:
    """The last day until which an approval given on a day may hold."""
    leap_day = (on.month, on.day) == (2, 29)
    return date(min(on.year + MOST_YEARS, date.max.year), on.month, 28 if leap_day else on.day)


def _last_day(value: Value, on: date, until: date) -> date:
    """An approval past the item's own end would promise days on which the item is not used."""
    end = own_end(value)
    return min(until, end) if end is not None and end >= on else until


def held_longer(
    folder: Path, given: Mapping[str, date], role: str, reviewer: str, on: date
) -> dict[str, Signature]:
    """Of the approvals that `approve` gave: another reviewer's that holds longer, by item."""
    library = load_library(folder)
    assert library.settings is not None  # an approval was given under them
    settings, grouped = library.settings.value, lines_by_item(library.approvals)
    found = {}
    for item in library.items():
        if item.key not in given:
            continue
        held = signed(item, grouped.get(item.key, ()), settings, on).get(role)
        if held is None or held.approval.by == reviewer:
            continue
        if _last_day(item.value, on, held.last) > given[item.key]:
            found[item.key] = held
    return found


def approvals_of(folder: Path, key: str) -> Path:
    """Approvals lie beside what they approve: those of brands and templates in `prompts/`."""
    prompts = prompts_of(folder) if key.partition(":")[0] in ("brand", "prompt") else None
    return (prompts or folder) / "approvals.jsonl"


def append_lines(path: Path, lines: Sequence[Approval | Withdrawal]) -> None:
    """Write lines behind those that are there. Raises `BedsideError`."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    added = "".join(
        canonical_json(line.model_dump(mode="json", exclude_none=True)) + "\n" for line in lines
    )
    write_whole(path, before + added)


def find_items(library: Library, names: Sequence[str]) -> list[Item[Value]]:
    """The items of these names; the sort (`module:`) may be left out where one is meant."""
    items = {item.key: item for item in library.items()}
    found, problems = [], []
    for name in dict.fromkeys(names):
        meant = [key for key in items if key == name or key.partition(":")[2] == name]
        if len(meant) == 1:
            found.append(items[meant[0]])
        else:
            what = "several items have this name" if meant else "no item has this name"
            near = did_you_mean(name, [*items, *(key.partition(":")[2] for key in items)])
            fix = f"write one of {', '.join(meant)}" if meant else near or "see `library list`"
            problems.append(Problem(name, 0, 0, "L419", what, fix))
    if problems:
        raise BedsideError(problems)
    return found


def _lacking(library: Library, role: str, on: date, reviewer: str) -> list[Item[Value]]:
    """Items that need this role's approval, do not have it, and were written by others."""
    state = states(library, on)
    grouped = lines_by_item(library.approvals)
    return [
        item
        for item in library.items()
        if any(lack.role == role for lack in state[item.key].lacks)
        and reviewer not in authors(item.value)
        and not other_role_of(item, grouped.get(item.key, ()), library, role, reviewer, on)
    ]


def other_role_of(
    item: Item[Value],
    lines: Sequence[ApprovalLine],
    library: Library,
    role: str,
    reviewer: str,
    on: date,
) -> str:
    """The role in which a reviewer has approved this text, where one role each is asked for."""
    assert library.settings is not None
    settings = library.settings.value
    if not settings.approvals.one_role_each:
        return ""
    held = signatures(item, lines, settings, roles_for(item, settings))
    mine = (one.approval.role for one in held if one.approval.by == reviewer and one.counts(on))
    return next((given for given in mine if given != role), "")


def _refusals(
    items: list[Item[Value]], library: Library, role: str, reviewer: str, on: date
) -> Iterator[Problem]:
    assert library.settings is not None
    grouped = lines_by_item(library.approvals)
    for item in items:
        needed = roles_for(item, library.settings.value)
        if role not in needed:
            yield item.problem(
                (),
                "L420",
                f"`{item.key}` needs no {role} approval",
                f"it needs {', '.join(needed)}",
            )
        if reviewer in authors(item.value):
            yield item.problem((), "L414", "nobody approves what they wrote", "ask somebody else")
        other = other_role_of(item, grouped.get(item.key, ()), library, role, reviewer, on)
        if other:
            what = f"nobody approves it in two roles: {reviewer} did as {other}"
            yield item.problem((), "L422", what, "ask somebody else")
