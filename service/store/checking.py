"""Whether a store is sound: its schema, its file, and what its tables say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from service.store.migrating import differences
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
    with store.reading() as connection:
        if store.is_sqlite:
            found = connection.exec_driver_sql("PRAGMA quick_check").scalars()
            faults.extend(f"the file is damaged: {what}" for what in found if what != "ok")
        for what, count in _contradictions(connection):
            if count:
                faults.append(f"{count} {what}")
    return faults


def _contradictions(connection: Connection) -> Iterator[tuple[str, int]]:
    """Rows that cannot be, since what they speak of commits with them."""
    newest = select(chains.c.base_seq).where(chains.c.chain == "live").scalar_subquery()
    tidied = connection.execute(select(newest)).scalar_one() > 0
    logged = select(log.c.receipt_id).where(log.c.receipt_id.is_not(None))
    known = select(recipients.c.key)

    def count(statement: Any) -> int:
        return int(connection.execute(statement).scalar_one())

    if not tidied:
        yield (
            "places without their decision in the log",
            count(
                select(func.count())
                .select_from(reservations)
                .where(reservations.c.receipt_id.not_in(logged))
            ),
        )
        yield (
            "kept answers without their decision in the log",
            count(
                select(func.count()).select_from(answers).where(answers.c.receipt_id.not_in(logged))
            ),
        )
    yield (
        "places of nobody",
        count(
            select(func.count())
            .select_from(reservations)
            .where(reservations.c.recipient_key.not_in(known))
        ),
    )
    yield (
        "deliveries of no webhook",
        count(
            select(func.count())
            .select_from(webhook_deliveries)
            .where(webhook_deliveries.c.webhook_id.not_in(select(webhooks.c.webhook_id)))
        ),
    )
