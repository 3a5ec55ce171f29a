"""Copies a whole store to an empty database, of the same kind or the other: every row or none.

Nothing is read as what it means: pseudonyms, seals and the log's chain stay as they are, so the
copy is opened with the same secret and its log proves itself as before.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from service.errors import BedsideError, Problem
from service.store.migrating import migrate
from service.store.schema import metadata
from service.store.store import Store

_AT_ONCE = 1000


def copy_to(store: Store, target: Engine, place: str) -> int:
    """Fill an empty database with what a store holds; how many rows. `place` is what messages call
    the target. Raises `BedsideError` where it holds something already, `StoreUnavailable`."""
    migrate(target)
    other = Store(target, store.secret)
    with store.reading() as source, other.writing() as connection:
        if any(_count(connection, table) for table in metadata.sorted_tables):
            what, fix = "the database to copy to holds something already", "give an empty one"
            raise BedsideError([Problem(place, 0, 0, "D109", what, fix)])
        for table in metadata.sorted_tables:
            for rows in _rows(source, table):
                connection.execute(insert(table), rows)
            _count_on(connection, table)
        return sum(_count(connection, table) for table in metadata.sorted_tables)


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    found = connection.execution_options(yield_per=_AT_ONCE).execute(select(table))
    for part in found.mappings().partitions():
        yield [dict(row) for row in part]


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows behind the copied ones; SQLite does so by itself."""
    own = table.autoincrement_column
    if own is None or connection.dialect.name != "postgresql":
        return
    named = {"table": table.name, "column": own.name}
    numbers = "pg_get_serial_sequence(:table, :column)"
    if connection.execute(text(f"SELECT {numbers}"), named).scalar() is None:
        return
    last = connection.execute(select(func.max(own))).scalar()
    if last is not None:
        connection.execute(text(f"SELECT setval({numbers}, :last)"), named | {"last": last})
