"""What a batch of plans writes: each table's rows in one statement, the log's through its head."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, update

from service.desk.calls import Plan
from service.store.chain import Head
from service.store.lifting import keep_stops
from service.store.prepared import Prepared
from service.store.rows import adding, upserting
from service.store.schema import answers, events, recipients, reservations

_NEW = Prepared(
    insert(recipients),
    ("key", "lookup", "secret", "chain", "kind", "salt", "version", "seen_at", "decided_at"),
)
_TOUCH = Prepared(
    update(recipients)
    .where(recipients.c.key == bindparam("its_key"))
    .values(
        version=bindparam("its_version"),
        seen_at=bindparam("its_seen_at"),
        decided_at=bindparam("its_decided_at"),
    )
)
#: Apart, for it is rare: written with the rest it would have its index written for every decision.
_FIND_ANEW = Prepared(
    update(recipients)
    .where(recipients.c.key == bindparam("its_key"))
    .values(lookup=bindparam("its_lookup"), secret=bindparam("its_secret"))
)

_PLACES = Prepared(insert(reservations), [column.name for column in reservations.columns])
_ANSWERS = upserting(answers, "id")
_EVENTS = adding(events)


def write(connection: Connection, head: Head, settled: Sequence[Plan]) -> None:
    """Every table's rows in one statement each; the log's gather in its head."""
    plans = [made for made in settled if made.writes]
    for made in plans:
        head.add("decision", **made.log)
    new = [made.recipient for made in plans if made.recipient["version"] == 1]
    _NEW.run(connection, new)
    old = [made.recipient for made in plans if made.recipient["version"] > 1]
    names = ("key", "version", "seen_at", "decided_at")
    _TOUCH.run(connection, [{f"its_{name}": row[name] for name in names} for row in old])
    _FIND_ANEW.run(
        connection,
        [
            {f"its_{name}": made.recipient[name] for name in ("key", "lookup", "secret")}
            for made in plans
            if made.found_under_older
        ],
    )
    places = [made.reservation for made in plans if made.reservation is not None]
    _PLACES.run(connection, places)
    _ANSWERS.run(connection, [made.answer for made in plans])
    keep_stops(connection, [row for made in plans for row in made.opt_outs])
    _EVENTS.run(connection, [made.event for made in plans if made.event is not None])
