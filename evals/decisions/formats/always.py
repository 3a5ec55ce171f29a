"""What holds in every case of the set, whatever the case is about."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evals.strict import Strict, Words
from service.domain.vocabulary import Audience, Channel, Outcome, Purpose


class When(Strict):
    """Which decisions a rule is about; what is left out does not matter."""

    outcome: tuple[Outcome, ...] = ()
    channel: tuple[Channel, ...] = ()
    purpose: tuple[Purpose, ...] = ()
    audience: tuple[Audience, ...] = ()


class Always(Strict):
    """What people agreed must be true of every such decision, whatever the case is about."""

    reason: Words
    when: When
    pinned: tuple[str, ...] | None = None
    contains: tuple[Words, ...] = ()
    lacks: tuple[Words, ...] = ()
    reads_at_most: int | None = Field(default=None, description="Grade of the readable words.")
    segments_at_most: int | None = None


class AlwaysFile(Strict):
    """The properties that hold in every case of the set."""

    always: Annotated[tuple[Always, ...], Field(min_length=1)]
