"""How the guard reads real text of one's own, from a file that stays where it is.

Where nobody labelled the sentences, as in health education, a flag is a false alarm until a person
has read it. The file itself is read by `sentences.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from evals.kinds import WHOLE_TEXT_ONLY
from evals.scoring import Hit, Rate
from evals.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence and the rules that would stop it."""

    sentence: Sentence
    rules: tuple[str, ...]


@dataclass(frozen=True)
class EducationScore:
    """What was flagged of good sentences, by source, by whether the reader is addressed, and by
    rule; and what was found of the claims among them."""

    readings: tuple[Reading, ...]

    @cached_property
    def good(self) -> tuple[Reading, ...]:
        """The sentences that should pass."""
        return tuple(reading for reading in self.readings if not reading.sentence.claim)

    @cached_property
    def claims(self) -> tuple[Reading, ...]:
        """The sentences that should be stopped."""
        return tuple(reading for reading in self.readings if reading.sentence.claim)

    @cached_property
    def flagged(self) -> tuple[Reading, ...]:
        """The good sentences that would be stopped."""
        return tuple(reading for reading in self.good if reading.rules)

    @cached_property
    def missed(self) -> tuple[Reading, ...]:
        """The claims that would pass."""
        return tuple(reading for reading in self.claims if not reading.rules)

    @property
    def overall(self) -> Rate:
        """All sources together."""
        return Rate(len(self.flagged), len(self.good))

    @property
    def by_source(self) -> Mapping[str, Rate]:
        """The share flagged, source by source, by name."""
        return _by([reading.sentence.source for reading in self.good], self.good)

    @property
    def by_address(self) -> Mapping[str, Rate]:
        """The share flagged among sentences with and without "you"."""
        return _by(["you" if r.sentence.you else "no you" for r in self.good], self.good)

    @property
    def found(self) -> Mapping[str, Rate]:
        """The share of claims found, source by source, by name."""
        return _by([reading.sentence.source for reading in self.claims], self.claims)

    @property
    def by_rule(self) -> Mapping[str, int]:
        """How many sentences each rule stopped, most first."""
        counts: dict[str, int] = {}
        for reading in self.flagged:
            for rule in reading.rules:
                counts[rule] = counts.get(rule, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _by(keys: Iterable[str], readings: Iterable[Reading]) -> dict[str, Rate]:
    counts: dict[str, list[int]] = {}
    for key, reading in zip(keys, readings, strict=True):
        group = counts.setdefault(key, [0, 0])
        group[0] += bool(reading.rules)
        group[1] += 1
    return {key: Rate(*counts[key]) for key in sorted(counts)}


def stopping_rules(hits: Iterable[Hit]) -> tuple[str, ...]:
    """The rules that stop a sentence, without those that judge whole texts."""
    return tuple(sorted({h.rule for h in hits if h.stops and h.rule not in WHOLE_TEXT_ONLY}))
