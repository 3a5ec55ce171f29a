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
_LONG_RUN = re.compile(r"\S{120,}")
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

    def cut(self, text: str) -> Words:
        """The words of a text, and its line breaks as words of blanks. Linear in its length."""
        if _LONG_RUN.search(text):  # spaCy's tokenizer is quadratic in a run without blanks
            return _cut_plainly(text)
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        known = self._known
        for found in _RUNS.finditer(text):
            run, at = found.group(), found.start()
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
        cut = tuple(
            (token.lower_, token.idx, token.idx + len(token)) for token in self._fresh()(run)
        )
        if len(run) <= _LONGEST_REMEMBERED:
            if len(self._known) >= _REMEMBERED:
                self._known = {}  # rather than an order of use, which each look-up would pay for
            self._known[run] = cut
        return cut

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
