"""From the decision log to deliveries: the log is the outbox.

What happened and its entry commit together, so an entry is there exactly when the thing is true,
and nothing more has to be written while a call waits for its answer. Entries are numbered under the
lock of the log's head, so none can turn up later behind a number that was read. Each webhook keeps
the number it has got to, and moves on in the transaction that adds its deliveries.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from service.store.instants import instant_from
from service.store.rows import insert_new
from service.store.schema import chains, log, webhook_deliveries, webhooks
from service.store.store import Store
from service.webhooks.events import events_of, kinds_behind
from service.webhooks.registering import Webhook, begun, webhook_of

#: Entries that one transaction looks at.
STEP = 500


def fill(store: Store, now: datetime) -> int:
    """Add a delivery for every event since the last time; how many."""
    with store.reading() as connection:
        behind = [row.webhook_id for row in connection.execute(_behind())]
    made = 0
    for webhook_id in behind:
        while (step := _fill_one(store, webhook_id, now)) is not None:
            made += step
    return made


def _behind() -> Any:
    """Webhooks that are on, and have not got to the end of their log."""
    return (
        select(webhooks.c.webhook_id, webhooks.c.position, chains.c.seq)
        .join(chains, chains.c.chain == webhooks.c.chain)
        .where(webhooks.c.disabled_at.is_(None), webhooks.c.position < chains.c.seq)
    )


def _fill_one(store: Store, webhook_id: str, now: datetime) -> int | None:
    """One step for one webhook; None when there is no more, or another sender is at it."""
    with store.writing() as connection:
        mine = _behind().where(webhooks.c.webhook_id == webhook_id)
        locked = mine.with_for_update(of=webhooks, skip_locked=True)
        at = connection.execute(locked).first()
        if at is None:
            return None
        row = connection.execute(select(webhooks).where(webhooks.c.webhook_id == webhook_id)).one()
        until = min(at.seq, row.position + STEP)
        deliveries = list(_deliveries(store, connection, row, until, now))
        insert_new(connection, webhook_deliveries, deliveries)
        step = update(webhooks).where(webhooks.c.webhook_id == webhook_id)
        connection.execute(step.values(position=until))
    return len(deliveries)


def _deliveries(
    store: Store, connection: Connection, row: Row[Any], until: int, now: datetime
) -> Iterator[dict[str, Any]]:
    webhook: Webhook = webhook_of(row)
    entries = (
        select(log.c.hash, log.c.entry)
        .where(
            log.c.chain == webhook.chain,
            log.c.seq > webhook.position,
            log.c.seq <= until,
            log.c.kind.in_(kinds_behind(webhook.types)),
        )
        .order_by(log.c.seq)
    )
    for entry in connection.execute(entries):
        for event in events_of(entry.entry):
            if event.type in webhook.types:
                # Of the entry's hash, not of its number: behind a backup that was restored numbers
                # come again, and a receiver would pass over what it takes for a second call.
                told = ("event", webhook.chain, entry.hash, str(event.number))
                name = store.secret.mac(*told).hex()
                yield {
                    "webhook_id": webhook.webhook_id,
                    "message_id": f"msg_{name[:32]}",
                    "type": event.type,
                    "at": instant_from(event.at),
                    "body": event.body,
                    **begun(now),
                }
