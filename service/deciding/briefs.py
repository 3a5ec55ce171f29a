"""What a message is to be composed for: everything that its words depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.content import Layout, Trigger
from service.domain.variables import Shown
from service.domain.vocabulary import Audience, Channel, ReadingLevel


@dataclass(frozen=True, slots=True)
class Brief:
    """What a message is to be composed for."""

    trigger: Trigger
    layout: Layout
    channel: Channel
    locale: str
    audience: Audience
    reading_level: ReadingLevel
    topics: frozenset[str]
    consented: frozenset[str]
    values: Mapping[str, Shown]
    today: date
    now: datetime
    receipt_id: str
    withdrawn: frozenset[str] = frozenset()
    arms: tuple[tuple[str, str, str, str], ...] = ()
