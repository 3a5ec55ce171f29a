"""Engines for the two databases: pragmas, time limits, and transactions that mean what they say."""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from service.errors import BedsideError

#: Milliseconds that a writer waits for another before it gives up.
BUSY_MS = 5000

#: Milliseconds after which PostgreSQL ends a statement, but for those that `without_end` is for.
STATEMENT_MS = 30_000

#: Seconds between two tries to become the one writer of an SQLite file.
_TURN = 0.001

#: Execution option of a connection whose transaction takes the write lock when it begins.
WRITES = "bedside_writes"

_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA journal_mode=WAL",
    # FULL: a commit is on the disk before its answer leaves, power cuts included. Commits are
    # shared by all calls that wait, so its price is paid once for many.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is erased is overwritten, not only unlinked
    "PRAGMA temp_store=MEMORY",
    # 32 MB of pages: with the default 2 MB a decision read ten of them anew from the file.
    "PRAGMA cache_size=-32768",
    # Pages of its journal (32 MB) before they move into the file: the busy ones are written anew
    # by every batch, and move once instead of thirty times. What is committed is in the journal.
    "PRAGMA wal_autocheckpoint=8000",
)


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql+psycopg://...`. Raises `BedsideError`."""
    address = address_of(url)
    if address is None:
        raise _refused("it is not a database address", "write sqlite:///FILE")
    match address.get_backend_name():
        case "sqlite":
            return _sqlite(address)
        case "postgresql":
            return _postgres(address)
        case _:
            raise _refused(
                "this database is not supported", "use sqlite:///FILE or postgresql://HOST/NAME"
            )


def address_of(url: str) -> URL | None:
    """The parts of an address; None for what is none, a port that is no number among them."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        return None


def _sqlite(address: URL) -> Engine:
    if not address.database or address.database == ":memory:":
        raise _refused("a store in memory would lose what it acknowledged", "name a file")
    file = Path(address.database)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Its journal files take their rights from it.
        file.touch(mode=0o600)
    except OSError as error:
        raise BedsideError.at(
            str(file.parent),
            "D102",
            f"cannot be made ({error.strerror})",
            "set BEDSIDE_DATA to a folder that can be written",
        ) from None
    engine = _engine(
        address.set(drivername="sqlite"),  # `sqlite+other:` would ask for another driver
        # The connection given back last is taken first: its pages are the freshest. Taken by
        # turns, each would find that others had written, and read all its pages anew.
        pool_use_lifo=True,
        connect_args={"check_same_thread": False, "cached_statements": 256},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        del record
        connection.isolation_level = None  # the driver must not begin transactions by itself
        cursor = connection.cursor()
        for pragma in _SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            _take_write_lock(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _take_write_lock(connection: Connection) -> None:
    """Begin a writing transaction, asking again every millisecond or so until it is our turn.

    SQLite's own wait asks ever more rarely, up to ten times a second, and starves processes while
    others write one transaction after another.
    """
    cursor: Any = connection.connection.cursor()
    until = time.monotonic() + BUSY_MS / 1000
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    # Through SQLAlchemy, so that it is told as one of its errors.
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                    return
                time.sleep(_TURN * (0.5 + random.random()))  # noqa: S311 - no secret is made of it
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.close()


def _postgres(address: URL) -> Engine:
    # What the address asks of the server goes with ours, and behind it, where it wins; what is
    # given besides an address would take its place.
    given = address.query.get("options", "")
    options = [f"-c lock_timeout={BUSY_MS}", f"-c statement_timeout={STATEMENT_MS}"]
    options += [given] if isinstance(given, str) else given
    ours: dict[str, Any] = {"connect_timeout": 5, "fallback_application_name": "bedside"}
    return _engine(
        # `postgresql://` alone would ask for another driver.
        address.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        pool_size=4,
        max_overflow=8,
        pool_timeout=5,
        connect_args={
            **{name: value for name, value in ours.items() if name not in address.query},
            "options": " ".join(options),
        },
    )


def without_end(connection: Connection) -> None:
    """Let statements of this transaction take as long as they need: those that go through whole
    tables do, and no call waits for them. SQLite ends none anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def as_it_was(connection: Connection) -> None:
    """Let a transaction that reads see what its first statement saw, to its end, however long. Said
    first of all. SQLite's do so anyway; on PostgreSQL each statement would see what others wrote
    before it, and a log that is cut meanwhile would look as if entries had been taken out.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        without_end(connection)


def _engine(address: URL, **options: Any) -> Engine:
    try:
        return create_engine(address, **options)
    except (ArgumentError, ValueError, TypeError):
        raise _refused("a part of it does not fit", "write it without options") from None


def _refused(what: str, fix: str) -> BedsideError:
    # The address is not shown: it may hold a password.
    return BedsideError.at("BEDSIDE_DATABASE_URL", "D101", what, fix)
