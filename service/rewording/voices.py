"""What rewording needs of a brand and its prompts, whoever keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from service.domain.vocabulary import Channel
from service.rewording.findings import Finding


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a prompt may speak of: masked sentences, where they will stand, and what went wrong."""

    channel: Channel
    locale: str
    reading_grade: int
    sentences: Mapping[str, str]
    findings: Sequence[Finding] = ()
    tried: Mapping[str, str] = field(default_factory=dict)


class Voice(Protocol):
    """A brand, as far as rewording is concerned."""

    @property
    def id(self) -> str:
        """The brand's id."""
        ...

    @property
    def hash(self) -> str:
        """A hash of brand and prompt templates: same hash, same prompts."""
        ...

    @property
    def brand_hash(self) -> str:
        """The content hash of the brand alone, as it was approved."""
        ...

    @property
    def prompt_hash(self) -> str:
        """A hash of its templates."""
        ...

    @property
    def dont_say(self) -> tuple[str, ...]:
        """Words and phrases that must not come in."""
        ...

    @property
    def preferred(self) -> Mapping[str, str]:
        """What the brand does not say, and what it says in its place."""
        ...

    @property
    def reading_grade(self) -> int:
        """The grade that its texts aim at."""
        ...

    def system(self, occasion: Occasion) -> str:
        """Who speaks, and how."""
        ...

    def prompt(self, occasion: Occasion) -> str:
        """The sentences to reword; with findings, the ones to mend."""
        ...
