"""Cuts text into words as spaCy's English tokenizer does, and remembers how each run was cut.

The tokenizer knows contractions and abbreviations, and cuts every run between blanks by itself.
Texts share most of their runs, so it is asked once for each and the rest is one look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

import spacy
from spacy.language import Language

#: spaCy keeps every distinct string it meets. A service that runs for months must not: past this
#: many, the tokenizer is built anew. It also bounds how long words of a text stay in memory.
MOST_STRINGS = 300_000
_REMEMBERED = 50_000
#: A longer run is no word; it is cut each time, so that what is remembered stays small.
_LONGEST_REMEMBERED = 40
_LONG_RUN = 120
#: Runs with a value in them ("12-minute", "$25,"). Values differ from message to message, but spaCy
#: goes by where digits stand and not by which they are, save in its exceptions ("10am") and in
#: addresses, which have a dot inside.
_VALUE = re.compile(r"(?=.{0,20}[0-9])[A-Za-z0-9$%,:;'()+-]{1,20}[.?!]{0,2}")
_DIGITS = str.maketrans("123456789", "0" * 9)
#: Runs between blanks, and of blanks where they are several or a line break.
_RUNS = re.compile(r"\S+|\s{2,}|\n")
_PLAIN = re.compile(r"\n\s*|\w+|[^\w\s]")

#: Lower-case words, and where each starts and ends.
Words = tuple[list[str], list[int], list[int]]
_Cut = tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=1)
def english() -> Language:
    """spaCy's English tokenizer, made once: it costs a fifth of a second."""
    return spacy.blank("en")


class Cutter:
    """Text to words. Safe to share between threads: what it remembers never changes."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._known: dict[str, _Cut] = {}
        #: Where a run is cut, by its shape: the run with a 0 for each digit.
        self._shapes: dict[str, tuple[tuple[int, int], ...]] = {}
        exceptions = getattr(nlp.tokenizer, "rules", None) or {}
        self._named = frozenset(
            text.translate(_DIGITS) for text in exceptions if any(map(str.isdigit, text))
        )

    def cut(self, text: str) -> Words:
        """The words of a text, and its line breaks as words of blanks. Linear in its length."""
        # spaCy's tokenizer is quadratic in a run without blanks
        if max(map(len, text.split()), default=0) >= _LONG_RUN:
            return _cut_plainly(text)
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        known = self._known
        for run, at in _runs(text):
            for word, start, end in known.get(run) or self._cut(run, at):
                words.append(word)
                starts.append(at + start)
                ends.append(at + end)
        return words, starts, ends

    def _cut(self, run: str, at: int) -> _Cut:
        if run.isspace():
            # the first blank after a word belongs to the word; doubled blanks must not split a term
            kept = run[1:] if at and run[0] == " " else run
            first = len(run) - len(kept)
            return ((kept.lower(), first, len(run)),) if "\n" in run else ()
        if run.isascii() and run.isdigit():
            return ((run, 0, len(run)),)  # always one word, and too many to remember
        shape = run.translate(_DIGITS) if _VALUE.fullmatch(run) else ""
        places = self._shapes.get(shape)
        if places is not None:
            return tuple((run[start:end].lower(), start, end) for start, end in places)
        cut = self._asked(run)
        if shape and not any(named in shape for named in self._named):
            if len(self._shapes) >= _REMEMBERED:
                self._shapes = {}
            self._shapes[shape] = tuple((start, end) for _, start, end in cut)
        elif len(run) <= _LONGEST_REMEMBERED:
            if len(self._known) >= _REMEMBERED:
                self._known = {}  # rather than an order of use, which each look-up would pay for
            self._known[run] = cut
        return cut

    def _asked(self, run: str) -> _Cut:
        return tuple(
            (token.lower_, token.idx, token.idx + len(token)) for token in self._fresh()(run)
        )

    def _fresh(self) -> Language:
        if len(self._nlp.vocab.strings) > MOST_STRINGS:
            self._nlp = spacy.blank("en")
        return self._nlp


def _runs(text: str) -> Iterable[tuple[str, int]]:
    """The runs of a text and where they start. Most texts have single blanks alone in between."""
    if "  " in text or not text.isprintable():
        return [(found.group(), found.start()) for found in _RUNS.finditer(text)]
    runs = text.split(" ")
    starts = accumulate((len(run) + 1 for run in runs), initial=0)
    return [(run, at) for run, at in zip(runs, starts, strict=False) if run]


def _cut_plainly(text: str) -> Words:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _PLAIN.finditer(text):
        words.append(found.group().lower())
        starts.append(found.start())
        ends.append(found.end())
    return words, starts, ends
