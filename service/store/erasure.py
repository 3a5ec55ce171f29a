"""Erasing a recipient: everything that says who they are goes, and the log stays whole.

What goes: the row that ties a caller's id to the pseudonym, its salt, and all standing, places and
kept answers. What stays: log entries about a pseudonym that nobody can tie to anyone any more, and
their no; see `stops.py`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from service.store.chain import lock_head
from service.store.changes import find
from service.store.pseudonyms import Person
from service.store.schema import (
    answers,
    consents,
    events,
    lifts,
    opt_outs,
    recipients,
    reservations,
    suppressions,
)
from service.store.stops import keep_stops
from service.store.store import Store

#: Every table with something about a recipient, but for the log and their own row.
ABOUT_THEM = (consents, opt_outs, lifts, suppressions, events, reservations, answers)


def erase(store: Store, person: Person, now: datetime) -> int | None:
    """Forget a recipient; how many rows went, or None when nobody was known by that id."""
    with store.writing() as connection:
        head = lock_head(connection, person.chain)
        row = find(connection, store.secret, person)
        if row is None:
            return None
        gone, kept = forget(connection, [row.key])
        head.add("erasure", now, {"rows": gone, "kept_stops": kept}, recipient_key=row.key)
        head.write(connection, store.secret)
    store.empty_journal()
    return gone


def forget(connection: Connection, keys: list[str]) -> tuple[int, int]:
    """Delete what hangs on these keys, and the keys; how many rows, and how many stops stay."""
    kept = keep_stops(connection, keys)
    gone = sum(
        connection.execute(delete(table).where(table.c.recipient_key.in_(keys))).rowcount
        for table in ABOUT_THEM
    )
    gone += connection.execute(delete(recipients).where(recipients.c.key.in_(keys))).rowcount
    return gone, kept
