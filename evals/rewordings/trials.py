"""One try at other words for one rendition, as plain data: what was asked, what came, what it took.

A trial is a line of JSON; everything that is counted or shown is made from trials, so that a kept
comparison can be looked at again without asking a model.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from service.rewording.proposing import Proposal, Sentence
from service.rewording.voices import Voice


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: the approved words, a model's, and the reasons against those."""

    before: str
    after: str | None
    accepted: bool
    codes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What is tried: a brand's voice, a model, a rendition, and which sample it is (from 1)."""

    brand: str
    model: str
    module: str
    channel: str
    variant: str
    sample: int

    @property
    def key(self) -> str:
        """Its name in logs and marks."""
        variant = f".{self.variant}" if self.variant else ""
        place = f"{self.module}@{self.channel}{variant}"
        return f"{self.brand}|{self.model}|{place}#{self.sample}"

    @property
    def place(self) -> tuple[str, str, str]:
        """The rendition."""
        return self.module, self.channel, self.variant


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one cell. `cost` is in US dollars, None where the price is not known."""

    cell: Cell
    approved: str
    source: str | None
    sentences: tuple[Said, ...]
    codes: tuple[str, ...]
    first_codes: tuple[str, ...]
    repaired: bool
    calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    seconds: float
    grade_before: float
    grade_after: float
    voice: str
    release: str

    @property
    def accepted(self) -> bool:
        """Whether there are other words that passed every check."""
        return self.source is not None

    @property
    def longer(self) -> float:
        """How many times as long the words are as the approved ones."""
        return len(self.source or self.approved) / max(len(self.approved), 1)

    @property
    def answered(self) -> bool:
        """Whether a model answered at all, in time."""
        return not {"RW-60", "RW-61"} & set(self.codes)


def trial_of(cell: Cell, made: Proposal, voice: Voice, release: str) -> Trial:
    """A proposal as a trial."""
    return Trial(
        cell=cell,
        approved=made.rendition.source,
        source=made.source,
        sentences=tuple(_said(sentence) for sentence in made.sentences),
        codes=made.codes,
        first_codes=tuple(sorted({finding.code for finding in made.first})),
        repaired=made.repaired,
        calls=made.calls,
        tokens_in=made.tokens_in,
        tokens_out=made.tokens_out,
        cost=made.cost,
        seconds=round(made.seconds, 3),
        grade_before=round(made.grade_before, 2),
        grade_after=round(made.grade_after, 2),
        voice=voice.hash[:16],
        release=release[:16],
    )


def _said(sentence: Sentence) -> Said:
    return Said(
        sentence.before,
        sentence.after,
        sentence.accepted,
        tuple(sorted({finding.code for finding in sentence.findings})),
        tuple(str(finding) for finding in sentence.findings),
    )


def to_line(trial: Trial) -> str:
    """A trial as a line of a log."""
    return json.dumps({"type": "trial", **asdict(trial)}, ensure_ascii=False)


def from_data(data: dict[str, Any]) -> Trial:
    """A trial out of a log. Raises KeyError and TypeError for what is none."""
    rest = {name: value for name, value in data.items() if name != "type"}
    sentences = tuple(
        Said(**{**one, "codes": tuple(one["codes"]), "reasons": tuple(one["reasons"])})
        for one in rest["sentences"]
    )
    return Trial(
        **{
            **rest,
            "cell": Cell(**rest["cell"]),
            "sentences": sentences,
            "codes": tuple(rest["codes"]),
            "first_codes": tuple(rest["first_codes"]),
        }
    )
