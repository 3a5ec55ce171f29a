"""Statements that SQLite and PostgreSQL both know but spell through different constructs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, literal
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, and leave alone those that are there already."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(sqlite_insert(table).on_conflict_do_nothing(), list(rows))
    else:
        connection.execute(postgres_insert(table).on_conflict_do_nothing(), list(rows))


def upsert(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *keys: str
) -> None:
    """Insert rows, and overwrite those that are there under the same keys."""
    if not rows:
        return
    make = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    statement = make(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=changed), list(rows)
    )


def insert_one(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless it is there already; whether it was new."""
    make = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    # Row counts of inserts differ between drivers; a returned row does not.
    statement = make(table).on_conflict_do_nothing().values(row).returning(literal(1))
    return connection.execute(statement).first() is not None
