"""Numbers that may be shown: none that stands for fewer than eleven people, nor gives one away.

The floor is the rule of the US Centers for Medicare & Medicaid Services for published cells: 1 to
10 people are not shown, nor anything from which they could be worked out. So a line whose total is
shown never has one hidden cell alone, nor hidden cells that are fewer than eleven people together.
Zero is shown. What two tables or two periods tell together is not guarded against.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
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


def shown(count: Count | None) -> Cell:
    """One number by itself."""
    if count is None:
        return Cell(0)
    return HIDDEN if count.is_small else Cell(count.decisions)


def table_of(
    columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Count]]], *, adds_up: bool = True
) -> Table:
    """Counts as a table that may be shown.

    `adds_up` says that a decision falls into one row only, so that columns have totals.
    """
    names = [name for name, _ in rows]
    grid = [[*row, together(row)] for _, row in rows]
    if adds_up:
        grid.append([together(column) for column in zip(*grid, strict=True)] if grid else [])
    cells = [
        tuple(HIDDEN if hide else Cell(count.decisions) for count, hide in zip(*line, strict=True))
        for line in zip(grid, _hidden(grid, adds_up), strict=True)
    ]
    bottom = cells.pop() if adds_up and grid else ()
    return Table(
        tuple(columns),
        tuple((name, row[:-1], row[-1]) for name, row in zip(names, cells, strict=True)),
        bottom[:-1],
        bottom[-1] if bottom else Cell(0),
    )


def _hidden(grid: list[list[Count]], adds_up: bool) -> list[list[bool]]:
    """Which cells to hide; the last of each row, and the last row where it adds up, are totals."""
    hidden = [[count.is_small for count in row] for row in grid]
    height, width = len(grid), len(grid[0]) if grid else 0
    lines = [[(y, x) for x in range(width)] for y in range(height)]
    if adds_up:
        lines += [[(y, x) for y in range(height)] for x in range(width)]
    while True:
        telling = next((line for line in lines if _gives_away(line, grid, hidden)), None)
        if telling is None and adds_up:
            telling = _line_of_bridge(grid, hidden)
        if telling is None:
            return hidden
        y, x = _next_to_hide(telling, grid, hidden)
        hidden[y][x] = True


def _gives_away(
    line: list[tuple[int, int]], grid: list[list[Count]], hidden: list[list[bool]]
) -> bool:
    """Whether what a line shows tells what it hides: its last number is the sum of the others."""
    out = [(y, x) for y, x in line if hidden[y][x]]
    shows_something = any(not hidden[y][x] and grid[y][x].decisions for y, x in line)
    if not out or not shows_something:
        return False
    if len(out) == 1:
        return True
    return line[-1] not in out and len(together(grid[y][x] for y, x in out).people) < FLOOR


def _line_of_bridge(
    grid: list[list[Count]], hidden: list[list[bool]]
) -> list[tuple[int, int]] | None:
    """Where to hide more, because several lines together tell one hidden cell; None where none do.

    Rows and columns are the two sides of a graph and hidden cells its edges: what is hidden can be
    worked out from all the sums exactly when its edge is on no circle.
    """
    edges = [(y, x) for y, row in enumerate(hidden) for x, out in enumerate(row) if out]
    for edge in edges:
        reached, todo = {("row", edge[0])}, [("row", edge[0])]
        while todo:
            side, place = todo.pop()
            for y, x in edges:
                if (y, x) != edge and place == (y if side == "row" else x):
                    node = ("column", x) if side == "row" else ("row", y)
                    if node not in reached:
                        reached.add(node)
                        todo.append(node)
        if ("column", edge[1]) not in reached:
            row = [(edge[0], x) for x in range(len(grid[0]))]
            column = [(y, edge[1]) for y in range(len(grid))]
            everything = [(y, x) for y in range(len(grid)) for x in range(len(grid[0]))]
            for line in (row, column, everything):
                if any(not hidden[y][x] and grid[y][x].decisions for y, x in line):
                    return line
    return None


def _next_to_hide(
    line: list[tuple[int, int]], grid: list[list[Count]], hidden: list[list[bool]]
) -> tuple[int, int]:
    """The one of the fewest people that is shown yet; the total only when nothing else is left."""
    shown_yet = [(y, x) for y, x in line if not hidden[y][x] and grid[y][x].decisions]
    return min(shown_yet, key=lambda at: (at == line[-1], len(grid[at[0]][at[1]].people), at))
