"""A store is copied whole, to the other kind of database too, and goes on there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, insert, inspect, make_url, select, text

from service.domain.standing import OptOut
from service.errors import BedsideError
from service.store import engines
from service.store.changes import opt_out
from service.store.checking import check_store
from service.store.copying import copy_to, target_at
from service.store.engines import open_engine
from service.store.opening import open_store
from service.store.pseudonyms import LIVE, Person
from service.store.schema import imports, log, metadata
from service.store.store import Store, unavailable
from tests.factories import NOW
from tests.stores import SECRET, new_database


def filled(store: Store, count: int) -> None:
    for number in range(count):
        person = Person(LIVE, "known", f"p-{number}")
        opt_out(store, person, OptOut(at=NOW, channel="sms"), "portal", NOW)


def copied(store: Store, url: str) -> int:
    with target_at(url, "there") as target:
        return copy_to(store, target, "there")


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def test_every_row_is_in_the_copy_and_it_goes_on(store: Store, postgres: str) -> None:
    filled(store, 3)
    url = new_database(postgres)
    count = copied(store, url)
    there = open_store(url, Path(), SECRET, NOW)
    assert rows(there) == rows(store)
    assert count == sum(map(len, rows(store).values()))
    assert check_store(there) == []
    filled(there, 5)  # three of them said it before
    with there.reading() as connection:
        assert connection.execute(select(func.count()).select_from(log)).scalar() == 5
    there.close()


def test_back_to_a_file(store: Store, tmp_path: Path) -> None:
    filled(store, 2)
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    copied(store, url)
    there = open_store(url, Path(), SECRET, NOW)
    assert rows(there) == rows(store)
    there.close()


def test_a_database_with_something_in_it_is_left_alone(store: Store, tmp_path: Path) -> None:
    filled(store, 1)
    url = f"sqlite:///{tmp_path / 'other.db'}"
    other = open_store(url, Path(), SECRET, NOW)
    before = rows(other)
    with pytest.raises(BedsideError) as refused:
        copied(store, url)
    assert str(refused.value) == (
        "there D109 the database to copy to holds something already; give an empty one"
    )
    assert rows(other) == before
    other.close()


FIX = "check the address to copy to, its rights and its room; nothing was copied"


def refusal(store: Store, url: str) -> str:
    with pytest.raises(BedsideError) as refused:
        copied(store, url)
    assert "hunter2" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (
            "sqlite:///{here}/text/new/x.db",
            "there D102 cannot be made (Not a directory); " + FIX,
        ),
        ("sqlite:///{here}", "there D102 the file of the database cannot be opened; " + FIX),
        ("sqlite://me:hunter2@/x.db", "there D101 a part of it does not fit; write it without "),
        ("sqlite:///{here}/x.db?timeout=hunter2", "there D101 a part of it does not fit; "),
        ("postgresql://me:hunter2@/x?port=hunter2", "there D101 a part of it does not fit; "),
        ("mysql://me:hunter2@there/x", "there D101 this database is not supported; "),
        ("hunter2", "there D101 it is not a database address; "),
        (
            "postgresql://me:hunter2@127.0.0.1:1/x",
            "there D102 the store does not answer; " + FIX,
        ),
    ],
)
def test_a_place_that_cannot_be_opened_is_told_without_its_password(
    store: Store, tmp_path: Path, to: str, said: str
) -> None:
    (tmp_path / "text").write_text("not a folder")
    before = sorted(tmp_path.iterdir())
    assert refusal(store, to.format(here=tmp_path)).startswith(said)
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_is_no_database_stays_as_it_is(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "letter"
    file.write_bytes(b"a letter" * 600)
    assert refusal(store, f"sqlite:///{file}").startswith("there D102 the store's file is damaged")
    assert file.read_bytes() == b"a letter" * 600


@pytest.mark.parametrize("room", [20, 60], ids=["for some tables", "for some rows"])
def test_a_full_disk_leaves_no_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    with store.writing() as connection:
        many = [
            {"digest": f"{number:064}", "started_at": NOW, "done": 1, "bad": 0}
            for number in range(1000)
        ]
        connection.execute(insert(imports), many)
    pragmas = (*engines._SQLITE_PRAGMAS, f"PRAGMA max_page_count={room}")
    monkeypatch.setattr(engines, "_SQLITE_PRAGMAS", pragmas)
    new = tmp_path / "new" / "folder"
    assert refusal(store, f"sqlite:///{new / 'x.db'}") == (
        "there D102 the disk under the store is full; " + FIX
    )
    assert not new.parent.exists()
    monkeypatch.undo()
    assert copied(store, f"sqlite:///{new / 'x.db'}") > 1000


def test_a_database_that_may_only_be_read_gets_no_table(store: Store, postgres: str) -> None:
    url = new_database(postgres)
    name = make_url(url).database
    server = open_engine(postgres)
    with server.connect() as connection, connection.begin():
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only TO on"))
    server.dispose()
    said = refusal(store, url)
    assert said == "there D102 the store may only be read; " + FIX
    engine = open_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_server_refuses_and_does_not_know(store: Store, postgres: str) -> None:
    address = make_url(postgres)
    nobody = address.set(username="nobody", password="hunter2").render_as_string(False)
    assert refusal(store, nobody) == ("there D102 the server refuses this name or password; " + FIX)
    nowhere = address.set(database="nowhere", password="hunter2").render_as_string(False)
    assert refusal(store, nowhere) == (
        "there D102 the server has no database of this name; create it first; " + FIX
    )


@pytest.mark.parametrize(
    "said",
    [
        "failed to resolve host 'db': [Errno -2] Name or service not known",
        'could not translate host name "db" to address: Temporary failure in name resolution',
    ],
)
def test_a_server_that_nobody_knows_is_told_apart(said: str) -> None:
    assert unavailable(Exception(said)).what == "no server of this name is known"
