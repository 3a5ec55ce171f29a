"""Kept answers: which one belongs to a call, and what is written for the next repeat of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from service.store.schema import answers
from service.store.sealing import seal, unseal
from service.store.secret import Secret


@dataclass(frozen=True, slots=True, repr=False)
class Ticket:
    """A call's place among the kept answers: its ids and keys, under each secret.

    `derived` says that the caller gave no idempotency key of its own.
    """

    ids: tuple[str, ...]
    keys: tuple[bytes, ...]
    derived: bool

    @property
    def id(self) -> str:
        """Where a new answer to this call is kept."""
        return self.ids[0]

    def seal(self, request: bytes, body: bytes) -> bytes:
        """The answer as it is kept."""
        return seal(self.keys[0], request, body)

    def unseal(self, row: Row[Any]) -> tuple[bytes, bytes]:
        """The request's digest and the answer in a row of this call."""
        return unseal(self.keys[self.ids.index(row.id)], row.sealed)


def ticket_for(secret: Secret, chain: str, caller: str, given: str | None, *own: str) -> Ticket:
    """The place of a call: by the key that was given, else by what is the call's own."""
    parts = ("given", given) if given is not None else ("derived", *own)
    ids = secret.macs("answer", chain, caller, *parts)
    keys = secret.macs("seal", chain, caller, *parts)
    return Ticket(tuple(digest.hex() for digest in ids), keys, given is None)


_KEPT = select(answers).where(answers.c.id.in_(bindparam("ids", expanding=True)))


def read_kept(connection: Connection, ids: Iterable[str], now: datetime) -> dict[str, Row[Any]]:
    """The answers still kept under any of these ids, by id."""
    rows = connection.execute(_KEPT, {"ids": list(ids)})
    return {row.id: row for row in rows if row.kept_until > now}
