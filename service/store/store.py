"""An open store: its engine, its secret, and transactions that end in a commit or in nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.store import engines
from service.store.errors import StoreUnavailable
from service.store.rotation import expect_recognised
from service.store.schema import secrets
from service.store.secret import Secret


@dataclass(frozen=True, slots=True)
class Store:
    """What the functions of this package work on."""

    engine: Engine
    secret: Secret
    #: What the last writing transaction failed with, if it did; none of it goes into the store.
    trouble: list[StoreUnavailable] = field(default_factory=list, repr=False, compare=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded database, which has one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[Connection]:
        """A transaction that only reads. With `whole` it may go through whole tables for as long as
        that takes, and sees them as they were at its beginning. Raises `StoreUnavailable`.
        """
        with _translated(), self.engine.connect() as connection, connection.begin():
            if whole:
                engines.as_it_was(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits at the end of the block. Raises `StoreUnavailable`."""
        try:
            with _translated(), self.engine.connect() as connection:
                connection = connection.execution_options(**{engines.WRITES: True})
                with connection.begin():
                    yield connection
        except StoreUnavailable as unavailable:
            self.trouble[:] = [unavailable]
            raise
        self.trouble.clear()

    def close(self) -> None:
        """Let go of every connection; the next use opens new ones."""
        self.engine.dispose()

    def empty_journal(self) -> None:
        """Move what SQLite keeps in its journal into the file, so that erased bytes are gone."""
        if self.is_sqlite:
            with _translated(), self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Raise `StoreUnavailable` unless a decision could be written down now.

        It reads. Only after a write that failed does it write too, something that is there already:
        else a store on a full disk would never be found well again, for nobody would call it.
        """
        with self.reading() as connection:
            expect_recognised(connection, self.secret)
        if self.trouble:
            with self.writing() as connection:
                connection.execute(update(secrets).values(since=secrets.c.since))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeout:
        raise StoreUnavailable("every connection to the store is busy") from None
    except DBAPIError as error:
        raise unavailable(error.orig) from error
    except sqlite3.Error as error:  # of a statement that went past SQLAlchemy
        raise unavailable(error) from error


def unavailable(error: BaseException | None) -> StoreUnavailable:
    """What an operator should know of a driver's error, without its statement or values."""
    said = str(error).lower()
    if "disk is full" in said or "no space" in said:
        return StoreUnavailable("the disk under the store is full", 30)
    if "locked" in said or "lock timeout" in said or "busy" in said:
        return StoreUnavailable("the store is busy", 1)
    if "readonly" in said or "read-only" in said:
        return StoreUnavailable("the store may only be read", 30)
    if "password" in said or "pg_hba.conf" in said or ("role" in said and "not exist" in said):
        return StoreUnavailable("the server refuses this name or password", 30)
    if "too many c" in said or "connection slots" in said:  # clients, or connections for a role
        return StoreUnavailable("the server has no connection left for this name", 5)
    if "starting up" in said or "shutting down" in said or "in recovery" in said:
        return StoreUnavailable("the server is starting, or stopping", 2)
    # "SSL" alone says no more than that a connection that had it is gone.
    if (
        ("ssl error" in said and "eof" not in said)
        or "support ssl" in said
        or "certificate" in said
    ):
        return StoreUnavailable("the server's TLS is not what the address asks for", 30)
    if "permission denied" in said:
        return StoreUnavailable("the server lets this name do too little", 30)
    if any(word in said for word in ("resolve host", "translate host", "name resolution")):
        return StoreUnavailable("no server of this name is known", 30)
    if "unable to open" in said:
        return StoreUnavailable("the file of the database cannot be opened", 30)
    if "no schema has been selected" in said:
        return StoreUnavailable("no schema of the address's `search_path` is there", 30)
    if "database" in said and "does not exist" in said:
        return StoreUnavailable("the server has no database of this name; create it first", 30)
    if "no such table" in said or "does not exist" in said:
        return StoreUnavailable("the store has no tables; run `bedside store migrate`", 30)
    if "malformed" in said or "not a database" in said:
        damaged = "the store's file is damaged, or a `-wal` file of another one lies beside it"
        return StoreUnavailable(f"{damaged}; restore a backup as docs/store.md says", 300)
    return StoreUnavailable("the store does not answer", 2)
