"""What the checks of one message may look at, and how each says what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from service.domain import consent as consents
from service.domain.channels import WAKING
from service.domain.content import Experiment, LibrarySettings, Trigger
from service.domain.days import zone_or_none
from service.domain.decision import Check
from service.domain.signals import Signal, TypedValue
from service.domain.standing import Standing
from service.domain.times import Times
from service.domain.vocabulary import Channel, ReasonCode


@dataclass(frozen=True)
class Case:
    """Everything the checks may look at: one trigger for one signal on one channel."""

    trigger: Trigger
    signal: Signal
    values: dict[str, TypedValue]
    standing: Standing
    channel: Channel
    now: datetime
    settings: LibrarySettings
    locale: str | None
    experiments: tuple[Experiment, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The recipient's own zone, or None when nobody knows it."""
        return zone_or_none(self.standing.zone)

    @cached_property
    def counting_zone(self) -> ZoneInfo:
        """Whose days a cap counts: the recipient's, or the library's while theirs is unknown."""
        return self.zone or ZoneInfo(self.settings.zone)

    @cached_property
    def consent(self) -> consents.ConsentFinding:
        """The consent that the message would rest on, or why none stands."""
        return consents.find(
            self.standing,
            self.trigger.purpose,
            self.channel,
            signal_at=self.signal.at,
            now=self.now,
            topics=self.settings.ordinary(self.trigger.about(self.values)),
        )

    @cached_property
    def answers_now(self) -> bool:
        """Whether it answers the recipient's own action at once, in quiet hours too.

        A text or a call at night wakes people whatever it answers, so it is never one of those.
        """
        return self.trigger.answers_at_once and self.channel not in WAKING

    @cached_property
    def times(self) -> Times:
        """From when and until when the signal says something."""
        return Times(
            self.trigger,
            self.signal,
            self.values,
            self.counting_zone,
            ZoneInfo(self.settings.zone),
        )


@lru_cache(maxsize=1024)  # most checks pass in the same words
def passed(name: str, detail: str) -> Check:
    """A check that found nothing against the message."""
    return Check(name, True, detail)


def failed(name: str, reason: ReasonCode, detail: str, not_before: datetime | None = None) -> Check:
    """A check that stops the message, or with `not_before` puts it off until then."""
    return Check(name, False, detail, reason, not_before)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A time as an auditor reads it."""
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}"
