"""Whether consent stands for a purpose on a channel, at the times when it must.

The latest word about a purpose on a channel holds. A word for `any` channel counts for each. For
outreach consent is not retroactive: it must stand when the signal happened and when the message
goes. For care that somebody asked for, it must stand when the message goes.

A yes to a purpose is a yes to its ordinary topics; a sensitive one needs a yes by name. A no to
any topic holds for that topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.standing import Consent, Standing
from service.domain.vocabulary import OUTREACH, Channel, Purpose, ReasonCode


@dataclass(frozen=True, slots=True)
class ConsentFinding:
    """The consent that stands, or the reason why none does."""

    record: Consent | None
    reason: ReasonCode | None
    detail: str


def find(
    standing: Standing,
    purpose: Purpose,
    channel: Channel,
    *,
    signal_at: datetime,
    now: datetime,
    topics: frozenset[str] = frozenset(),
) -> ConsentFinding:
    """The consent that a message for this purpose on this channel would rest on.

    `topics` are what it would be about. It needs no yes to them, but none of it stands where the
    recipient switched off each.
    """
    latest = _ahead(standing, purpose, channel, None, now) or _latest(
        standing, purpose, channel, None, now
    )
    if latest is None:
        return ConsentFinding(None, "consent_absent", f"no consent to {_name(purpose, channel)}")
    if latest.status == "withdrawn":
        return ConsentFinding(
            None,
            "consent_withdrawn",
            f"consent to {_name(purpose, channel)} was withdrawn on {latest.at:%Y-%m-%d}",
        )
    if purpose in OUTREACH:
        then = _latest(standing, purpose, channel, None, signal_at)
        if then is None or then.status == "withdrawn":
            return ConsentFinding(
                None,
                "consent_absent",
                f"consent to {_name(purpose, channel)} did not stand when the signal happened",
            )
    if topics and topics <= withdrawn_topics(
        standing, purpose, channel, signal_at=signal_at, now=now
    ):
        # Which topic it is stays out of the record.
        name = _name(purpose, channel)
        return ConsentFinding(
            None, "consent_withdrawn", f"consent to {name} about its topic was withdrawn"
        )
    return ConsentFinding(
        latest,
        None,
        f"{_name(purpose, channel)}, given {latest.at.date().isoformat()} "
        f"({latest.source.replace('_', ' ')})",
    )


def consented_topics(
    standing: Standing,
    purpose: Purpose,
    channel: Channel,
    topics: frozenset[str],
    *,
    signal_at: datetime,
    now: datetime,
) -> frozenset[str]:
    """Which of these sensitive topics have their own consent for this purpose and channel."""

    def stands(topic: str) -> bool:
        if _ahead(standing, purpose, channel, topic, now) is not None:
            return False
        moments = (signal_at, now) if purpose in OUTREACH else (now,)
        words = [_latest(standing, purpose, channel, topic, moment) for moment in moments]
        return all(word is not None and word.status == "given" for word in words)

    return frozenset(topic for topic in topics if stands(topic))


def withdrawn_topics(
    standing: Standing, purpose: Purpose, channel: Channel, *, signal_at: datetime, now: datetime
) -> frozenset[str]:
    """The topics that the recipient switched off for this purpose and channel.

    For outreach also those that were off when the signal happened: a yes is not retroactive.
    """
    named = {word.topic for word in standing.consents if word.status == "withdrawn" and word.topic}
    moments = (signal_at, now) if purpose in OUTREACH else (now,)

    def off(topic: str) -> bool:
        if _ahead(standing, purpose, channel, topic, now) is not None:
            return True
        words = [_latest(standing, purpose, channel, topic, moment) for moment in moments]
        return any(word is not None and word.status == "withdrawn" for word in words)

    return frozenset(topic for topic in named if off(topic))


def _ahead(
    standing: Standing, purpose: Purpose, channel: Channel, topic: str | None, now: datetime
) -> Consent | None:
    """A withdrawal that a fast clock dated after `now`: it holds already, as a no always does."""
    return next(
        (
            word
            for word in standing.consents
            if word.purpose == purpose
            and word.channel in (channel, "any")
            and word.topic == topic
            and word.status == "withdrawn"
            and word.at > now
        ),
        None,
    )


def _latest(
    standing: Standing, purpose: Purpose, channel: Channel, topic: str | None, at: datetime
) -> Consent | None:
    """The last word by `at`. Of two words at one instant the withdrawal holds.

    `at` is never later than the present, so a word from after it may come from a clock that is
    ahead. Such a yes is not counted yet.
    """
    words = [
        word
        for word in standing.consents
        if word.purpose == purpose
        and word.channel in (channel, "any")
        and word.topic == topic
        and word.at <= at
    ]
    return max(words, key=lambda word: (word.at, word.status == "withdrawn"), default=None)


def _name(purpose: str, channel: str) -> str:
    return f"{purpose.replace('_', ' ')} by {channel}"
