"""Which day a line of approvals may bear: the day it is written, unless its writer says why not.

A record that anybody may date back proves nothing. So an earlier day is refused without a reason,
and the line keeps the reason beside the day on which it was written, for all who read it later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.domain.content import Value
from service.errors import BedsideError, Problem
from service.library.library import ApprovalLine, Item, Library


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a line. `written` is today in UTC, where it is known apart from `on`."""

    on: date
    written: date | None = None
    backdated: str | None = None

    @property
    def is_earlier(self) -> bool:
        """Whether the line bears a day before the one on which it is written."""
        return self.written is not None and self.on < self.written

    @property
    def kept(self) -> date | None:
        """The day of writing that the line keeps beside its own: none where they are the same."""
        return self.written if self.written != self.on else None


def refuse_dating(day: Day, library: Library) -> None:
    """Raises `BedsideError` where no line may bear this day, or where this clock is in doubt."""
    if day.is_earlier and day.backdated is None:
        what = (
            f"{day.on} is before today ({day.written}, in UTC): a line bears the day it is written"
        )
        fix = "leave it out; or say why it must be, such as `--backdated 'Signed on paper.'`"
        raise BedsideError.at("--on", "L424", what, fix)
    if day.backdated is not None and not day.is_earlier:
        what, fix = "the line bears no earlier day", "leave it out, or name the day with `--on`"
        raise BedsideError.at("--backdated", "L424", what, fix)
    for line in {line.file: line for line in library.approvals}.values():
        # The last line of a file was written before the one that is to follow it.
        before = line.value.written or line.value.on
        if day.written is not None and before > day.written:
            what = f"this machine's clock says {day.written} in UTC, but this line is of {before}"
            fix = "set the clock; a line that begins on a day to come needs `written`, too"
            raise BedsideError([Problem(line.file, line.line, 1, "L425", what, fix)])


def said_since(
    item: Item[Value], lines: Sequence[ApprovalLine], role: str, reviewer: str, day: Day
) -> Iterator[Problem]:
    """What a reviewer has said of this text in this role after a day that a line is dated back to.

    A line before it would count for nothing, or change what they said then.
    """
    later = [
        line.value.on
        for line in lines
        if (line.value.hash, line.value.role, line.value.by) == (item.hash, role, reviewer)
        and line.value.on > day.on
    ]
    if day.is_earlier and later:
        what = f"{reviewer} has said more of this text as {role} since, on {max(later)}"
        yield item.problem((), "L424", what, f"date it {max(later)} or later, or leave out `--on`")
