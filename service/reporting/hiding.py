"""Which numbers of a report to hide, so that none of the others gives a small one away.

A `Book` holds every number of a report once, whichever tables print it, and the sums that tie
numbers to each other within a table and between tables. Numbers of fewer than eleven people are
hidden first. As long as what is printed still tells one of them, one more number is hidden. Three
ways of telling are looked for: sums solved for a single small number; sums that tell how much small
numbers make together, when those are fewer than eleven people; and sums so tight that only one
whole number fits.

Some numbers are printed nowhere and are in the book all the same, because a reader can subtract:
the messages *without* a module, or the people who were sent nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.reporting.cells import FLOOR, HIDDEN, Cell, Count, together

#: What a number counts: coordinates by name. Fewer coordinates are a wider number.
Key = frozenset[tuple[str, str]]

#: Numbers that add up to nothing, each so many times: a whole is there -1 times.
Sum = dict[Key, int]

#: Sums are solved modulo a prime far above any count: exact, and without fractions.
_PRIME = 2**61 - 1

#: How often bounds are passed on from sum to sum: who works it out by hand stops earlier.
_ROUNDS = 30


def at(**coordinates: str) -> Key:
    """The number at these coordinates; none are every decision."""
    return frozenset(coordinates.items())


@dataclass(slots=True)
class Book:
    """The numbers of a report, the sums that hold between them, and which are printed."""

    counts: dict[Key, Count] = field(default_factory=dict)
    printed: set[Key] = field(default_factory=set)
    sums: list[Sum] = field(default_factory=list)

    def put(self, key: Key, count: Count) -> None:
        """A number that a table prints."""
        self.counts[key] = count
        self.printed.add(key)

    def know(self, key: Key, count: Count) -> None:
        """A number that nothing prints and that a reader may try to work out."""
        self.counts.setdefault(key, count)

    def tie(self, whole: Key, parts: Iterable[Key]) -> None:
        """Parts that make a whole."""
        self.add_up(dict.fromkeys(parts, 1) | {whole: -1})

    def add_up(self, terms: Mapping[Key, int]) -> None:
        """A sum that holds between numbers. One that does not hold here tells nobody anything."""
        if sum(self.counts[key].decisions * times for key, times in terms.items()) == 0:
            told = {key: times for key, times in terms.items() if self.counts[key].decisions}
            if told:
                self.sums.append(told)

    def shown(self) -> Shown:
        """What may be printed of it."""
        return Shown(self.counts, _hidden(self))


@dataclass(frozen=True, slots=True)
class Shown:
    """The numbers of a book as they may be printed."""

    counts: Mapping[Key, Count]
    hidden: frozenset[Key]

    def cell(self, key: Key) -> Cell:
        """One number; what the book does not hold is none."""
        if key in self.hidden:
            return HIDDEN
        return Cell(self.decisions(key))

    def decisions(self, key: Key) -> int:
        """What a number is, hidden or not; for weighing, not for printing."""
        return self.counts[key].decisions if key in self.counts else 0

    def people(self, key: Key) -> int:
        """How many people it stands for, likewise."""
        return len(self.counts[key].people) if key in self.counts else 0


def _hidden(book: Book) -> frozenset[Key]:
    small = {key for key, count in book.counts.items() if count.is_small}
    unknown = small | {key for key, c in book.counts.items() if key not in book.printed}
    while True:
        more = _telling_by_sum(book, small, unknown) or _telling_by_fit(book, small, unknown)
        if not more:
            return frozenset(unknown & book.printed)
        unknown |= more


def _telling_by_sum(book: Book, small: set[Key], unknown: set[Key]) -> set[Key]:
    """Numbers to hide because what is printed adds up to a small one, or to few people."""
    open_sums = [one for one in book.sums if not unknown.isdisjoint(one)]
    more: set[Key] = set()
    for one in (*open_sums, *_solved(open_sums, unknown)):
        left = {key: times for key, times in one.items() if key in unknown}
        printed = one.keys() - unknown
        if not printed or not printed.isdisjoint(more) or small.isdisjoint(left):
            continue
        one_way = len({times % _PRIME > _PRIME // 2 for times in left.values()}) == 1
        if one_way and len(together(book.counts[key] for key in left).people) < FLOOR:
            more.add(_least(book, printed))
    return more


def _telling_by_fit(book: Book, small: set[Key], unknown: set[Key]) -> set[Key]:
    """A number to hide because a small one can be one whole number only: every hidden number is
    at least 1, for none is printed as 0, and no part is more than what its whole leaves.
    """
    open_sums = [one for one in book.sums if not unknown.isdisjoint(one)]
    low = {key: int(key in book.printed) for one in open_sums for key in one if key in unknown}
    high: dict[Key, float] = dict.fromkeys(low, float("inf"))
    for key in {key for one in open_sums for key in one} - unknown:
        low[key] = book.counts[key].decisions
        high[key] = book.counts[key].decisions
    for _ in range(_ROUNDS):
        moved = [_tighten(one, unknown, low, high) for one in open_sums]
        if not any(moved):
            break
    for key in small & low.keys():
        if low[key] == high[key] and (found := _printed_near(book, key, unknown)):
            return {_least(book, found)}
    return set()


def _tighten(one: Sum, unknown: set[Key], low: dict[Key, int], high: dict[Key, float]) -> bool:
    """Bounds of a sum's hidden numbers from the bounds of its others; whether one moved."""
    moved = False
    for key in one.keys() & unknown:
        # times * number = -(the others), so the most of it comes from the least of the others.
        sign = 1 if one[key] > 0 else -1
        least = most = 0.0
        for other, times in one.items():
            if other != key:
                ends = (-sign * times * low[other], -sign * times * high[other])
                least, most = least + min(ends), most + max(ends)
        above = most // abs(one[key]) if most != float("inf") else most
        below = -(-least // abs(one[key])) if least != float("-inf") else least
        if above < high[key]:
            high[key], moved = above, True
        if below > low[key]:
            low[key], moved = int(below), True
    return moved


def _printed_near(book: Book, key: Key, unknown: set[Key]) -> set[Key]:
    """The printed numbers of the nearest sums around a number that have any."""
    reached, sums = {key}, list(book.sums)
    while True:
        touching = [one for one in sums if not reached.isdisjoint(one)]
        found = {other for one in touching for other in one} - unknown
        if found or not touching:
            return found
        reached |= {other for one in touching for other in one}
        sums = [one for one in sums if one not in touching]


def _least(book: Book, keys: Iterable[Key]) -> Key:
    """Which number to hide: a narrow one rather than a whole, and of the fewest people."""
    return min(keys, key=lambda k: (-len(k), len(book.counts[k].people), sorted(k)))


def _solved(sums: Iterable[Sum], unknown: set[Key]) -> list[Sum]:
    """The sums solved for hidden numbers, each for one that stands in no other (Gauss-Jordan)."""
    rows: dict[Key, Sum] = {}
    for one in sums:
        row = dict(one)
        for key in [key for key in row if key in rows]:
            _take(row, rows[key], row[key])
        pivot = next((key for key in row if key in unknown), None)
        if pivot is None:
            continue
        inverse = pow(row[pivot], -1, _PRIME)
        row = {key: times * inverse % _PRIME for key, times in row.items()}
        for other in rows.values():
            if pivot in other:
                _take(other, row, other[pivot])
        rows[pivot] = row
    return list(rows.values())


def _take(row: Sum, other: Sum, times: int) -> None:
    """Take a sum out of another, so many times."""
    for key, its in other.items():
        left = (row.get(key, 0) - times * its) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)
