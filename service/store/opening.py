"""Opens the store of an installation: address, secret, tables; ready to use or a clear refusal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from stat import S_ISREG

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from service.errors import BedsideError
from service.store.chain import GENESIS, seal, seal_anew
from service.store.elsewhere import schema_with
from service.store.engines import address_of, open_engine
from service.store.errors import StoreUnavailable
from service.store.migrating import at_revision, migrate, unopenable
from service.store.pseudonyms import LIVE, SANDBOX
from service.store.rotation import let_go
from service.store.rows import insert_new
from service.store.schema import chains, secrets
from service.store.secret import Secret, parse_secret, secret_in
from service.store.store import Store

DATABASE_FILE, SECRET_FILE = "bedside.db", "secret"


def address_in(data: Path) -> str:
    """The address of the embedded database in a folder."""
    return f"sqlite:///{data / DATABASE_FILE}"


def file_of(url: str | None, data: Path) -> Path | None:
    """The file of an embedded database; None where a server has it, or the address is none."""
    address = address_of(url or address_in(data))
    if address is None or address.get_backend_name() != "sqlite":
        return None
    return Path(address.database or "")


def place_of(url: str | None, data: Path) -> str:
    """What messages call a database: its file, or its server and name, never a user or password."""
    if (file := file_of(url, data)) is not None:
        return str(file.absolute())
    address = address_of(url or address_in(data))
    if address is None:
        return "BEDSIDE_DATABASE_URL"
    host = address.host or address.query.get("host", "")
    server = ",".join(host) if isinstance(host, tuple) else host
    return f"{address.get_backend_name()}://{server}/{address.database or ''}"


def open_store(
    url: str | None, data: Path, secret: str | None, now: datetime, *, make: bool = True
) -> Store:
    """The store at `url`, or the embedded one in the folder `data`, its tables up to date.

    Raises `BedsideError` when it cannot be opened, holds the work of another secret, or is not
    there and shall not be made.
    """
    _expect_shared(url, secret)
    if not make:
        revision_at(url, data)
    engine = open_engine(url or address_in(data))
    keys = parse_secret(secret, "BEDSIDE_SECRET") if secret else secret_in(data / SECRET_FILE)
    store = Store(engine, keys)
    try:
        migrate(engine)
        _recognise(store, now)
    except StoreUnavailable as error:
        store.close()
        fix = "check BEDSIDE_DATABASE_URL, or BEDSIDE_DATA and the room on its disk"
        raise BedsideError.at("store", "D102", error.what, fix) from None
    except BedsideError:
        store.close()
        raise
    return store


def look_into(url: str | None, data: Path, secret: str | None) -> Store:
    """The store as it is, to look at: nothing is made, brought up to date or put in use.

    Raises `BedsideError` where it is not there, or its secret is not.
    """
    _expect_shared(url, secret)
    revision_at(url, data)
    file = data / SECRET_FILE
    if secret is None and not _is_there(file):
        what, fix = "the store's secret is not there", "put it back from its backup"
        raise BedsideError.at(str(file), "D106", what, fix)
    keys = parse_secret(secret, "BEDSIDE_SECRET") if secret else secret_in(file)
    return Store(open_engine(url or address_in(data)), keys)


def _expect_shared(url: str | None, secret: str | None) -> None:
    """Raises `BedsideError` for a PostgreSQL without a secret that is given."""
    address = address_of(url) if url else None
    if secret is None and address is not None and address.get_backend_name() == "postgresql":
        what = "replicas that share a database must share a secret"
        fix = "set BEDSIDE_SECRET, the same for every replica (`openssl rand -hex 32` makes one)"
        raise BedsideError.at("BEDSIDE_SECRET", "D103", what, fix)


def revision_at(url: str | None, data: Path) -> str:
    """The revision of Bedside's tables in a database; nothing is made or brought up to date.

    Raises `BedsideError` where there are none, and where the address leads nowhere.
    """
    file = file_of(url, data)
    if file is None or _is_there(file):
        engine = open_engine(url or address_in(data))  # it says what is wrong with an address
        try:
            if (revision := at_revision(engine)) is not None:
                return revision
        except DBAPIError as error:
            raise unopenable(error) from None
        finally:
            engine.dispose()
    what = "there is no database here yet, and this command makes none"
    setting = "BEDSIDE_DATABASE_URL leads" if url else "BEDSIDE_DATA or BEDSIDE_DATABASE_URL leads"
    fix = f"run it where the service runs, or see where {setting}"
    raise BedsideError.at(place_of(url, data), "D108", what, fix)


def _is_there(file: Path) -> bool:
    """Raises `BedsideError` where its folder does not let this account look."""
    try:
        return S_ISREG(file.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        what = f"cannot be looked into ({error.strerror})"
        fix = "run it as the account of the service, or mend the folder's rights"
        raise BedsideError.at(str(file.parent), "D102", what, fix) from None


def _recognise(store: Store, now: datetime) -> None:
    """Begin the chains of a new store; refuse one with rows under a secret not given."""
    ours = store.secret.checks
    with store.reading() as connection:
        known = set(connection.execute(select(secrets.c.check)).scalars())
        elsewhere = None if known else schema_with(connection, ours)
    if elsewhere is not None:
        what = f"this one is new, and one under the same secret lies in the schema `{elsewhere}`"
        fix = (
            f"set the search_path of the address to `{elsewhere}`, or give a new store a new secret"
        )
        raise BedsideError.at("BEDSIDE_DATABASE_URL", "D110", what, fix)
    if known and not known & set(ours):
        what = "the store was made with another secret; every opt-out in it would be missed"
        fix = "give the secret that it was made with, behind a new one if you like"
        raise BedsideError.at("BEDSIDE_SECRET", "D106", what, fix)
    if ours[0] not in known:
        with store.writing() as connection:
            insert_new(connection, secrets, [{"check": ours[0], "since": now}])
            beginnings = [_beginning(store.secret, name) for name in (LIVE, SANDBOX)]
            insert_new(connection, chains, beginnings)
            for name in (LIVE, SANDBOX):
                seal_anew(connection, store.secret, name)
    if not known <= set(ours):
        with store.writing() as connection:
            let_go(connection, store.secret)


def _beginning(secret: Secret, chain: str) -> dict[str, str | int]:
    return {
        "chain": chain,
        "seq": 0,
        "hash": GENESIS,
        "seal": seal(secret, chain, 0, GENESIS),
        "base_seq": 0,
        "base_hash": GENESIS,
    }
