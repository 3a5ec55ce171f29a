"""Brings a store's tables to the schema of this version, at start or by `bedside store migrate`.

Of processes that start at once one migrates and the others wait. A store that a newer Bedside made
is left alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from service.errors import BedsideError
from service.store.engines import BUSY_MS, WRITES, without_end
from service.store.schema import REVISION

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).resolve().parent / "migrations"

#: Any number that nothing else on the server uses.
_LOCK = 4_033_761_204


def migrate(engine: Engine) -> bool:
    """Bring the tables up to date; whether there was anything to do. Raises `BedsideError`."""
    try:
        if at_revision(engine) == REVISION:
            return False
        with engine.connect() as connection:
            connection = connection.execution_options(**{WRITES: True})
            with connection.begin():
                return migrate_within(connection)
    except DBAPIError as error:
        raise unopenable(error) from None


def migrate_within(connection: Connection) -> bool:
    """The same within a transaction that writes, and goes back with it."""
    _lock(connection)
    if _revision(connection) == REVISION:
        return False
    _run(connection, "upgrade", REVISION)
    return True


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the tables back to an older revision. What they held is lost."""
    with engine.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})
        with connection.begin():
            _lock(connection)
            _run(connection, "downgrade", revision)


def differences(engine: Engine) -> list[str]:
    """How the tables differ from the schema, in words; empty when they do not."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from service.store.schema import metadata

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
    return [str(difference) for difference in found]


def at_revision(engine: Engine) -> str | None:
    """The revision that the tables are at; None for an empty database."""
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(revision) if revision is not None else None


def _lock(connection: Connection) -> None:
    """Wait until nobody else migrates, and let what follows take its time: a large table takes
    longer than any call may. For a table that is in use it waits as briefly as ever.
    """
    without_end(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")


def _run(connection: Connection, direction: str, revision: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = _config(connection)
    try:
        getattr(command, direction)(config, revision)
    except CommandError:
        what = "its tables were made by another version of Bedside"
        fix = "use the version that made them, or a newer one"
        raise BedsideError.at("store", "D105", what, fix) from None


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    # A percent sign in a folder's name is not a reference.
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def unopenable(error: DBAPIError) -> BedsideError:
    """A database that cannot be opened at start, without its address or password."""
    from service.store.store import unavailable

    what = unavailable(error.orig).what
    fix = "check BEDSIDE_DATABASE_URL, or BEDSIDE_DATA and the room on its disk"
    return BedsideError.at("store", "D102", what, fix)
