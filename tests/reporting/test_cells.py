"""No number of fewer than eleven people is shown, nor can one be worked out from a table's sums."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from service.reporting.cells import FLOOR, Count, together
from service.reporting.hiding import Book, Key, at


def count(people: int, decisions: int | None = None, first: int = 0) -> Count:
    return Count(people if decisions is None else decisions, set(range(first, first + people)))


def numbers(rows: list[list[Count]], *, adds_up: bool = True) -> list[list[int | None]]:
    """A grid as it may be shown, with a total for each row and, where it adds up, each column."""
    book = Book()
    width = range(len(rows[0]))
    keys: list[list[Key]] = []
    for y, line in enumerate(rows):
        keys.append([*(at(row=str(y), column=str(x)) for x in width), at(row=str(y))])
        for key, cell in zip(keys[-1], [*line, together(line)], strict=True):
            book.put(key, cell)
        book.tie(keys[-1][-1], keys[-1][:-1])
    if adds_up:
        keys.append([*(at(column=str(x)) for x in width), at()])
        for x, key in enumerate(keys[-1]):
            column = [line[x] for line in keys[:-1]]
            book.put(key, together(book.counts[part] for part in column))
            book.tie(key, column)
        book.tie(at(), keys[-1][:-1])
    shown = book.shown()
    return [[shown.cell(key).decisions for key in line] for line in keys]


def test_eleven_people_are_shown_ten_are_not_and_none_is() -> None:
    assert numbers([[count(11)]], adds_up=False) == [[11, 11]]
    assert numbers([[count(10, 500)]], adds_up=False) == [[None, None]]
    assert numbers([[count(0)]], adds_up=False) == [[0, 0]]


def test_a_small_cell_takes_another_with_it_in_its_row_and_in_its_column() -> None:
    rows = [[count(4), count(60, first=100)], [count(30, first=200), count(70)]]
    assert numbers(rows) == [[None, None, 64], [None, None, 100], [34, 130, 164]]


def test_where_nothing_else_is_left_the_total_goes_too() -> None:
    rows = [[count(4)], [count(50, first=10)]]
    assert numbers(rows) == [[None, None], [None, None], [54, 54]]


def test_a_table_of_zeros_hides_nothing() -> None:
    assert numbers([[Count(), Count()]]) == [[0, 0, 0], [0, 0, 0]]


def test_rows_that_do_not_add_up_are_guarded_each_by_itself() -> None:
    rows = [[count(3), count(40)], [count(50), count(60)]]
    assert numbers(rows, adds_up=False) == [[None, None, 43], [50, 60, 110]]


_GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from((0, 0, 1, 3, 8, 10, 11, 12, 40)), min_size=width, max_size=width),
        min_size=1,
        max_size=5,
    )
)


@settings(deadline=None)
@given(_GRIDS)
def test_no_small_cell_can_be_worked_out_from_the_sums(sizes: list[list[int]]) -> None:
    taken = 0
    rows: list[list[Count]] = []
    for line in sizes:
        cells = []
        for size in line:
            cells.append(count(size, first=taken))
            taken += size
        rows.append(cells)
    seen = numbers(rows)
    for y, line in enumerate(sizes):
        for x, size in enumerate(line):
            if 0 < size < FLOOR:
                assert seen[y][x] is None
                assert not _can_be_told(seen, (y, x))


def _can_be_told(seen: list[list[int | None]], cell: tuple[int, int]) -> bool:
    """Whether the sums of rows and columns leave one hidden number no choice."""
    unknown = [
        (y, x) for y, row in enumerate(seen) for x, number in enumerate(row) if number is None
    ]
    height, width = len(seen), len(seen[0])
    sums = []
    for line in (
        *([(y, x) for x in range(width)] for y in range(height)),
        *([(y, x) for y in range(height)] for x in range(width)),
    ):
        total = line[-1]
        sums.append([Fraction((-1 if at == total else 1) * (at in line)) for at in unknown])
    wanted = [Fraction(at == cell) for at in unknown]
    return _rank(sums) == _rank([*sums, wanted])


def _rank(rows: list[list[Fraction]]) -> int:
    left, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        rank += 1
        for row in left:
            factor = row[column] / pivot[column]
            for place in range(len(row)):
                row[place] -= factor * pivot[place]
    return rank
