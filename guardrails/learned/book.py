"""The words that a model has met: a column of numbers for each, worked out once.

A sentence is a list of columns, and what makes its features is taken from them in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from guardrails.learned.families import Families
from guardrails.learned.numbering import HEAD, NO_FEATURE, NUMBER, Symbols, feature
from guardrails.learned.words import (
    BREAKS,
    CENTRAL,
    OPENS,
    PLACED,
    POINTING,
    READER,
    TELLING,
    THIRD,
    Word,
    part,
    stem,
)

Numbers = npt.NDArray[np.uint64]

#: Rows. What begins a feature of one word or more stands first: there a sentence's number is put
#: on top. A number that goes on with one is kept as it goes into it, moved to the place of a second
#: or third symbol.
WORD, FAMILY, NARROW, CARRIED, NEXT, SHAPE, PLAYS = range(7)
BEGINNING = slice(0, 7)
FAMILY_2, PLAYS_2, PLAYS_3, NEAR_FAMILY, NEAR_FINE, TRAITS = range(7, 13)
_ROWS = 13

#: Bits of the last row: what holds of the part that a word plays, or of the word.
IS_READER, IS_ILL, IS_TREATMENT, IS_THIRD, IS_POINTING, IS_TELLING, IS_CENTRAL, TURNS = (
    1 << bit for bit in range(8)
)
_TRAITS = (
    (IS_READER, READER),
    (IS_ILL, {"ILL"}),
    (IS_TREATMENT, {"TX"}),
    (IS_THIRD, THIRD),
    (IS_POINTING, POINTING),
    (IS_TELLING, TELLING),
    (IS_CENTRAL, CENTRAL),
    (TURNS, PLACED),
)
#: Words at which a clause may open or end, whatever part they play.
_TURNING = OPENS | BREAKS | {"should", "had", ","}

#: Columns of no word: what stands before a sentence, after it, and between these two.
BEGIN, END, GAP = range(3)
_NUMBER = Word("0")
_MOST = 50_000
_FIRST_SIZE = 512


class Book:
    """Columns for words. Safe to share between threads: columns are added, and never change."""

    def __init__(self, symbols: Symbols, families: Families) -> None:
        self._number = symbols
        self._families = families
        self._places: dict[tuple[str, str, str, bool], int] = {}
        self._plain: dict[str, int] = {}
        self._lock = Lock()
        #: Of each column: the word, the part that it plays, and the numbers of part and stem.
        self.words: list[Word] = [Word(""), Word(""), Word("")]
        self.parts: list[str] = ["", "", ""]
        self.plays: list[int] = [0, 0, 0]
        self.fine: list[int] = [0, 0, 0]
        self.table: Numbers = np.zeros((_ROWS, _FIRST_SIZE), dtype=np.uint64)
        self.table[:, : GAP + 1] = self._edges()

    @property
    def full(self) -> bool:
        """Whether it is time for a new one: a service that runs for months meets many words."""
        return len(self.words) >= _MOST

    def place(self, word: tuple[str, str, str, bool]) -> int:
        """The number of a word's column; the word may be a tuple of the same things."""
        known = self._places.get(word)
        return self._add(Word(*word)) if known is None else known

    def places(self, words: Sequence[Word]) -> list[int]:
        """The same for several words."""
        return list(map(self.place, words))

    def plain(self, texts: Sequence[str]) -> list[int]:
        """The same for words that are neither names nor terms, by how they are written."""
        known = self._plain.get
        return [known(text) or self._met(text) for text in texts]

    def _met(self, text: str) -> int:
        if text[:1].isdigit():
            return self.place(_NUMBER)  # no message has another's values, and all count as one
        place = self._plain[text] = self.place(Word(text))
        return place

    def _add(self, word: Word) -> int:
        with self._lock:
            at = len(self.words)
            if at == self.table.shape[1]:
                self.table = np.concatenate((self.table, np.zeros_like(self.table)), axis=1)
            plays = part(word)
            column = self._column(word, plays)
            self.table[:, at] = column
            self.words.append(word)
            self.parts.append(plays)
            self.plays.append(column[PLAYS])
            self.fine.append(column[NEAR_FINE] >> 16)
            return self._places.setdefault(word, at)  # last: then all of its column is there

    def _edges(self) -> Numbers:
        """Each edge says what it is where it may stand, and makes no feature elsewhere."""
        edges = np.full((_ROWS, GAP + 1), NO_FEATURE, dtype=np.uint64)
        edges[[PLAYS, TRAITS]] = 0
        start, end = self._number("^"), self._number("$")
        edges[[NEXT, SHAPE], BEGIN] = HEAD["next"] | start, HEAD["shape"] | start
        edges[[FAMILY_2, PLAYS_3], END] = end << 16, end << 32
        return edges

    def _column(self, word: Word, plays: str) -> list[int]:
        fine = family = narrow = plays
        if plays in {"WORD", "NAME"}:
            fine = plays if plays == "NAME" else "_".join(stem(word.text).split())
            wide, small = self._families.of(word.text)
            family, narrow = wide or "WORD", small or "WORD"
        number = self._number
        one, two, three = number(plays), number(fine), number(family)
        column = [0] * _ROWS
        column[WORD] = feature(NUMBER["word"], two)
        column[FAMILY] = feature(NUMBER["family"], three)
        column[NARROW] = feature(NUMBER["narrow"], number(narrow))
        column[CARRIED] = HEAD["carried"] | two
        column[NEXT], column[SHAPE] = HEAD["next"] | three, HEAD["shape"] | one
        column[PLAYS], column[PLAYS_2], column[PLAYS_3] = one, one << 16, one << 32
        column[FAMILY_2] = column[NEAR_FAMILY] = three << 16
        column[NEAR_FINE] = two << 16
        column[TRAITS] = sum(trait for trait, parts in _TRAITS if plays in parts)
        if word.text in _TURNING:
            column[TRAITS] |= TURNS
        return column
