"""An approved sentence beside its rewording, read once for all checks, and what is asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from service.domain.vocabulary import Channel
from service.rewording.language import canonical, english, plain
from service.rewording.masking import PLACEHOLDER


@dataclass(frozen=True)
class Words:
    """One masked sentence: as it stands, in plain words, and in canonical ones."""

    text: str
    swaps: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def open(self) -> str:
        """The sentence without its placeholders."""
        return PLACEHOLDER.sub(" ", self.text)

    @cached_property
    def plain(self) -> list[str]:
        """Lower-case words; placeholders are words."""
        return plain(self.text)

    @cached_property
    def canon(self) -> tuple[str, ...]:
        """Canonical stems; placeholders are words."""
        return canonical(self.plain, self.swaps)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each canonical word stands in it."""
        return Counter(self.canon)


@dataclass(frozen=True)
class Pair:
    """An approved sentence and what a model made of it, both masked."""

    id: str
    before: Words
    after: Words

    @property
    def unchanged(self) -> bool:
        """Whether nothing but case, stops and spaces differs."""
        return self.before.plain == self.after.plain

    @cached_property
    def new(self) -> list[str]:
        """Canonical words that came in, or more often, and carry a fact, in reading order."""
        return list(_carrying(self.after, self.before, more=True))

    @cached_property
    def lost(self) -> list[str]:
        """Canonical words that went out and carried a fact, in reading order."""
        return list(_carrying(self.before, self.after))


def _carrying(of: Words, other: Words, *, more: bool = False) -> Iterator[str]:
    lists = english()
    seen: set[str] = set()
    for word in of.canon:
        there = other.counts[word] >= (of.counts[word] if more else 1)
        if word in seen or there or word.startswith("[["):
            continue
        seen.add(word)
        if word not in lists.tone and word not in lists.grammar:
            yield word


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a rewording beside its words: the place it is for, and the brand's wishes."""

    channel: Channel
    locale: str = "en-US"
    dont_say: tuple[str, ...] = ()
    preferred: Mapping[str, str] = field(default_factory=dict)
