"""Migrations: the same schema up and down on both databases, once, whoever starts first."""

from __future__ import annotations

import os
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, inspect, make_url, text

from service.errors import BedsideError
from service.store import engines, migrating
from service.store.checking import check_store
from service.store.engines import open_engine
from service.store.migrating import at_revision, differences, downgrade, migrate
from service.store.opening import open_store
from service.store.schema import REVISION, metadata
from tests.factories import NOW
from tests.stores import BOTH, SECRET, new_database


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return new_database(request.getfixturevalue("postgres"))


def test_up_and_down_and_up_again(empty_url: str) -> None:
    engine = open_engine(empty_url)
    assert at_revision(engine) is None
    assert migrate(engine) is True
    assert at_revision(engine) == REVISION
    assert differences(engine) == []
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    assert migrate(engine) is False
    downgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert migrate(engine) is True
    assert differences(engine) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_the_schema_names() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "service/store/migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_of_those_that_start_at_once_one_migrates(empty_url: str, tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def start() -> None:
        try:
            open_store(empty_url, tmp_path, SECRET, NOW).close()
        except BaseException as error:  # noqa: BLE001 - the test tells
            faults.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    store = open_store(empty_url, tmp_path, SECRET, NOW)
    assert check_store(store) == []
    store.close()


@pytest.fixture
def hasty_url(postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database where a statement has 0.2 seconds, and so has a wait for a lock."""
    for module, name in ((engines, "STATEMENT_MS"), (engines, "BUSY_MS"), (migrating, "BUSY_MS")):
        monkeypatch.setattr(module, name, 200)
    return new_database(postgres)


def test_a_large_table_may_take_longer_than_a_call(hasty_url: str) -> None:
    engine = open_engine(hasty_url)
    migrate(engine)
    downgrade(engine, "r0004")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO secrets VALUES ('0123456789abcdef', now())"))
        connection.execute(
            text(
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN PERFORM pg_sleep(0.6); RETURN NULL; END$$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER slow BEFORE UPDATE ON recipients EXECUTE FUNCTION slow()")
        )
    assert migrate(engine) is True
    engine.dispose()


def test_who_waits_for_another_that_migrates_waits_until_it_is_done(hasty_url: str) -> None:
    engine = open_engine(hasty_url)
    ended = threading.Event()

    def start() -> None:
        migrate(engine)
        ended.set()

    with engine.begin() as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({migrating._LOCK})"))
        thread = threading.Thread(target=start)
        thread.start()
        assert not ended.wait(0.6)
    thread.join()
    assert at_revision(engine) == REVISION
    engine.dispose()


def test_a_check_holds_no_row_against_every_other(hasty_url: str, tmp_path: Path) -> None:
    """Asked so, PostgreSQL compares all with all as soon as the tables outgrow its memory."""
    store = open_store(hasty_url, tmp_path, SECRET, NOW)
    asked: list[str] = []
    listen = partial(event.listens_for, store.engine)

    @listen("before_cursor_execute")
    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    assert check_store(store) == []
    counts = [statement for statement in asked if "EXISTS" in statement]
    assert len(counts) == 4
    assert "SET LOCAL statement_timeout = 0" in asked
    with store.reading() as connection:
        for statement in counts:
            plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}").scalars())
            assert "Anti Join" in plan
            assert "SubPlan" not in plan
    store.close()


def test_a_store_of_a_newer_version_is_left_alone(empty_url: str, tmp_path: Path) -> None:
    open_store(empty_url, tmp_path, SECRET, NOW).close()
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(BedsideError, match="D105"):
        open_store(empty_url, tmp_path, SECRET, NOW)
    assert at_revision(engine) == "r9999"
    engine.dispose()


def test_what_the_address_asks_of_the_server_holds_beside_what_bedside_does(postgres: str) -> None:
    """A schema of one's own among others, as a shared server has them."""
    url = make_url(new_database(postgres))
    asked = {"options": "-c search_path=own -c statement_timeout=1234", "application_name": "mine"}
    engine = open_engine(url.update_query_dict(asked).render_as_string(hide_password=False))
    names = ("search_path", "lock_timeout", "statement_timeout", "application_name")
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA own"))
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]
    assert shown == ["own", "5s", "1234ms", "mine"]
    migrate(engine)
    assert "recipients" in inspect(engine).get_table_names("own")
    assert inspect(engine).get_table_names("public") == []
    engine.dispose()


