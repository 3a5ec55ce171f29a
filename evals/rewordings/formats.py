"""What a file of rewording cases looks like: a module, and the properties that must hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evals.decisions.formats import CaseId, Tag_
from evals.strict import Strict, Words
from service.domain.vocabulary import Channel


class Holds(Strict):
    """What must be true of every sample."""

    contains: tuple[Words, ...] = Field(default=(), description="Words that must stay.")
    lacks: tuple[Words, ...] = Field(default=(), description="Words that must not appear.")
    grade_at_most: float | None = Field(default=None, description="Flesch-Kincaid grade.")
    longer_at_most: float = Field(
        default=1.5, gt=0, description="Length, as a multiple of the approved words."
    )


class RewordingEntry(Strict):
    """One rendition that a model may reword, and how often it is asked."""

    id: CaseId
    reason: Words
    tags: tuple[Tag_, ...] = ()
    module: str
    channel: Channel
    samples: Annotated[int, Field(ge=1, le=50)] = 5
    holds: Holds = Holds()


class RewordingFile(Strict):
    """One file of rewording cases."""

    about: Words
    owner: Words
    source: Words
    cases: Annotated[tuple[RewordingEntry, ...], Field(min_length=1)]
