"""What the second reader sees in sentences: words and kinds of words, and how they stand.

One function makes the features for training, for scoring and for explaining, so that the three
cannot drift apart. A feature is one number made of a template and up to three symbols; symbols are
words, lexicon tags and word families (`numbering.py`). The features of all sentences of a text are
made together, many of them at a time, with the number of its sentence on top of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from guardrails.learned import book as rows
from guardrails.learned.book import Book, Numbers
from guardrails.learned.clauses import placed
from guardrails.learned.families import Families
from guardrails.learned.numbering import HEAD, NUMBER, SENTENCE, Symbols, feature

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
        ("family_before", "family_after", rows.FAMILY_2, _FAR),
        ("before", "after", rows.FINE_2, _NEAR),
    )
    for distance in range(-reach, reach + 1)
    if distance
)
_DISTANCES, _ROWS_AROUND = (
    np.array([entry[at] for entry in _AROUND], dtype=np.intp) for at in range(2)
)
_HEADS_AROUND = np.array([head for _, _, head in _AROUND], dtype=np.uint64)
#: What a whole sentence is told by.
_TOLD = rows.IS_READER | rows.IS_ILL | rows.IS_THIRD


class Lines(NamedTuple):
    """Sentences in a row, as columns of a book, with an edge before, between and after them."""

    book: Book
    places: list[int]
    #: Of each sentence the position of its first word, and how many words it has.
    starts: list[int]
    sizes: list[int]
    #: The numbers of each column, and which of them are words.
    seen: Numbers
    words: _Places
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
        places, starts, sizes = [rows.EDGE], list[int](), list[int]()
        for sentence in sentences:
            starts.append(len(places))
            places += sentence[:MOST_WORDS]
            sizes.append(len(places) - starts[-1])
            places.append(rows.EDGE)
        at = np.array(places, dtype=np.intp)
        seen = book.table.take(at, axis=1)
        present = np.bitwise_or.reduceat(seen[rows.TRAITS], starts).tolist()
        # an edge begins the sentence after it; the last edge begins none
        seen[rows.BEGINNING] |= _TOPS[: len(sizes) + 1].repeat([*(n + 1 for n in sizes), 1])
        return Lines(book, places, starts, sizes, seen, at.nonzero()[0], present)

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
        out: list[Numbers] = []

        def add(found: Numbers, spans: Callable[[], _Spans]) -> None:
            out.append(found)
            if where is not None:
                last = lines.sizes[0] - 1
                pairs = zip(*(map(int, ends) for ends in spans()), strict=True)
                where.extend((max(0, a - 1), min(last, b - 1)) for a, b in pairs)

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
            firsts = [one.owner or one.at for one in found] + [1] * whole
            return firsts, [one.at for one in found] + [lines.sizes[0]] * whole

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
    seen, words = lines.seen, lines.words
    alone = seen[: rows.NARROW + 1].take(words, axis=1).ravel()
    add(alone, lambda: (np.tile(words, 3), np.tile(words, 3)))
    pairs = seen[rows.NEXT, :-1] | seen[rows.FAMILY_2, 1:]
    add(pairs, lambda: (range(len(pairs)), range(1, len(pairs) + 1)))
    threes = seen[rows.SHAPE, :-2] | seen[rows.PLAYS_2, 1:-1] | seen[rows.PLAYS_3, 2:]
    add(threes.take(words - 1), lambda: (words - 1, words + 1))


def _in_order(lines: Lines, add: _Add) -> None:
    """Telling words in their order, and which of them stand close together."""
    seen, telling = lines.seen, lines.having(rows.IS_TELLING)
    one, other = _ahead(len(telling))
    first, second = telling.take(one), telling.take(other)
    together = seen[rows.OWNER].take(first) == seen[rows.OWNER].take(second)
    first, second = first[together], second[together]
    pairs = seen[rows.PLAYS].take(first) | seen[rows.PLAYS_2].take(second)
    near = second - first <= _FAR
    add(pairs | HEAD["order"], lambda: (first, second))
    add(pairs[near] | HEAD["close"], lambda: (first[near], second[near]))


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
    # beyond either end stands an edge, and no edge has the owner of a word
    inside = seen[rows.OWNER].take(others, mode="clip") == seen[rows.OWNER].take(central)
    keys = seen.take(others + _ROWS_AROUND * seen.shape[1], mode="clip") | _HEADS_AROUND
    keys |= seen[rows.PLAYS].take(central)
    add(
        keys[inside],
        lambda: (np.minimum(central, others)[inside], np.maximum(central, others)[inside]),
    )


def _pointing_back(lines: Lines, before: Sequence[bool | None], add: _Add) -> None:
    """Words that may point to what was named before, where something was."""
    told = np.repeat([*map(bool, before), False], [*(size + 1 for size in lines.sizes), 1])
    pointing = (lines.seen[rows.TRAITS] * told & rows.IS_POINTING).nonzero()[0]
    add(lines.seen[rows.CARRIED].take(pointing), lambda: (pointing, pointing))
