"""Cuts training texts into sentences exactly as the guard does when it reads a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails import normalise
from guardrails.alphabet import Alphabet
from guardrails.learned.words import Word
from guardrails.mapped import Mapped
from guardrails.second import sentences, words_of
from guardrails.tagger import Tagger
from guardrails.training.examples import Example
from guardrails.visible import visible


@dataclass(frozen=True, slots=True)
class Cut:
    """One sentence: as written, its words, and whether the marked claim stands in it."""

    text: str
    words: list[Word]
    marked: bool


def cut(example: Example, tagger: Tagger, alphabet: Alphabet) -> Iterator[Cut]:
    """The sentences of an example, in order."""
    shown = visible(example.text, example.format)
    even = Mapped(normalise.plain(shown.text), shown.starts, shown.ends).text
    tagged = tagger.tag(even)
    low = even.find(normalise.plain(example.span)) if example.span else -1
    high = low + len(example.span)
    for first, end in sentences(tagged, alphabet):
        start, stop = tagged.starts[first], tagged.ends[end - 1]
        marked = low >= 0 and start < high and stop > low
        yield Cut(even[start:stop], words_of(tagged, alphabet, first, end), marked)
