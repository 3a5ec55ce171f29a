"""Whether a store is sound: its schema, its file, and what its tables say of each other."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Table, exists, func, select

from service.store.migrating import differences
from service.store.pseudonyms import LIVE, SANDBOX
from service.store.schema import (
    answers,
    chains,
    log,
    recipients,
    reservations,
    webhook_deliveries,
    webhooks,
)
from service.store.store import Store


def check_store(store: Store) -> list[str]:
    """Everything that is wrong, in words; empty when nothing is. The chain has its own proof."""
    faults = [f"the tables differ from the schema: {what}" for what in differences(store.engine)]
    with store.reading(whole=True) as connection:
        if store.is_sqlite:
            found = connection.exec_driver_sql("PRAGMA quick_check").scalars()
            faults.extend(f"the file is damaged: {what}" for what in found if what != "ok")
        for what, count in _contradictions(connection):
            if count:
                faults.append(f"{count} {what}")
    return faults


def _contradictions(connection: Connection) -> Iterator[tuple[str, int]]:
    """Rows that cannot be, since what they speak of commits with them."""
    heads = {row.chain: row.base_seq for row in connection.execute(select(chains))}
    yield "chains without their head", len({LIVE, SANDBOX} - heads.keys())
    tidied = heads.get(LIVE, 0) > 0

    def without(table: Table, there: ColumnElement[bool]) -> int:
        """How many rows of a table have nothing there. (`NOT IN` would compare all with all.)"""
        query = select(func.count()).select_from(table).where(~exists().where(there))
        return int(connection.execute(query).scalar_one())

    if not tidied:
        for table, what in ((reservations, "places"), (answers, "kept answers")):
            logged = log.c.receipt_id == table.c.receipt_id
            yield f"{what} without their decision in the log", without(table, logged)
    known = recipients.c.key == reservations.c.recipient_key
    yield "places of nobody", without(reservations, known)
    registered = webhooks.c.webhook_id == webhook_deliveries.c.webhook_id
    yield "deliveries of no webhook", without(webhook_deliveries, registered)
