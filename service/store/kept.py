"""Kept answers: which one belongs to a call, and what is written for the next repeat of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from service.store.prepared import Prepared, one_of
from service.store.schema import answers
from service.store.sealing import Pieces, seal, unseal
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

    def seal(self, request: bytes, body: Pieces) -> bytes:
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


#: Answers by their ids; for `read_all` beside other queries.
KEPT = Prepared(select(answers).where(one_of(answers.c.id, "ids")))


def still_kept(rows: Iterable[Row[Any]], now: datetime) -> dict[str, Row[Any]]:
    """Those of these answers that are still kept, by id."""
    return {row.id: row for row in rows if row.kept_until > now}
