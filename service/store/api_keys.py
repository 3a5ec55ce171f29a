"""API keys: made once and shown once; only their hash is kept.

A key reads `bsk_<id>_<secret>`. The id finds the row; the secret has 256 random bits, so one
SHA-256 is enough to keep it. A rotated key's old secret goes on working for a while.
"""

from __future__ import annotations

import hmac
import re
import secrets as random
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, insert, select, update

from service.store.overlapping import Ends, TwoWork, goes_on
from service.store.schema import api_keys
from service.store.store import Store

SCOPES = ("decide", "standing", "read-log", "edit", "admin")
_SCOPE = re.compile(rf"{'|'.join(SCOPES)}|approve:[a-z][a-z_]{{0,39}}")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_TOKEN = re.compile(r"bsk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")

#: Compared with when there is no such key, so that the answer takes as long.
_NOBODY = "0" * 64


class KeyRefused(ValueError):
    """A key that cannot be made or found; the message says what would be right."""


class KeyUnknown(KeyRefused):
    """There is no such key in this store."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is listed: everything but its secret."""

    key_id: str
    name: str
    scopes: frozenset[str]
    sandbox: bool
    reports_delivery: bool
    created_at: datetime
    rotated_at: datetime | None
    #: The secret before the last one works until then, if that lies ahead.
    overlaps_until: datetime | None
    revoked_at: datetime | None


def create(
    store: Store,
    name: str,
    scopes: frozenset[str],
    now: datetime,
    *,
    sandbox: bool = False,
    reports_delivery: bool = False,
) -> str:
    """Make a key and return it, for the only time. Raises `KeyRefused`."""
    if not _NAME.fullmatch(name):
        raise KeyRefused("a name is letters a to z, digits, `.`, `_` and `-`, at most 80")
    if not scopes or not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise KeyRefused(f"scopes are {', '.join(SCOPES)} and approve:ROLE, at least one")
    key_id = random.token_hex(6)
    secret = random.token_urlsafe(32)
    with store.writing() as connection:
        if connection.execute(select(api_keys).where(api_keys.c.name == name)).first():
            raise KeyRefused("a key of this name exists; rotate it, or choose another name")
        connection.execute(
            insert(api_keys).values(
                key_id=key_id,
                name=name,
                hash=_hash(secret),
                scopes=" ".join(sorted(scopes)),
                sandbox=sandbox,
                reports_delivery=reports_delivery,
                created_at=now,
            )
        )
    return f"bsk_{key_id}_{secret}"


def rotate(
    store: Store, which: str, now: datetime, overlap: timedelta, ends: Ends | None = None
) -> str:
    """A new secret for a key; the old one works until `overlap` is over. Of two that work `ends`
    says which is over now. Raises `KeyRefused`.
    """
    secret = random.token_urlsafe(32)
    with store.writing() as connection:
        row = _row(connection.execute(_named(which).with_for_update()).first())
        older = row.previous_hash if _overlaps(row, now) else None
        try:
            kept = goes_on(row.hash, older, row.previous_until, overlap, ends)
        except TwoWork as unsaid:
            raise KeyRefused(str(unsaid)) from None
        connection.execute(
            update(api_keys)
            .where(api_keys.c.key_id == row.key_id)
            .values(
                hash=_hash(secret),
                previous_hash=kept,
                previous_until=now + overlap if kept else None,
                rotated_at=now,
            )
        )
    return f"bsk_{row.key_id}_{secret}"


def revoke(store: Store, which: str, now: datetime) -> None:
    """End a key at once, its old secret too. Raises `KeyRefused`."""
    with store.writing() as connection:
        row = _row(connection.execute(_named(which).with_for_update()).first())
        connection.execute(
            update(api_keys)
            .where(api_keys.c.key_id == row.key_id)
            .values(revoked_at=now, previous_hash=None, previous_until=None)
        )


def list_keys(store: Store) -> list[ApiKey]:
    """Every key, the oldest first."""
    with store.reading() as connection:
        rows = connection.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.name))
        return [_listed(row) for row in rows]


def authenticate(store: Store, token: str, now: datetime) -> ApiKey | None:
    """The key that a token is, or None; comparisons take the same time either way."""
    match = _TOKEN.fullmatch(token)
    key_id, secret = match.groups() if match else ("", "")
    with store.reading() as connection:
        row = connection.execute(select(api_keys).where(api_keys.c.key_id == key_id)).first()
    given = _hash(secret)
    current = hmac.compare_digest(given, row.hash if row else _NOBODY)
    previous = hmac.compare_digest(
        given, row.previous_hash if row is not None and _overlaps(row, now) else _NOBODY
    )
    if row is None or row.revoked_at is not None or not (current or previous):
        return None
    return _listed(row)


def _named(which: str) -> Any:
    return select(api_keys).where((api_keys.c.name == which) | (api_keys.c.key_id == which))


def _row(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise KeyUnknown("there is no such key; see `bedside keys list`")
    if row.revoked_at is not None:
        raise KeyRefused("this key was revoked; make a new one")
    return row


def _overlaps(row: Row[Any], now: datetime) -> bool:
    """Whether the secret before a key's last one still works."""
    return row.previous_until is not None and bool(now < row.previous_until)


def _listed(row: Row[Any]) -> ApiKey:
    return ApiKey(
        row.key_id,
        row.name,
        frozenset(row.scopes.split()),
        row.sandbox,
        row.reports_delivery,
        row.created_at,
        row.rotated_at,
        row.previous_until,
        row.revoked_at,
    )


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
