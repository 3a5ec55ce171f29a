"""Whether a message says nearly what another one said already.

Two messages are near-repeats when they show the same facts (dates, places, choices) in nearly the
same words. Words are compared before values are filled in, so a reminder of another visit has the
same words and other facts, and is never a repeat. Nor is what somebody must hear again, because
the last they heard on the matter was something else: a visit moved and moved back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

from service.domain.content import NearRepeat
from service.domain.days import count_within
from service.domain.standing import SentMessage
from service.domain.variables import Shown

_BITS = 64
_SHINGLE = 3


@lru_cache(maxsize=4096)
def fingerprint(text: str) -> str:
    """A 64-bit SimHash over word triples, as 16 hex digits.

    Charikar, "Similarity estimation techniques from rounding algorithms" (STOC 2002): the share
    of equal bits estimates how alike two texts are.
    """
    words = text.lower().split()
    shingles = {
        " ".join(words[start : start + _SHINGLE])
        for start in range(max(1, len(words) - _SHINGLE + 1))
    }
    digests = [
        int.from_bytes(blake2b(shingle.encode("utf-8", "replace"), digest_size=8).digest())
        for shingle in shingles
    ]
    half = len(digests) / 2
    bits = (
        1 << place
        for place in range(_BITS)
        if sum(digest >> place & 1 for digest in digests) > half
    )
    return f"{sum(bits):016x}"


def similarity(one: str, other: str) -> float:
    """The share of equal bits of two fingerprints, 0 to 1; 0 when either is missing."""
    if not one or not other:
        return 0.0
    return 1 - (int(one, 16) ^ int(other, 16)).bit_count() / _BITS


def facts_hash(values: Mapping[str, Shown]) -> str:
    """A digest of the values a message shows; empty values give a digest too."""
    digest = blake2b(digest_size=8)
    for name in sorted(values):
        for form, text in values[name].forms():
            digest.update(f"{name}.{form}={text}\n".encode())
    return digest.hexdigest()


def said_before(
    new: SentMessage, recent: Iterable[SentMessage], rule: NearRepeat, zone: ZoneInfo
) -> SentMessage | None:
    """The earlier message that `new` would say again, or None where it is news.

    Against `any`, every message in the window counts. Against the `last`, only those about the same
    subject do, from the latest back to the first that said something else.
    What a clock that ran ahead dated after `new` may be repeated, and ends no search: it is the
    last by its date alone, and must not hide what was said before now.
    """
    within = [
        sent
        for sent in recent
        if sent.status != "not_sent" and count_within([sent.at], new.at, rule.days, zone)
    ]
    for sent in sorted(within, key=lambda sent: sent.at, reverse=True):
        if rule.against == "last" and not _may_be_one_matter(new, sent, rule):
            continue
        if _alike(new, sent, rule):
            return sent
        if rule.against == "last" and sent.at <= new.at and _said_otherwise(new, sent):
            return None
    return None


def _alike(new: SentMessage, sent: SentMessage, rule: NearRepeat) -> bool:
    return (
        sent.channel == new.channel
        and sent.facts == new.facts
        and similarity(sent.fingerprint, new.fingerprint) >= rule.similarity
    )


def _may_be_one_matter(new: SentMessage, sent: SentMessage, rule: NearRepeat) -> bool:
    """A message without a subject may be about anything that the rule watches."""
    same = None in (new.subject, sent.subject) or new.subject == sent.subject
    return same and sent.purpose in rule.purposes


def _said_otherwise(new: SentMessage, sent: SentMessage) -> bool:
    """Another message than this one, or this one with other facts.

    Channels show different facts of one signal, so facts are compared on the same one alone.
    """
    return sent.trigger != new.trigger or (sent.channel == new.channel and sent.facts != new.facts)
