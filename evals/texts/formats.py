"""What a file of text cases looks like: one signal, one person, and the channels to write for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from evals.decisions.formats.people import Changes
from evals.decisions.formats.words import CaseId, Moment, Tag_
from evals.strict import Strict, Words
from service.domain.vocabulary import Channel


class TextEntry(Strict):
    """One message whose every character is agreed on, for each channel that is named."""

    id: CaseId
    reason: Annotated[Words, Field(description="Why this message is worth keeping word for word.")]
    tags: tuple[Tag_, ...] = ()
    person: str
    but: Changes = Changes()
    at: Moment = "2026-11-24 10:00"
    happened: Moment | None = None
    signal: str
    attributes: dict[str, str | int | date | datetime] = Field(default={}, alias="with")
    text: str | None = None
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]


class TextFile(Strict):
    """One file of text cases."""

    about: Words
    owner: Words
    source: Words
    tags: tuple[Tag_, ...] = ()
    cases: Annotated[tuple[TextEntry, ...], Field(min_length=1)]
