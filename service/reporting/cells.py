"""Counts of decisions and their people, and the cells and tables that a report shows of them.

The floor is the rule of the US Centers for Medicare & Medicaid Services for published cells: 1 to
10 people are not shown, nor anything from which they could be worked out. Zero is shown.
`hiding.py` decides what that takes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

#: The fewest people that a shown number may stand for.
FLOOR = 11


@dataclass(slots=True)
class Count:
    """How many decisions fell into a cell, and whose they were."""

    decisions: int = 0
    people: set[Hashable] = field(default_factory=set)

    def add(self, who: Hashable) -> None:
        """One decision more."""
        self.decisions += 1
        self.people.add(who)

    @property
    def is_small(self) -> bool:
        """Whether it stands for somebody, but for fewer people than may be shown."""
        return 0 < len(self.people) < FLOOR


def together(counts: Iterable[Count]) -> Count:
    """Several cells as one: decisions add up, a person counts once."""
    whole = Count()
    for count in counts:
        whole.decisions += count.decisions
        whole.people |= count.people
    return whole


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of decisions as a report shows it; None where it is hidden."""

    decisions: int | None

    @property
    def is_hidden(self) -> bool:
        """Whether the number may not be shown."""
        return self.decisions is None


HIDDEN = Cell(None)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by columns, with a total for each row and, where `adds_up`, for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], Cell], ...]
    totals: tuple[Cell, ...] = ()
    total: Cell = HIDDEN
