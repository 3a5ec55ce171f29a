"""Cuts text into words as spaCy's English tokenizer does, and remembers how each run was cut.

The tokenizer knows contractions and abbreviations, and cuts every run between blanks by itself.
Texts share most of their runs, so it is asked once for each and the rest is one look-up.
"""

from __future__ import annotations

import re
from functools import lru_cache

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
#: Lower-case words, and where each starts and ends.
Words = tuple[list[str], list[int], list[int]]
_Cut = tuple[tuple[str, int, int], ...]
#: Runs between blanks, and of blanks.
_RUNS = re.compile(r"\S+|\s+")
#: Runs of which nothing is left.
_NO_WORDS: dict[str, _Cut] = {"": (), " ": ()}
_PLAIN = re.compile(r"\n\s*|\w+|[^\w\s]")


@lru_cache(maxsize=1)
def english() -> Language:
    """spaCy's English tokenizer, made once: it costs a fifth of a second."""
    return spacy.blank("en")


class Cutter:
    """Text to words. Safe to share between threads: what it remembers never changes."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._known = dict(_NO_WORDS)
        #: Of runs that are one word, that word.
        self._whole: dict[str, str] = {}
        #: Where a run is cut, by its shape: the run with a 0 for each digit.
        self._shapes: dict[str, tuple[tuple[int, int], ...]] = {}
        exceptions = getattr(nlp.tokenizer, "rules", None) or {}
        self._named = frozenset(
            text.translate(_DIGITS) for text in exceptions if any(map(str.isdigit, text))
        )

    def cut(self, text: str) -> Words:
        """The words of a text, and its line breaks as words of blanks. Linear in its length."""
        # nearly all texts have single blanks alone between their runs
        plain = text.isprintable() and "  " not in text
        runs = text.split(" ") if plain else _RUNS.findall(text)
        # spaCy's tokenizer is quadratic in a run without blanks
        if max(map(len, runs if plain else text.split()), default=0) >= _LONG_RUN:
            return _cut_plainly(text)
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        whole, known = self._whole, self._known
        at = 0
        for run in runs:
            word = whole.get(run)
            if word is not None:
                words.append(word)
                starts.append(at)
                at += len(run)
                ends.append(at)
            else:
                cut = known.get(run)
                for word, start, end in self._cut(run, at) if cut is None else cut:
                    words.append(word)
                    starts.append(at + start)
                    ends.append(at + end)
                at += len(run)
            at += plain
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
            if len(self._known) + len(self._whole) >= _REMEMBERED:
                # rather than an order of use, which each look-up would pay for
                self._known, self._whole = dict(_NO_WORDS), {}
            if len(cut) == 1 and cut[0][1:] == (0, len(run)):
                self._whole[run] = cut[0][0]
            else:
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


def _cut_plainly(text: str) -> Words:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _PLAIN.finditer(text):
        words.append(found.group().lower())
        starts.append(found.start())
        ends.append(found.end())
    return words, starts, ends
