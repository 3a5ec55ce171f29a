"""What the log tells of one recipient, in its order: for a complaint, or for whoever asks about
themselves.

Nothing here leads from the log to a person. Who asks gives the caller's own id; once the recipient
is erased, it leads nowhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from service.store.changes import find
from service.store.entry_words import in_words, said_before
from service.store.pseudonyms import Person
from service.store.schema import log
from service.store.store import Store


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry in words. `receipt_id` is that of a decision, or of the one it is about."""

    seq: int
    at: datetime
    kind: str
    what: str
    receipt_id: str


def timeline(store: Store, person: Person) -> list[Happened] | None:
    """All entries about a recipient, the oldest first; None when nobody is known by that id."""
    with store.reading() as connection:
        row = find(connection, store.secret, person)
        if row is None:
            return None
        entries = connection.execute(
            select(log.c.seq, log.c.at, log.c.kind, log.c.receipt_id, log.c.entry)
            .where(log.c.chain == person.chain, log.c.recipient_key == row.key)
            .order_by(log.c.seq)
        ).all()
    found = []
    for entry in entries:
        body = json.loads(entry.entry)["body"]
        about = (
            body["receipt"] if entry.kind in ("delivery", "opt_out") and "receipt" in body else ""
        )
        what = in_words(entry.kind, body) + said_before(entry.at, body)
        found.append(Happened(entry.seq, entry.at, entry.kind, what, entry.receipt_id or about))
    return found
