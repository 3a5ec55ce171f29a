"""The suppression list's entries: kept, said again, and taken off in the order of what was said.

An entry is one row for each channel and cause, dated by the last time that it was said. Taking it
off ends what was said before that and no more. An entry is always kept when it comes, also where it
was said before one like it was taken off: when in doubt nobody is written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete

from service.domain.standing import Suppression
from service.store.rows import keep_dated, renewing
from service.store.schema import suppressions

#: What makes two entries the same.
_SAME = ("recipient_key", "channel", "cause")

_KEEP = renewing(suppressions, *_SAME)


def entry_row(key: str, entry: Suppression, source: str, at: datetime) -> dict[str, Any]:
    """A list entry as a row."""
    return {
        "recipient_key": key,
        "channel": entry.channel,
        "cause": entry.cause,
        "at": at,
        "source": source,
    }


def keep_entry(connection: Connection, row: dict[str, Any]) -> bool:
    """Keep an entry, or date the one that says the same on, never back; whether it was new."""
    return keep_dated(connection, suppressions, row, *_SAME) == "new"


def keep_entries(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep many entries as `keep_entry` keeps one."""
    _KEEP.run(connection, rows)


def take_off(connection: Connection, key: str, entry: Suppression, said: datetime | None) -> bool:
    """Take an entry off the list; whether it was there. None is now, after whatever was said."""
    own = delete(suppressions).where(
        suppressions.c.recipient_key == key,
        suppressions.c.channel == entry.channel,
        suppressions.c.cause == entry.cause,
    )
    if said is not None:
        own = own.where(suppressions.c.at < said)
    return connection.execute(own).rowcount > 0
