"""Signatures as Standard Webhooks 1.0 asks: HMAC-SHA256 over `id.timestamp.body`.

A secret reads `whsec_` and base64. While a new one takes over, a call carries a signature under
each, so that a receiver may change at any moment in between.
"""

from __future__ import annotations

import hmac
import secrets as random
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> bytes:
    """A secret for one endpoint, 256 random bits."""
    return random.token_bytes(_BYTES)


def show_secret(secret: bytes) -> str:
    """A secret as receivers are given it."""
    return PREFIX + b64encode(secret).decode()


def headers_for(
    message_id: str, at: datetime, body: bytes, secrets: Iterable[bytes]
) -> dict[str, str]:
    """The three headers of one attempt. The time is the attempt's, the id stays the message's."""
    seconds = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    signatures = (b64encode(hmac.digest(key, signed, "sha256")).decode() for key in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
