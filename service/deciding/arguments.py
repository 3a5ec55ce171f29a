"""One call of `decide`: its arguments, and what is looked up once for all its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b

from service.deciding.composing import GuardLike
from service.domain.inbound import asks_to_stop
from service.domain.quoting import between_ours, own_words
from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.signals import Signal, TypedValue
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.library.release import Release
from service.library.served import Served, serve


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one `decide`, with what is looked up once."""

    served: Served
    signal: Signal
    standing: Standing
    values: dict[str, TypedValue]
    now: datetime
    channel: Channel
    guard: GuardLike
    reworder: Reworder
    locale: str | None
    #: The library's own day: approvals are given and end where its reviewers are.
    today: date
    receipt_id: str
    opt_out_words: bool
    #: What the person says themselves: the signal's text without what it quotes.
    words: str | None = field(repr=False)
    #: What else stands between our words in a quote, to be read for urgency alone.
    between: str = field(repr=False)


def call_for(
    release: Release,
    signal: Signal,
    standing: Standing,
    now: datetime,
    *,
    channel: Channel,
    guard: GuardLike,
    reworder: Reworder = NO_REWORDING,
) -> Call:
    """The call of these arguments, before its attributes are read: `values` is empty."""
    served = serve(release)
    words = None if signal.text is None else own_words(signal.text, lambda: served.our_words)
    between = "" if signal.text is None else between_ours(signal.text, lambda: served.our_words)
    return Call(
        served=served,
        signal=signal,
        standing=standing,
        values={},
        now=now,
        channel=channel,
        guard=guard,
        reworder=reworder,
        locale=served.locale_for(standing.locale),
        today=served.settings.day(now),
        receipt_id=receipt_id(release, signal, standing, channel, now),
        opt_out_words=words is not None and asks_to_stop(words),
        words=words,
        between=between,
    )


def receipt_id(
    release: Release, signal: Signal, standing: Standing, channel: Channel, now: datetime
) -> str:
    """The same for the same call; it cannot be guessed without the recipient's key."""
    digest = blake2b(digest_size=16, person=b"bedside-receipt")
    for part in (release.hash, signal.id, standing.recipient.key, channel, now.isoformat()):
        digest.update(part.encode() + b"\0")
    return f"r_{digest.hexdigest()}"
