"""One call of `decide`: its arguments, and what is looked up once for all its steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

from service.composing import GuardLike
from service.domain.rewording import Reworder
from service.domain.signals import Signal, TypedValue
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.library.release import Release
from service.library.served import Served


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


def receipt_id(
    release: Release, signal: Signal, standing: Standing, channel: Channel, now: datetime
) -> str:
    """The same for the same call; it cannot be guessed without the recipient's key."""
    digest = blake2b(digest_size=16, person=b"bedside-receipt")
    for part in (release.hash, signal.id, standing.recipient.key, channel, now.isoformat()):
        digest.update(part.encode() + b"\0")
    return f"r_{digest.hexdigest()}"
