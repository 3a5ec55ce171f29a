"""People: what is known of somebody before a history begins, and what a case says otherwise."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evals.decisions.formats.words import AnyChannel, Moment
from evals.strict import Strict, Words
from service.domain.vocabulary import Audience, Channel, Purpose, ReadingLevel, RecipientKind


class ConsentWord(Strict):
    """A yes that stands before the history begins."""

    purpose: Purpose
    channel: AnyChannel = "any"
    topic: str | None = None
    at: Moment = "2026-01-05 09:00"
    source: str = "front_desk"


class Person(Strict):
    """What is known of somebody before the history begins. Never a real person."""

    about: Words
    key: Annotated[str, Field(pattern=r"^[a-z0-9_]{3,40}$")]
    kind: RecipientKind = "known"
    audience: Audience = "patient"
    zone: str | None = "America/Chicago"
    locale: str = "en-US"
    reading_level: ReadingLevel = "standard"
    channels: tuple[Channel, ...] | None = None
    consents: tuple[ConsentWord, ...] = ()


class Changes(Strict):
    """What one case says of its person in place of the file of people; left out means the same."""

    key: Annotated[str | None, Field(pattern=r"^[a-z0-9_]{3,40}$")] = None
    zone: str | Literal[False] | None = Field(
        default=None, description="Another zone; `false`: nobody knows it."
    )
    locale: str | None = None
    reading_level: ReadingLevel | None = None
    channels: tuple[Channel, ...] | None = None
    consents: tuple[ConsentWord, ...] | None = None


class PeopleFile(Strict):
    """The people that cases are about."""

    people: Annotated[dict[str, Person], Field(min_length=1)]
