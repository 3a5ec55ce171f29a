"""The no of people who were erased: kept under a pseudonym alone, and in force when they return.

Erasing somebody must not make Bedside write to them again. What stays is the HMAC of the caller's
own id and which channels and purposes are closed; no key of the log, no salt, no source. Their row
is made anew when a caller names them again, and the stops move to it before anything is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from service.store.chain import Head
from service.store.instants import instant_text
from service.store.prepared import Prepared, one_of
from service.store.rows import insert_new
from service.store.schema import kept_stops, opt_outs, recipients, suppressions

#: Entries of the suppression list that are the person's own no. The others are about an address.
OWN_CAUSES = ("complained", "do_not_contact")

#: Where a stop came from, once it has outlived an erasure.
SOURCE = "kept"

_KEPT = Prepared(select(kept_stops).where(one_of(kept_stops.c.lookup, "tokens")))


def keep_stops(connection: Connection, keys: Iterable[str]) -> int:
    """Keep the stops of these recipients, who are about to be erased; how many."""
    named = list(keys)
    lies = (recipients.c.lookup, recipients.c.secret)
    stops = connection.execute(
        select(*lies, opt_outs.c.channel, opt_outs.c.purposes, opt_outs.c.at)
        .join(recipients, recipients.c.key == opt_outs.c.recipient_key)
        .where(recipients.c.key.in_(named))
    )
    rows = [{**row._asdict(), "cause": ""} for row in stops]
    listed = connection.execute(
        select(*lies, suppressions.c.channel, suppressions.c.cause, suppressions.c.at)
        .join(recipients, recipients.c.key == suppressions.c.recipient_key)
        .where(recipients.c.key.in_(named), suppressions.c.cause.in_(OWN_CAUSES))
    )
    rows += [{**row._asdict(), "purposes": ""} for row in listed]
    insert_new(connection, kept_stops, rows)
    return len(rows)


def have_stops(connection: Connection, tokens: Iterable[str]) -> frozenset[str]:
    """Which of these tokens an erased recipient's stops lie under."""
    return frozenset(row.lookup for row in _KEPT.rows(connection, {"tokens": list(tokens)}))


def restore_stops(
    connection: Connection, head: Head, tokens: Mapping[str, str], now: datetime
) -> None:
    """Move kept stops to the rows of those who came back, by token the new key; each is logged."""
    rows = _KEPT.rows(connection, {"tokens": list(tokens)})
    if not rows:
        return
    for row in sorted(rows, key=lambda row: int(row.id)):
        key = tokens[row.lookup]
        said = {"recipient_key": key, "channel": row.channel, "at": row.at, "source": SOURCE}
        if row.cause:
            insert_new(connection, suppressions, [{**said, "cause": row.cause}])
        else:
            insert_new(connection, opt_outs, [{**said, "purposes": row.purposes}])
        log_stop(head, now, {**said, "purposes": row.purposes, "cause": row.cause})
    connection.execute(delete(kept_stops).where(kept_stops.c.id.in_([row.id for row in rows])))


def log_stop(head: Head, now: datetime, row: Mapping[str, Any]) -> None:
    """An entry for a stop, or with a `cause` for one on the suppression list, as it is in a row."""
    key, said = row["recipient_key"], {"channel": row["channel"], "source": row["source"]}
    if row.get("cause"):
        head.add("suppression", now, {**said, "cause": row["cause"]}, recipient_key=key)
        return
    told = {**said, "purposes": row["purposes"].split(), "at": instant_text(row["at"])}
    head.add("opt_out", now, told, recipient_key=key)
