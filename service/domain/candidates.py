"""What a choice works on: candidates for a slot, and what a message is wanted for.

Plain values. `fitting.py` weighs one candidate, `combining.py` holds modules against each other,
`choice.py` fills the slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.domain.content import ContentModule, Layout, Trigger
from service.domain.decision import Choice, Reason
from service.domain.vocabulary import Audience, ReadingLevel, ReasonCode

#: The topic of content that suits any subject; it steps in where nothing specific may.
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class VariantOffer:
    """One rendition of a module in the wanted channel and locale.

    `needs` are the signal's attributes it shows; `headline` says that it can give the message its
    subject or title.
    """

    name: str
    grade: int
    needs: frozenset[str]
    headline: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A released module as a choice sees it, for one channel and locale.

    `until` is the last day on which the module and its approvals hold. `sensitive_topics` are the
    topics it may name only with their own consent.
    """

    module: ContentModule
    hash: str
    until: date
    variants: tuple[VariantOffer, ...]
    sensitive_topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message is wanted for; hashable, so that equal wishes are answered once."""

    trigger: Trigger
    layout: Layout
    topics: frozenset[str]
    audience: Audience
    reading_level: ReadingLevel
    available: frozenset[str]
    consented: frozenset[str]
    today: date
    withdrawn: frozenset[str] = frozenset()
    arms: tuple[tuple[str, str, str, str], ...] = ()  # (experiment, slot, variant, module id)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen modules in reading order, or the reason why a required place stays empty."""

    choices: tuple[Choice, ...]
    failure: Reason | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A candidate that may stand in a slot, its best variant, and its rank (lowest is best)."""

    candidate: Candidate
    variant: VariantOffer
    rank: tuple[int | str, ...]
    because: str


#: Why a candidate may not stand in a slot: the reason code that it would give, and the words.
Loss = tuple[ReasonCode, str]
