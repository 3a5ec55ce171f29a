"""Answers kept for a repeated call, sealed so that only that repeated call can open them.

A finished message may speak of a health subject, so it is not left readable in a table. The key is
an HMAC over the caller's idempotency key, of which the store keeps nothing but another HMAC.
"""

from __future__ import annotations

import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_DIGEST = 32


class Unsealable(Exception):
    """What is kept cannot be opened with this key: it was changed, or belongs to another call."""


def seal(key: bytes, request: bytes, body: bytes) -> bytes:
    """An answer with the digest of its request, encrypted and authenticated (AES-256-GCM)."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, request + zlib.compress(body, 1), None)


def unseal(key: bytes, sealed: bytes) -> tuple[bytes, bytes]:
    """The request's digest and the answer. Raises `Unsealable`."""
    try:
        opened = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        return opened[:_DIGEST], zlib.decompress(opened[_DIGEST:])
    except (InvalidTag, ValueError, zlib.error):
        raise Unsealable from None
