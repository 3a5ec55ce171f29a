"""Sessions: a signed cookie that says who is signed in, and the token that their forms carry.

Nothing is kept on the server. A session ends when it was not used for two hours, after twelve
hours, or when its account's epoch moves on (signed out, another password, other roles).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from service.store.secret import Secret
from service.studio.accounts import Account

COOKIE = "bedside_studio"
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
#: A cookie that is older than this is written anew, so that a working person stays signed in.
FRESH = timedelta(minutes=5)

_COOKIE_USE, _FORM_USE = "studio session", "studio form"


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in: whose, when it began and was last seen, and a random id for its forms."""

    name: str
    epoch: int
    began: datetime
    seen: datetime
    id: str


class Sessions:
    """Reads and writes the cookies of one installation."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def begin(self, account: Account, now: datetime) -> Session:
        """A session under an id that nobody knew before."""
        return Session(account.name, account.epoch, now, now, secrets.token_urlsafe(18))

    def cookie(self, session: Session) -> str:
        """The session as the cookie's value."""
        row = [
            session.name,
            session.epoch,
            int(session.began.timestamp()),
            int(session.seen.timestamp()),
            session.id,
        ]
        body = json.dumps(row, separators=(",", ":")).encode()
        return f"{_coded(body)}.{_coded(self._secret.mac(_COOKIE_USE, body))}"

    def read(self, cookie: str, now: datetime) -> Session | None:
        """The session that a cookie states, if it is ours and has not run out."""
        try:
            body, mac = map(_decoded, cookie.split("."))
            given = any(
                hmac.compare_digest(mac, ours) for ours in self._secret.macs(_COOKIE_USE, body)
            )
            if not given:
                return None
            name, epoch, began, seen, id_ = json.loads(body)
        except (ValueError, binascii.Error):
            return None
        session = Session(
            name, epoch, datetime.fromtimestamp(began, UTC), datetime.fromtimestamp(seen, UTC), id_
        )
        if now - session.seen > IDLE or now - session.began > LONGEST:
            return None
        return session

    def refreshed(self, session: Session, now: datetime) -> Session | None:
        """The session as seen now, where its cookie should be written anew."""
        return replace(session, seen=now) if now - session.seen >= FRESH else None

    # --- forms -----------------------------------------------------------------------------------

    def form_token(self, session: Session) -> str:
        """What a form of this session carries, other bytes each time.

        Pages are compressed, and equal secrets in compressed pages can be guessed from their size.
        """
        mac = self._form_mac(session)
        mask = secrets.token_bytes(len(mac))
        return _coded(mask + _xor(mask, mac))

    def is_form_token(self, session: Session, token: str) -> bool:
        """Whether a token belongs to this session."""
        mac = self._form_mac(session)
        try:
            raw = _decoded(token)
        except (ValueError, binascii.Error):
            return False
        mask, masked = raw[: len(mac)], raw[len(mac) :]
        return len(masked) == len(mac) and hmac.compare_digest(_xor(mask, masked), mac)

    def _form_mac(self, session: Session) -> bytes:
        return self._secret.mac(_FORM_USE, session.id, session.name)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
