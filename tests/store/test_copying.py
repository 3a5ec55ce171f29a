"""A store is copied whole, to the other kind of database too, and goes on there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.domain.standing import OptOut
from service.errors import BedsideError
from service.store.changes import opt_out
from service.store.checking import check_store
from service.store.copying import copy_to
from service.store.engines import open_engine
from service.store.opening import open_store
from service.store.pseudonyms import LIVE, Person
from service.store.schema import log, metadata
from service.store.store import Store
from tests.factories import NOW
from tests.stores import SECRET, new_database


def filled(store: Store, count: int) -> None:
    for number in range(count):
        person = Person(LIVE, "known", f"p-{number}")
        opt_out(store, person, OptOut(at=NOW, channel="sms"), "portal", NOW)


def copied(store: Store, url: str) -> int:
    target = open_engine(url)
    try:
        return copy_to(store, target, "there")
    finally:
        target.dispose()


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
