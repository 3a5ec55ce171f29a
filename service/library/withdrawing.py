"""Takes an approval back: one more line, from whose day on the approval does not count.

The line that gave it stays. Releases that are built already are not touched by it; `held_by` says
which of them hold the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from service.domain.content import (
    LibrarySettings,
    Value,
    Withdrawal,
    when_written,
)
from service.domain.wording import what_would_be_right
from service.errors import BedsideError, Problem
from service.library.approvals import lines_by_item, roles_for, signed, states
from service.library.approving import (
    Recording,
    append_lines,
    approvals_of,
    expect_role,
    find_items,
)
from service.library.dating import Day, refuse_dating, said_since
from service.library.leaning import holds_up_all, leaning_on, users
from service.library.library import ApprovalLine, Item, Library
from service.library.loader import load_library
from service.library.release import Release
from service.library.signatures import Signature, signatures
from service.library.writing import one_writer

_OPTIONS = {
    "by": "--by",
    "role": "--role",
    "withdrawn": "--reason",
    "backdated": "--backdated",
}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal leads to.

    `still` is another's approval in the same role that holds all the same; without one `left_out`
    are the items that no release holds from now on, and `stops_all` says that none can be built.
    """

    key: str
    hash: str
    still: Signature | None
    left_out: tuple[str, ...]
    stops_all: bool


def withdraw(
    folder: Path,
    name: str,
    role: str,
    reviewer: str,
    reason: str,
    on: date,
    *,
    written: date | None = None,
    backdated: str | None = None,
    recording: Recording = nullcontext,
) -> Withdrawn:
    """Append the withdrawal of a reviewer's approval of an item as it stands.

    `written` is today, which a line keeps that is dated another day, and `backdated` says why that
    is an earlier one. `recording` is entered round the writing, while nobody else writes.

    Raises `BedsideError`, and writes nothing, when the item is unknown, when a word does not fit,
    when no line may bear this day (`dating.py`), or when no approval of theirs stands: it says
    what does.
    """
    day = Day(on, written, backdated)
    with one_writer(folder):
        library = load_library(folder)
        if library.settings is None:
            raise BedsideError(library.problems)
        settings = library.settings.value
        expect_role(role, settings)
        refuse_dating(day, library)
        item = _item(library, name)
        lines = lines_by_item(library.approvals).get(item.key, [])
        mine = [
            one
            for one in signatures(item, lines, settings, roles_for(item, settings))
            if (one.approval.role, one.approval.by) == (role, reviewer)
        ]
        line = _line(item, role, reviewer, reason, day)
        if not any(one.stands(on) for one in mine):
            what = f"`{item.key}` has no approval as {role} by {reviewer} to withdraw"
            stands = _what_stands(item, lines, mine, settings, line)
            raise BedsideError([item.problem((), "L423", what, stands)])
        later = list(said_since(item, lines, role, reviewer, day))
        if later:
            raise BedsideError(later)
        path = approvals_of(folder, item.key)
        with recording(path):
            append_lines(path, [line])
    return _outcome(library, item, line)


def _item(library: Library, name: str) -> Item[Value]:
    """The item of a name. One whose file cannot be read is not there: then that is what is said."""
    try:
        return find_items(library, [name])[0]
    except BedsideError:
        if any(name in (key, key.partition(":")[2]) for key in library.unread):
            raise BedsideError(library.problems) from None
        raise


def _line(item: Item[Value], role: str, reviewer: str, reason: str, day: Day) -> Withdrawal:
    try:
        return Withdrawal(
            item=item.key,
            hash=item.hash,
            role=role,
            by=reviewer,
            on=day.on,
            withdrawn=reason,
            written=day.kept,
            backdated=day.backdated,
        )
    except ValidationError as error:
        raise BedsideError(
            Problem(
                _OPTIONS[str(detail["loc"][0])],
                0,
                0,
                "L104",
                "it does not fit",
                what_would_be_right(detail, detail.get("input")),
            )
            for detail in error.errors(include_url=False)
        ) from None


def _what_stands(
    item: Item[Value],
    lines: Sequence[ApprovalLine],
    mine: Sequence[Signature],
    settings: LibrarySettings,
    line: Withdrawal,
) -> str:
    """What there is instead of the approval that was to be withdrawn."""
    theirs = _theirs(mine, lines, line)
    others = [
        f"{one.approval.by} approved it, until {one.last}"
        for role, one in signed(item, lines, settings, line.on).items()
        if role == line.role
    ]
    return "; ".join([*theirs, *others]) or f"nobody approved this text as {line.role}"


def _theirs(
    mine: Sequence[Signature], lines: Sequence[ApprovalLine], line: Withdrawal
) -> Iterator[str]:
    if mine:
        last = mine[-1]
        if last.approval.on > line.on:
            yield f"theirs begins on {last.approval.on}: say `--on {last.approval.on}`"
        elif last.withdrawal is not None and last.withdrawal.value.on <= line.on:
            back = last.withdrawal.value
            yield f"they withdrew it on {back.on}{when_written(back)}"
        else:
            yield f"theirs ended on {last.last}"
    elif any((one.value.role, one.value.by) == (line.role, line.by) for one in lines):
        yield "theirs is of an earlier text, and void"


def _outcome(library: Library, item: Item[Value], line: Withdrawal) -> Withdrawn:
    """What follows from a line that was added just now."""
    after = replace(library, approvals=(*library.approvals, ApprovalLine(line, 0)))
    assert after.settings is not None
    lines = lines_by_item(after.approvals)[item.key]
    holding = signed(item, lines, after.settings.value, line.on).get(line.role)
    if holding is not None or line.role not in roles_for(item, after.settings.value):
        return Withdrawn(item.key, item.hash, holding, (), stops_all=False)
    found = states(after, line.on)
    leaning = leaning_on(item.key, users(after))
    out = (item.key, *(key for key in leaning if not found[key].lacks))
    return Withdrawn(item.key, item.hash, None, out, holds_up_all(after, item.key))


def held_by(release: Release, key: str, digest: str) -> str:
    """Whether a release holds an item, in words."""
    stamp = release.stamps.get(key)
    if stamp is None:
        return "does not hold it"
    return "holds this text" if stamp.hash == digest else "holds another text of it"
