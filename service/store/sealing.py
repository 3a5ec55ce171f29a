"""Answers kept for a repeated call, sealed so that only that repeated call can open them.

A finished message may speak of a health subject, so it is not left readable in a table. The key is
an HMAC over the caller's idempotency key, of which the store keeps nothing but another HMAC.
"""

from __future__ import annotations

import os
import zlib
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_DIGEST = 32


class Unsealable(Exception):
    """What is kept cannot be opened with this key: it was changed, or belongs to another call."""


#: An answer's bytes in three pieces: what is its own, the message, and what is its own again.
Pieces = tuple[bytes, bytes, bytes]

#: Stands where zlib's first byte would, before an answer in pieces.
_IN_PIECES = b"\0"


def seal(key: bytes, request: bytes, body: Pieces) -> bytes:
    """An answer with the digest of its request, encrypted and authenticated (AES-256-GCM)."""
    before, message, after = body
    packed = _packed(message)
    nonce = os.urandom(_NONCE)
    opened = (
        request,
        _IN_PIECES,
        len(before).to_bytes(4),
        len(packed).to_bytes(4),
        before,
        packed,
        after,
    )
    return nonce + AESGCM(key).encrypt(nonce, b"".join(opened), None)


@lru_cache(maxsize=512)
def _packed(message: bytes) -> bytes:
    """Many recipients get the same words, and packing them costs more than sealing them."""
    return zlib.compress(message, 1)


def unseal(key: bytes, sealed: bytes) -> tuple[bytes, bytes]:
    """The request's digest and the answer. Raises `Unsealable`."""
    try:
        opened = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        return opened[:_DIGEST], _unpacked(opened[_DIGEST:])
    except (InvalidTag, ValueError, zlib.error):
        raise Unsealable from None


def _unpacked(kept: bytes) -> bytes:
    if not kept.startswith(_IN_PIECES):  # kept by an earlier version, packed whole
        return zlib.decompress(kept)
    before = 9 + int.from_bytes(kept[1:5])
    packed = before + int.from_bytes(kept[5:9])
    return kept[9:before] + zlib.decompress(kept[before:packed]) + kept[packed:]
