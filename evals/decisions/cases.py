"""A loaded decision case: its steps with instants, signals and expectations filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evals.decisions.formats.always import Always
from evals.decisions.formats.cases import LibraryPatch
from evals.decisions.formats.expecting import Expect
from evals.decisions.formats.steps import FeedbackStep, PreferStep
from service.domain.signals import Signal
from service.domain.standing import Consent, OptOut, PastEvent, Standing, Suppression
from service.domain.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class Ask:
    """A step that asks for a decision. Where it stands is no part of it, nor of the case's hash."""

    at: datetime
    signal: Signal
    channel: Channel
    expect: Expect
    not_before: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A step that changes the standing."""

    at: datetime
    change: Consent | OptOut | Suppression | PastEvent | PreferStep | FeedbackStep
    signal_id: str = ""


@dataclass(frozen=True, slots=True)
class DecisionCase:
    """One history, ready to play."""

    id: str
    reason: str
    tags: tuple[str, ...]
    source: str
    owner: str
    standing: Standing
    steps: tuple[Ask | Turn, ...]
    file: str
    line: int
    #: The clock of its wall-clock times. It is no part of the steps: they are instants.
    clock: ZoneInfo
    library: LibraryPatch = field(default_factory=LibraryPatch)

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The steps that ask for a decision."""
        return tuple(step for step in self.steps if isinstance(step, Ask))

    @property
    def where(self) -> str:
        """The place of the case, for people."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class DecisionSet:
    """All the cases, and what holds in every one of them."""

    cases: tuple[DecisionCase, ...]
    always: tuple[Always, ...]


Seen = dict[str, Any]
