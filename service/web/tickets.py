"""Tickets for tools that can only GET: a whole request, sealed, in one opaque word of a URL.

A URL gets logged, so nothing in it may be readable: a ticket is encrypted and authenticated
(AES-256-GCM) under a key that comes from the installation's secret. Nothing about it is stored.
"""

from __future__ import annotations

import json
import os
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.calling import Caller
from service.domain.vocabulary import Outcome
from service.store.secret import Secret
from service.web.models import MessageIn, TicketIn
from service.web.problems import WebProblem

_USE = "message ticket"
_NONCE = 12
#: Longer ones were not made here; most URLs may have 2,000 characters.
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket holds: whose key made it, until when it lives, the message, and the outcome
    that a sandbox key wants of it.
    """

    key_id: str
    expires: datetime
    message: MessageIn
    wanted: Outcome | None = None


def seal(
    secret: Secret, caller: Caller, asked: TicketIn, wanted: Outcome | None, now: datetime
) -> tuple[str, datetime]:
    """The ticket, and when it expires. `wanted` is the outcome that a sandbox key asked for."""
    expires = (now + timedelta(minutes=asked.minutes)).astimezone(UTC).replace(microsecond=0)
    message = asked.message.model_dump(mode="json", exclude_defaults=True)
    held = [caller.key_id, int(expires.timestamp()), message, *([wanted] if wanted else [])]
    text = json.dumps(held, separators=(",", ":"))
    nonce = os.urandom(_NONCE)
    key = secret.macs(_USE)[0]
    sealed = nonce + AESGCM(key).encrypt(nonce, zlib.compress(text.encode(), 9), None)
    return urlsafe_b64encode(sealed).decode().rstrip("="), expires


def unseal(secret: Secret, ticket: str, now: datetime) -> Ticket:
    """What a ticket holds. Raises the 404 for one that is not ours, the 410 for one too old."""
    if not ticket.isascii() or len(ticket) > LONGEST:
        raise WebProblem("W405")
    key_id, seconds, message, *wanted = json.loads(_open(secret, ticket))
    expires = datetime.fromtimestamp(seconds, UTC)
    if now > expires:
        raise WebProblem("W404")
    said = MessageIn.model_validate_json(json.dumps(message))
    return Ticket(key_id, expires, said, wanted[0] if wanted else None)


def _open(secret: Secret, ticket: str) -> bytes:
    try:
        raw = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
    except ValueError:
        raise WebProblem("W405") from None
    for key in secret.macs(_USE):
        try:
            return zlib.decompress(AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], None))
        except (InvalidTag, ValueError):
            continue
    raise WebProblem("W405")
