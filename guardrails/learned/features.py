"""What the second reader sees in sentences: words and kinds of words, and how they stand.

One function makes the features for training, for scoring and for explaining, so that the three
cannot drift apart. A feature is one number made of a template and up to three symbols; symbols are
words, lexicon tags and word families (`numbering.py`). The features of all sentences of a text are
made together, many of them at a time, with the number of its sentence on top of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from guardrails.learned import book as rows
from guardrails.learned.book import Book, Numbers
from guardrails.learned.clauses import placed
from guardrails.learned.families import Families
from guardrails.learned.numbering import (
    FEATURE,
    HEAD,
    NO_FEATURE,
    NUMBER,
    SENTENCE,
    Symbols,
    feature,
)

#: Words of a sentence that are looked at; the rest of a longer one is left to the rules.
MOST_WORDS = 120
#: Sentences that may be looked at together.
MOST_SENTENCES = 1000
_NEAR, _FAR = 4, 6
_PAIRED = 4
_TOPS = np.arange(MOST_SENTENCES + 1, dtype=np.uint64) << np.uint64(SENTENCE)

_Places = npt.NDArray[np.intp]
#: The first and last word behind each of some features, by position.
_Spans = tuple[Sequence[int] | _Places, Sequence[int] | _Places]
#: Takes some features, and where they stand, should anybody ask.
_Add = Callable[[Numbers, Callable[[], _Spans]], None]

#: What is looked at around a central word: the families of its neighbours, and near it the words.
_AROUND = tuple(
    (distance, row, HEAD[before if distance < 0 else after])
    for before, after, row, reach in (
        ("family_before", "family_after", rows.NEAR_FAMILY, _FAR),
        ("before", "after", rows.NEAR_FINE, _NEAR),
    )
    for distance in range(-reach, reach + 1)
    if distance
)
_DISTANCES, _ROWS_AROUND = (
    np.array([entry[at] for entry in _AROUND], dtype=np.intp) for at in range(2)
)
_HEADS_AROUND = np.array([head for _, _, head in _AROUND], dtype=np.uint64)
#: Between sentences stands so much that nothing of the next is near a word.
_BETWEEN = [rows.END, *[rows.GAP] * (_FAR - 2), rows.BEGIN]
#: What a whole sentence is told by.
_TOLD = rows.IS_READER | rows.IS_ILL | rows.IS_THIRD


class Lines(NamedTuple):
    """Sentences in a row, as columns of a book, with edges before, between and after them."""

    book: Book
    places: list[int]
    #: Of each sentence the position of its first word, and how many words it has.
    starts: list[int]
    sizes: list[int]
    #: How many positions are each sentence's, with edges; and the numbers of all of them.
    spread: _Places
    seen: Numbers
    #: For each sentence, the traits that any of its words has.
    present: list[int]

    @property
    def names(self) -> list[bool]:
        """Whether each sentence names a condition or a treatment."""
        named = rows.IS_ILL | rows.IS_TREATMENT
        return [traits & named != 0 for traits in self.present]

    def having(self, trait: int) -> _Places:
        """The positions of words that have a trait."""
        found: _Places = (self.seen[rows.TRAITS] & trait).nonzero()[0]
        return found


class Eyes:
    """Turns sentences into features, with one numbering of symbols and one set of families."""

    def __init__(self, symbols: Symbols, families: Families) -> None:
        self._number = symbols
        self._families = families
        self._book = Book(symbols, families)
        self._zones: dict[tuple[str, str], int] = {}
        self._summaries: dict[tuple[int, int, bool | None], list[int]] = {}

    def book(self) -> Book:
        """The book that sentences are to be written in now; a full one is replaced."""
        book = self._book
        if book.full:
            book = self._book = Book(self._number, self._families)
        return book

    def lines(self, book: Book, sentences: Sequence[list[int]]) -> Lines:
        """Sentences, each a list of places that is not empty, ready to be looked at together."""
        places, starts, sizes = list(_BETWEEN), list[int](), list[int]()
        for sentence in sentences:
            starts.append(len(places))
            places += sentence[:MOST_WORDS]
            sizes.append(len(places) - starts[-1])
            places += _BETWEEN
        seen = book.table.take(places, axis=1)
        present = np.bitwise_or.reduceat(seen[rows.TRAITS], starts).tolist()
        # the edges before a sentence are its own; those after the last are nobody's
        spread = np.array([*(size + len(_BETWEEN) for size in sizes), len(_BETWEEN)])
        seen[rows.BEGINNING] |= _TOPS[: len(spread)].repeat(spread)
        return Lines(book, places, starts, sizes, spread, seen, present)

    def features(
        self,
        lines: Lines,
        before: Sequence[bool | None],
        where: list[tuple[int, int]] | None = None,
    ) -> Numbers:
        """The features of sentences, doubles included, each with its sentence's number.

        before: whether one of the two sentences before each named a condition; None for the first.
        where: filled with the first and last word behind each feature of one sentence, when asked.
        """
        found = self.raw(lines, before, where)
        kept = found & NO_FEATURE != NO_FEATURE
        if where is not None:
            where[:] = compress(where, kept.tolist())
        features: Numbers = found[kept]
        return features

    def raw(
        self,
        lines: Lines,
        before: Sequence[bool | None],
        where: list[tuple[int, int]] | None = None,
    ) -> Numbers:
        """The same, and some that are no features, because an edge stands where a word should:
        no table holds them, so that for scoring they need not be taken out."""
        out: list[Numbers] = []

        def add(found: Numbers, spans: Callable[[], _Spans]) -> None:
            out.append(found)
            if where is not None:
                start, last = lines.starts[0], lines.sizes[0] - 1
                pairs = zip(*(map(int, ends) for ends in spans()), strict=True)
                where.extend((max(0, a - start), min(last, b - start)) for a, b in pairs)

        _side_by_side(lines, add)
        _in_order(lines, add)
        _around(lines, add)
        self._told(lines, before, add)
        if any(before):
            _pointing_back(lines, before, add)
        return np.concatenate(out)

    def _told(self, lines: Lines, before: Sequence[bool | None], add: _Add) -> None:
        """Which telling words stand under a condition, and what is true of a sentence as a whole.

        These are few, and follow from the words one after the other: they are made one by one.
        """
        book, places, zone = lines.book, lines.places, self._zone
        turning = lines.having(rows.TURNS).tolist()
        found = list(placed(book, places, turning, lines.starts))
        plays = book.plays
        keys = [
            zone(where, state) | plays[places[at]] | sentence << SENTENCE
            for sentence, at, where, _, state in found
        ]
        facts = zip(lines.starts, lines.sizes, lines.present, before, strict=True)
        for sentence, (start, size, present, named) in enumerate(facts):
            top = sentence << SENTENCE
            keys += [top | key for key in self._overall(present, size, named)]
            keys.append(top | HEAD["first"] | book.fine[places[start]])
            keys.append(top | HEAD["last"] | plays[places[start + size - 1]])

        def spans() -> _Spans:
            """Asked for of one sentence alone, so that all that is left is of the whole of it."""
            whole = len(keys) - len(found)
            first, last = lines.starts[0], lines.starts[0] + lines.sizes[0] - 1
            firsts = [one.owner or one.at for one in found] + [first] * whole
            return firsts, [one.at for one in found] + [last] * whole

        add(np.array(keys, dtype=np.uint64), spans)

    def _zone(self, zone: str, state: str) -> int:
        """What makes a feature out of a part that stands somewhere."""
        key = self._zones.get((zone, state))
        if key is None:
            number = self._number
            key = (
                feature(NUMBER["owned"], 0, number(zone), number(state))
                if state
                else feature(NUMBER["where"], 0, number(zone))
            )
            self._zones[zone, state] = key
        return key

    def _overall(self, present: int, size: int, before: bool | None) -> list[int]:
        """The features of who and what a sentence holds at all: a few dozen lists, remembered."""
        key = (present & _TOLD, 0 if size < 6 else 1 if size < 14 else 2, before)
        known = self._summaries.get(key)
        if known is not None:
            return known
        number = self._number
        who = number("reader" if present & rows.IS_READER else "nobody")
        what = number("ill" if present & rows.IS_ILL else "well")
        third = number("third" if present & rows.IS_THIRD else "none")
        found = [
            feature(NUMBER["holds"], who, what),
            feature(NUMBER["third"], third, who),
            feature(NUMBER["length"], number(("short", "middle", "long")[key[1]])),
        ]
        if before is not None:
            named = number("named" if before else "unnamed")
            found.append(feature(NUMBER["context"], named, who, what))
        self._summaries[key] = found
        return found


def _side_by_side(lines: Lines, add: _Add) -> None:
    """Each word by itself, two and three in a row."""
    seen, size = lines.seen, len(lines.places)
    alone = seen[: rows.NARROW + 1].ravel()
    add(alone, lambda: ([*range(size)] * 3, [*range(size)] * 3))
    add(
        seen[rows.NEXT, :-1] | seen[rows.FAMILY_2, 1:],
        lambda: (range(size - 1), range(1, size)),
    )
    add(
        seen[rows.SHAPE, :-2] | seen[rows.PLAYS_2, 1:-1] | seen[rows.PLAYS_3, 2:],
        lambda: (range(size - 2), range(2, size)),
    )


def _in_order(lines: Lines, add: _Add) -> None:
    """Telling words in their order, and which of them stand close together."""
    telling = lines.having(rows.IS_TELLING)
    one, other = _ahead(len(telling))
    plays = lines.seen[rows.PLAYS].take(telling)
    first = plays.take(one)
    pairs = first | lines.seen[rows.PLAYS_2].take(telling).take(other)
    together = (first ^ plays.take(other)) <= FEATURE  # what stands on top is the same
    near = telling.take(other) - telling.take(one) <= _FAR
    for kept, template in ((together, "order"), (near, "close")):
        add(
            pairs[kept] | HEAD[template],
            lambda kept=kept: (telling.take(one)[kept], telling.take(other)[kept]),  # type: ignore[misc]
        )


@lru_cache(maxsize=512)
def _ahead(count: int) -> tuple[_Places, _Places]:
    """Each of some things with each of the few after it, by position."""
    pairs = [(a, b) for a in range(count) for b in range(a + 1, min(count, a + 1 + _PAIRED))]
    found = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return found[:, 0].copy(), found[:, 1].copy()


def _around(lines: Lines, add: _Add) -> None:
    """The words to both sides of a central part, and wider their families."""
    seen, central = lines.seen, lines.having(rows.IS_CENTRAL)[:, None]
    others = central + _DISTANCES
    keys = seen.take(others + _ROWS_AROUND * seen.shape[1]) | _HEADS_AROUND
    keys |= seen[rows.PLAYS].take(central)
    add(
        keys.ravel(),
        lambda: (np.minimum(central, others).ravel(), np.maximum(central, others).ravel()),
    )


def _pointing_back(lines: Lines, before: Sequence[bool | None], add: _Add) -> None:
    """Words that may point to what was named before, where something was."""
    told = np.array([*map(bool, before), False]).repeat(lines.spread)
    pointing = (lines.seen[rows.TRAITS] * told & rows.IS_POINTING).nonzero()[0]
    add(lines.seen[rows.CARRIED].take(pointing), lambda: (pointing, pointing))
