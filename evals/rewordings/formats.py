"""What a file of rewording cases looks like: a module, what must hold, and answers written ahead.

The answers make the set deterministic: each is something that a model might say, with what people
agreed must come of it. The properties are for a real model, whose answers nobody can write ahead.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from evals.decisions.formats.words import CaseId, Tag_
from evals.strict import Strict, Words
from service.domain.vocabulary import Channel

Code = Annotated[str, Field(pattern=r"^RW-\d{2}$")]


class Holds(Strict):
    """What must be true of every sample."""

    contains: tuple[Words, ...] = Field(default=(), description="Words that must stay.")
    lacks: tuple[Words, ...] = Field(default=(), description="Words that must not appear.")
    grade_at_most: float | None = Field(default=None, description="Flesch-Kincaid grade.")
    longer_at_most: float = Field(
        default=1.5, gt=0, description="Length, as a multiple of the approved words."
    )


class Answer(Strict):
    """Words that a model might put in the place of approved ones, and what must come of it."""

    say: dict[Words, str] = Field(min_length=1, description="Approved words: a model's words.")
    accepted: bool = Field(description="Whether the words may go out.")
    codes: tuple[Code, ...] = Field(default=(), description="Reasons that must be among those.")
    note: str = ""

    @model_validator(mode="after")
    def _a_refusal_has_its_reasons(self) -> Answer:
        if self.accepted and self.codes:
            raise ValueError("words that are accepted have no reasons against them")
        return self


class RewordingEntry(Strict):
    """One rendition that a model may reword, and how often it is asked."""

    id: CaseId
    reason: Words
    tags: tuple[Tag_, ...] = ()
    module: str
    channel: Channel
    brand: str = Field(default="", description="Left out, the library's own.")
    samples: Annotated[int, Field(ge=1, le=50)] = 5
    holds: Holds = Holds()
    answers: tuple[Answer, ...] = Field(default=(), description="Answers written ahead.")


class RewordingFile(Strict):
    """One file of rewording cases."""

    about: Words
    owner: Words
    source: Words
    cases: Annotated[tuple[RewordingEntry, ...], Field(min_length=1)]
