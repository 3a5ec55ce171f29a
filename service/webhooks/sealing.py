"""A webhook's secret as the store keeps it: sealed under a key of the installation's secret."""

from __future__ import annotations

import os
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.store.secret import Secret

_NONCE = 12


def sealed(secret: Secret, webhook_id: str, own: bytes) -> bytes:
    """The secret of one webhook, encrypted and bound to it (AES-256-GCM)."""
    nonce = os.urandom(_NONCE)
    key = AESGCM(secret.mac("webhook", webhook_id))
    return nonce + key.encrypt(nonce, own, webhook_id.encode())


def opened(secret: Secret, webhook_id: str, kept: bytes) -> bytes | None:
    """The secret again; None where it was sealed with a secret that is not known any more."""
    for key in secret.macs("webhook", webhook_id):
        with suppress(InvalidTag, ValueError):
            return AESGCM(key).decrypt(kept[:_NONCE], kept[_NONCE:], webhook_id.encode())
    return None
