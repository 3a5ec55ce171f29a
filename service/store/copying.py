"""Copies a whole store to an empty database, of the same kind or the other: every row or none.

Nothing is read as what it means: pseudonyms, seals and the log's chain stay as they are, so the
copy is opened with the same secret and its log proves itself as before. A copy that fails leaves
the target as it was: the tables are made in the transaction that fills them, and a new file goes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from service.errors import BedsideError
from service.store.engines import address_of, open_engine
from service.store.errors import StoreUnavailable
from service.store.migrating import migrate_within
from service.store.schema import metadata
from service.store.store import Store, unavailable

_AT_ONCE = 1000

_FIX = "check the address to copy to, its rights and its room; nothing was copied"


@contextmanager
def target_at(url: str, place: str) -> Iterator[Engine]:
    """The database to copy to, which messages call `place`. Raises `BedsideError`.

    Where the block fails, the file and folders that opening it made are gone again.
    """
    new = _new_paths(url)
    engine: Engine | None = None
    try:
        engine = _open(url, place)
        yield engine
    except BaseException:
        _close(engine)
        for path in new:
            _take_away(path)
        raise
    _close(engine)


def _open(url: str, place: str) -> Engine:
    try:
        return open_engine(url)
    except BedsideError as error:
        # It speaks of the settings, and these are of the store that is copied.
        raise BedsideError(
            replace(problem, file=place, fix=problem.fix if problem.code == "D101" else _FIX)
            for problem in error.problems
        ) from None


def _close(engine: Engine | None) -> None:
    if engine is not None:
        engine.dispose()


def _new_paths(url: str) -> list[Path]:
    """What is not there of an SQLite address: its file, and its folders, the innermost first."""
    address = address_of(url)
    if address is None or address.get_backend_name() != "sqlite" or not address.database:
        return []
    file = Path(address.database).absolute()
    if file.exists():
        return []
    beside = [file.with_name(f"{file.name}{end}") for end in ("", "-wal", "-shm")]
    return [*beside, *(folder for folder in file.parents if not folder.exists())]


def _take_away(path: Path) -> None:
    try:
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    except OSError:
        return  # it was not made, or somebody else has put something there


def copy_to(store: Store, target: Engine, place: str) -> int:
    """Fill an empty database with what a store holds; how many rows. `place` is what messages call
    the target. Raises `BedsideError` where it holds something already or cannot take the rows,
    `StoreUnavailable` where the store itself cannot be read."""
    other = Store(target, store.secret)
    with store.reading(whole=True) as source:
        try:
            with other.writing() as connection:
                return _fill(source, connection, place)
        except StoreUnavailable as error:
            raise BedsideError.at(place, "D102", error.what, _FIX) from None


def _fill(source: Connection, connection: Connection, place: str) -> int:
    migrate_within(connection)
    if any(_count(connection, table) for table in metadata.sorted_tables):
        what, fix = "the database to copy to holds something already", "give an empty one"
        raise BedsideError.at(place, "D109", what, fix)
    for table in metadata.sorted_tables:
        with closing(_rows(source, table)) as parts:
            for rows in parts:
                connection.execute(insert(table), rows)
        _count_on(connection, table)
    return sum(_count(connection, table) for table in metadata.sorted_tables)


def _rows(connection: Connection, table: Table) -> Generator[list[dict[str, object]], None, None]:
    try:
        with connection.execution_options(yield_per=_AT_ONCE).execute(select(table)) as found:
            for part in found.mappings().partitions():
                yield [dict(row) for row in part]
    except DBAPIError as error:  # of the store that is copied, so the target is not to blame
        what, fix = unavailable(error.orig).what, "nothing was copied; run `bedside store check`"
        raise BedsideError.at("store", "D102", what, fix) from None


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
