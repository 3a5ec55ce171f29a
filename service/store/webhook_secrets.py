"""A webhook's secret as the store keeps it: sealed under a key of the installation's secret.

A webhook whose secret cannot be opened cannot be called: no call of ours goes out unsigned.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select

from service.store.schema import webhooks
from service.store.secret import Secret

#: Why a webhook is off whose secret could not be opened, in the words that `list` shows.
UNREADABLE = "secret unreadable"

_NONCE = 12


def sealed(secret: Secret, webhook_id: str, own: bytes) -> bytes:
    """The secret of one webhook, encrypted and bound to it (AES-256-GCM)."""
    nonce = os.urandom(_NONCE)
    key = AESGCM(secret.mac("webhook", webhook_id))
    return nonce + key.encrypt(nonce, own, webhook_id.encode())


def opened(secret: Secret, webhook_id: str, kept: bytes) -> bytes | None:
    """The secret again; None where it was sealed with a secret that is not known any more."""
    return _opened(secret.macs("webhook", webhook_id), webhook_id, kept)


def under_older(connection: Connection, secret: Secret) -> tuple[str, ...]:
    """The names of the webhooks whose secrets an older secret opens and the one in use does not."""
    return tuple(
        row.name
        for row in connection.execute(_ALL)
        if _opened([secret.mac("webhook", row.webhook_id)], row.webhook_id, row.secret) is None
        and opened(secret, row.webhook_id, row.secret) is not None
    )


def under_none(connection: Connection, secret: Secret) -> tuple[str, ...]:
    """The names of the webhooks whose secrets open under none that is known: what would go off.

    Left out is what went off for it before.
    """
    return tuple(
        row.name
        for row in connection.execute(_ALL)
        if row.disabled_why != UNREADABLE and opened(secret, row.webhook_id, row.secret) is None
    )


_ALL = select(
    webhooks.c.webhook_id, webhooks.c.name, webhooks.c.secret, webhooks.c.disabled_why
).order_by(webhooks.c.name)


def _opened(keys: Iterable[bytes], webhook_id: str, kept: bytes) -> bytes | None:
    for key in keys:
        with suppress(InvalidTag, ValueError):
            return AESGCM(key).decrypt(kept[:_NONCE], kept[_NONCE:], webhook_id.encode())
    return None
