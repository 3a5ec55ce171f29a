"""Whether a message says nearly what another one said already.

Two messages are near-repeats when they show the same facts (dates, places, choices) in nearly the
same words. Words are compared before values are filled in, so a reminder of another visit has the
same words and other facts, and is never a repeat.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

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
