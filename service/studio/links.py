"""One-time links: how the owner of a machine signs in without a password.

A link works once and for ten minutes. It is printed on the terminal that started the studio, so
whoever reads it could read the library too.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

LASTS = timedelta(minutes=10)


@dataclass(slots=True)
class Links:
    """The links that were made and not yet used."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _held: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def make(self, name: str, now: datetime) -> str:
        """The token of a new link for an account."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._held[_hash(token)] = (name, now + LASTS)
        return token

    def use(self, token: str, now: datetime) -> str | None:
        """Whose link it is, for the only time; None when it is spent, too old or nobody's."""
        with self._lock:
            name, ends = self._held.pop(_hash(token), ("", now))
        return name if name and now < ends else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