def test_a_store_does_not_begin_anew_in_another_schema(postgres: str, tmp_path: Path) -> None:
    """Its stops would be missed without a word. Another installation's may lie beside it."""
    url = new_database(postgres)
    there = make_url(url).update_query_dict({"options": "-c search_path=own"})
    own = there.render_as_string(hide_password=False)
    store = open_store(url, tmp_path, SECRET, NOW)
    with store.writing() as connection:
        connection.execute(text("CREATE SCHEMA own"))
    store.close()
    for _ in range(2):
        with pytest.raises(BedsideError, match=r"D110 .* lies in the schema `public`"):
            open_store(own, tmp_path, SECRET, NOW)
    open_store(own, tmp_path, SECRET[::-1], NOW).close()
    open_store(own, tmp_path, SECRET[::-1], NOW).close()
    open_store(url, tmp_path, SECRET, NOW).close()


def test_a_server_shows_whose_connections_they_are(postgres: str) -> None:
    engine = open_engine(new_database(postgres))
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SHOW application_name").scalar() == "bedside"
    engine.dispose()


def test_check_finds_a_table_that_was_changed(empty_url: str, tmp_path: Path) -> None:
    store = open_store(empty_url, tmp_path, SECRET, NOW)
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE events ADD COLUMN extra VARCHAR(3)"))
    (fault,) = check_store(store)
    assert "extra" in fault
    store.close()


def test_nothing_set_is_an_sqlite_file_and_a_secret_beside_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    store = open_store(None, data, None, NOW)
    store.close()
    again = open_store(None, data, None, NOW)
    assert again.secret == store.secret
    again.close()
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in data.iterdir()} == {
        "bedside.db": "0o600",
        "secret": "0o600",
    }


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("nonsense", "D101"),
        ("postgresql://db.example.org:hunter2/bedside", "D101"),
        ("mysql://somewhere/x", "D101"),
        ("sqlite://", "D101"),
        ("sqlite:////proc/no/bedside.db", "D102"),
        ("postgresql://nobody:hunter2@/none?host=/nowhere", "D102"),
    ],
)
def test_an_address_that_does_not_open_is_refused_without_showing_it(
    url: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(BedsideError) as refused:
        open_store(url, tmp_path, SECRET, NOW)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert "hunter2" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bedside.db"
    file.write_text("this is a letter" * 400)
    with pytest.raises(BedsideError, match="D102"):
        open_store(f"sqlite:///{file}", tmp_path, SECRET, NOW)


def test_another_secret_is_refused_and_one_behind_a_new_one_is_known(
    empty_url: str, tmp_path: Path
) -> None:
    open_store(empty_url, tmp_path, SECRET, NOW).close()
    other = SECRET[::-1]
    with pytest.raises(BedsideError, match="D106"):
        open_store(empty_url, tmp_path, other, NOW)
    open_store(empty_url, tmp_path, f"{other} {SECRET}", NOW).close()
    open_store(empty_url, tmp_path, other, NOW).close()


@pytest.mark.parametrize("url", ["hello", "mysql://x", "postgresql://db:port/x"])
def test_an_address_is_judged_before_the_secret(url: str, tmp_path: Path) -> None:
    for make in (True, False):
        with pytest.raises(BedsideError, match="BEDSIDE_DATABASE_URL D101"):
            open_store(url, tmp_path, None, NOW, make=make)
    assert not any(tmp_path.iterdir())


def test_postgres_without_a_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BedsideError, match="BEDSIDE_SECRET D103"):
        open_store("postgresql://localhost/x", tmp_path, None, NOW)


@pytest.mark.parametrize("text_", ["", "short", f"{SECRET} short"])
def test_a_secret_that_could_be_guessed_is_refused(text_: str, tmp_path: Path) -> None:
    from service.store.secret import parse_secret

    with pytest.raises(BedsideError, match="D103") as refused:
        parse_secret(text_, "BEDSIDE_SECRET")
    assert "short" not in str(refused.value)


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    from service.store.secret import secret_in

    secret_in(tmp_path / "secret")
    os.chmod(tmp_path / "secret", 0o644)  # noqa: PTH101 - as a person would
    with pytest.raises(BedsideError, match="D104"):
        secret_in(tmp_path / "secret")
