"""Statements that SQLite and PostgreSQL both know but spell through different constructs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Table, literal, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.store.prepared import Prepared


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, and leave alone those that are there already."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(sqlite_insert(table).on_conflict_do_nothing(), list(rows))
    else:
        connection.execute(postgres_insert(table).on_conflict_do_nothing(), list(rows))


def upserting(table: Table, *keys: str) -> Prepared:
    """Inserts whole rows, and overwrites those that are there under the same keys."""
    names = [column.name for column in table.columns]

    def made(insert: Any) -> Any:
        changed = {name: insert.excluded[name] for name in names if name not in keys}
        return insert.on_conflict_do_update(index_elements=list(keys), set_=changed)

    forms = {"sqlite": made(sqlite_insert(table)), "postgresql": made(postgres_insert(table))}
    return Prepared(forms, names)


def adding(table: Table) -> Prepared:
    """Inserts rows that get a number by themselves, and leaves alone those that are there."""
    names = [column.name for column in table.columns if column.name != "id"]
    forms = {
        "sqlite": sqlite_insert(table).on_conflict_do_nothing(),
        "postgresql": postgres_insert(table).on_conflict_do_nothing(),
    }
    return Prepared(forms, names)


def renewing(table: Table, *keys: str) -> Prepared:
    """The same, but one that is there already under the same keys moves on to a later time."""
    names = [column.name for column in table.columns if column.name != "id"]

    def made(insert: Any) -> Any:
        changed = {name: insert.excluded[name] for name in names if name not in keys}
        later = table.c.at < insert.excluded.at
        return insert.on_conflict_do_update(index_elements=list(keys), set_=changed, where=later)

    forms = {"sqlite": made(sqlite_insert(table)), "postgresql": made(postgres_insert(table))}
    return Prepared(forms, names)


def keep_dated(
    connection: Connection, table: Table, row: dict[str, Any], *keys: str
) -> Literal["new", "later", "known"]:
    """`renewing` for one row, and what came of it; it takes on the later time and its source."""
    if insert_one(connection, table, row):
        return "new"
    same = [table.c[name] == row[name] for name in keys]
    later = update(table).where(*same, table.c.at < row["at"])
    moved = connection.execute(later.values(at=row["at"], source=row["source"])).rowcount
    return "later" if moved else "known"


def insert_one(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless it is there already; whether it was new."""
    make = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    # Row counts of inserts differ between drivers; a returned row does not.
    statement = make(table).on_conflict_do_nothing().values(row).returning(literal(1))
    return connection.execute(statement).first() is not None
