"""Delivery feedback: what became of a message, and what that does to its place and its channel.

`sent` settles the place. `not_sent` gives it back. A hard bounce gives it back and puts the channel
on the suppression list; a complaint keeps it taken and suppresses too. A place once reported as
used is not given back by a late `not_sent`: reports arrive out of order.

A report that closes a channel does so once: when it comes again, or late, after the address was
mended and the entry taken off, the list stays as it is. The log tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from service.domain.standing import Suppression
from service.domain.vocabulary import Outcome
from service.store.chain import lock_head
from service.store.changes import touch
from service.store.errors import NothingSent
from service.store.instants import instant_from
from service.store.listing import entry_row, keep_entry
from service.store.receipts import Held, find_receipt
from service.store.schema import log, recipients, reservations
from service.store.store import Store

Report = Literal["sent", "not_sent", "bounced", "complained"]

#: Whence each report may move a place, and to what.
_MOVES: dict[Report, tuple[tuple[str, ...], str]] = {
    "sent": (("reserved", "not_sent"), "sent"),
    "not_sent": (("reserved",), "not_sent"),
    "bounced": (("reserved", "sent"), "not_sent"),
    "complained": (("reserved", "not_sent"), "sent"),
}

#: Reports that only a message can bring about, and the outcomes that have one.
_COMING_BACK: tuple[Report, ...] = ("bounced", "complained")
_SENDING: tuple[Outcome, ...] = ("send", "escalate")


def record_delivery(
    store: Store,
    chain: str,
    receipt_id: str,
    report: Report,
    now: datetime,
    *,
    hard: bool = True,
    at: datetime | None = None,
) -> bool | None:
    """Whether the report changed anything; None when there is no such receipt.

    `hard` is for bounces: a soft one (a full mailbox) gives the place back and no more. `at` is
    when it happened, where that is known. Raises `NothingSent` where a message came back, and the
    decision had none.
    """
    with store.writing() as connection:
        head = lock_head(connection, chain)
        held = find_receipt(connection, receipt_id)
        if held is None or held.chain != chain:
            return None
        if report in _COMING_BACK and held.receipt.outcome not in _SENDING:
            raise NothingSent  # a mixed-up receipt would close the channel of somebody else
        key, channel = held.receipt.recipient_key, held.receipt.channel
        if (
            connection.execute(select(recipients.c.key).where(recipients.c.key == key)).first()
            is None
        ):
            return False  # erased since: nothing may be written about them again
        before, after = _MOVES[report]
        moved = connection.execute(
            update(reservations)
            .where(reservations.c.receipt_id == receipt_id, reservations.c.status.in_(before))
            .values(status=after, expires_at=None)
        ).rowcount
        closes, listed = False, False
        if report == "complained" or (report == "bounced" and hard):
            closes = not _is_old_news(connection, held, report, at)
            entry = Suppression(channel=channel, cause=report)
            row = entry_row(key, entry, "delivery", now)
            listed = closes and keep_entry(connection, row)
        changed = bool(moved) or listed
        if changed:
            touch(connection, [key], now)
        if changed or closes:  # one that closes what is closed is known when it comes again
            body = {"receipt": receipt_id, "report": report, "suppressed": listed, "closes": closes}
            head.add("delivery", now, body, recipient_key=key)
            head.write(connection, store.secret)
    return changed


def _is_old_news(connection: Connection, held: Held, report: Report, at: datetime | None) -> bool:
    """Whether this very report closed the channel before, or the entry was taken off since `at`.

    Of a report without a time that comes for the first time nobody knows: it closes.
    """
    for kind, said, body in _entries(connection, held):
        if kind == "delivery":
            closed = body["suppressed"] or body.get("closes", False)
            same = (body["receipt"], body["report"]) == (held.receipt.id, report)
            is_old = closed and same
        else:
            same = (body["channel"], body["cause"]) == (held.receipt.channel, report)
            is_old = same and at is not None and said > at
        if is_old:
            return True
    return False


def _entries(connection: Connection, held: Held) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """What the log says of reports about a recipient, and of entries taken off the list.

    With when each was said: an entry may be taken off by a call that came late.
    """
    rows = connection.execute(
        select(log.c.kind, log.c.at, log.c.entry).where(
            log.c.chain == held.chain,
            log.c.recipient_key == held.receipt.recipient_key,
            log.c.kind.in_(("delivery", "unsuppression")),
        )
    )
    for row in rows:
        body = json.loads(row.entry)["body"]
        yield row.kind, instant_from(body["at"]) if "at" in body else row.at, body
