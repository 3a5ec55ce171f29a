"""Signed, opaque tickets for links that recipients follow: they name a receipt and nobody."""

from __future__ import annotations

import binascii
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from service.store.secret import Secret

_RECEIPT = re.compile(r"r_[0-9a-f]{32}")
_MAC = 12


def ticket_of(secret: Secret, receipt_id: str) -> str:
    """A ticket for one receipt, 38 letters that fit in a link."""
    raw = bytes.fromhex(receipt_id.removeprefix("r_"))
    return urlsafe_b64encode(raw + secret.mac("ticket", raw)[:_MAC]).decode().rstrip("=")


def receipt_of(secret: Secret, ticket: str) -> str | None:
    """The receipt that a ticket names, or None when it was not made here."""
    try:
        data = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
    except (ValueError, binascii.Error):
        return None
    raw, given = data[:-_MAC], data[-_MAC:]
    matches = [hmac.compare_digest(mac[:_MAC], given) for mac in secret.macs("ticket", raw)]
    receipt_id = f"r_{raw.hex()}"
    return receipt_id if any(matches) and _RECEIPT.fullmatch(receipt_id) else None
