"""What wants somebody is told, with what to do, and nothing is changed by looking."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from service.cli import main
from service.domain.standing import OptOut
from service.examining import (
    Found,
    account_found,
    drafts_found,
    forgetting_found,
    guard_found,
    kept_found,
    release_found,
    room_found,
    store_found,
    tables_found,
)
from service.hosting import the_store
from service.library.kept import keep
from service.library.release import Release
from service.store.api_keys import create
from service.store.changes import opt_out
from service.store.checking import check_store
from service.store.errors import StoreUnavailable
from service.store.opening import open_store
from service.store.pseudonyms import LIVE, Person
from service.store.rows import insert_new
from service.store.schema import REVISION, answers, chains, secrets, webhooks
from service.store.secret import parse_secret
from service.store.store import Store
from service.webhooks.registering import add, disable
from tests.doubles import ScriptedGuard, altered
from tests.editing.conftest import LIBRARY
from tests.factories import NOW
from tests.stores import SECRET, new_database

DAY, YEARS = timedelta(days=1), timedelta(days=2190)


def state(found: Iterator[Found]) -> dict[str, str]:
    """What was found of each part, at its worst."""
    worst: dict[str, str] = {}
    for one in found:
        assert one.do or one.state == "well"
        if ("well", "look", "no").index(one.state) >= ("well", "look", "no").index(
            worst.get(one.part, "well")
        ):
            worst[one.part] = one.state
    return worst


def found_now(store: Store) -> dict[str, str]:
    """Of a store at the tests' own time; its server has another."""
    found = state(store_found(store, NOW))
    found.pop("clock", None)
    return found


def test_places_that_go_before_a_cap_has_counted_them_are_told(release: Release) -> None:
    assert list(forgetting_found(release, timedelta(days=400), YEARS)) == []
    (found,) = forgetting_found(release, timedelta(days=3), YEARS)
    assert found.state == "no"
    longest = found.do.split(" to ")[1].removesuffix(" or more")
    assert found.said == (
        f"taken places and events go after 3 days, and are asked for {longest} back"
    )
    kept = timedelta(days=int(longest.split()[0]))
    assert list(forgetting_found(release, kept, YEARS)) == []
    assert list(forgetting_found(release, kept - timedelta(hours=1), YEARS))


def test_the_week_of_who_chose_a_limit_is_asked_for_where_no_trigger_and_no_cap_is(
    release: Release,
) -> None:
    rules = release.settings.model_copy(update={"caps": (), "near_repeats": ()})
    bare = altered(release, settings=rules, triggers={})
    assert list(forgetting_found(bare, timedelta(days=7), YEARS)) == []
    (found,) = forgetting_found(bare, timedelta(days=6), YEARS)
    assert found.do == "set BEDSIDE_KEEP_EVENTS to 1 week or more"


def test_a_log_that_goes_before_its_links_are_followed_is_told(release: Release) -> None:
    """A stop is found by the place that its message took, too."""
    for places, lost in ((YEARS, "why a message came"), (30 * DAY, "the links in messages")):
        *_, found = forgetting_found(release, places, 30 * DAY)
        said = f"the log goes after 30 days, and {lost} with it"
        assert (found.state, found.said) == ("look", said)


def test_a_store_that_is_well(store: Store) -> None:
    create(store, "gateway", frozenset({"decide"}), NOW)
    add(store, "crm", "https://hooks.example.org/in", (), LIVE, NOW)
    assert found_now(store) == dict.fromkeys(("store", "keys", "tidying", "webhooks"), "well")


def test_what_wants_somebody_is_told(store: Store) -> None:
    add(store, "crm", "https://hooks.example.org/in", (), LIVE, NOW)
    disable(store, "crm", NOW)
    with store.writing() as connection:
        kept: dict[str, object] = {
            "id": "a",
            "recipient_key": "k",
            "receipt_id": "r",
            "outcome": "send",
        }
        kept |= {"kept_until": NOW - timedelta(days=3), "sealed": b""}
        insert_new(connection, answers, [kept])
    assert found_now(store) == {
        "store": "no",  # an answer without its decision in the log
        "keys": "look",
        "tidying": "look",
        "webhooks": "look",
    }
    add(store, "esp", "https://hooks.example.org/in", (), LIVE, NOW)
    with store.writing() as connection:
        named = webhooks.c.name == "esp"
        connection.execute(update(webhooks).where(named).values(failing_since=NOW))
    (_, failing) = [one for one in store_found(store, NOW) if one.part == "webhooks"]
    assert failing.said == "`esp`: 0 waiting; failing since 2026-11-24 16:00"


def test_a_clock_beside_the_servers_is_told(postgres: str, tmp_path: Path) -> None:
    there = open_store(new_database(postgres), tmp_path, SECRET, NOW)
    clock = next(store_found(there, NOW))  # before what may take minutes
    assert (clock.state, clock.do) == ("look", "set both right (NTP); see docs/operating.md")
    there.close()


def test_a_secret_that_is_not_given_or_not_in_use_is_told(store: Store) -> None:
    who = Person(LIVE, "known", "patient-1")
    assert opt_out(store, who, OptOut(channel="email", at=NOW), "portal", NOW)
    other = Store(store.engine, parse_secret(SECRET[::-1], "BEDSIDE_SECRET"))
    missing, made = [one for one in store_found(other, NOW) if one.part == "secret"]
    assert (missing.state, made.state) == ("no", "no")
    assert missing.said.startswith("1 recipient and 0 kept stops")
    both = Store(store.engine, parse_secret(f"{SECRET[::-1]} {SECRET}", "BEDSIDE_SECRET"))
    unused, older = [one for one in store_found(both, NOW) if one.part == "secret"]
    assert (unused.state, older.state) == ("look", "well")
    with store.reading() as connection:
        assert len(connection.execute(select(secrets)).all()) == 1  # looking put none in use


def test_a_secret_that_the_next_start_refuses_is_told_before_it(store: Store) -> None:
    """With no recipient yet nothing would be missed, and it does not open all the same."""
    other = Store(store.engine, parse_secret(SECRET[::-1], "BEDSIDE_SECRET"))
    (made,) = [one for one in store_found(other, NOW) if one.part == "secret"]
    assert (made.state, made.said) == (
        "no",
        "the store was made with another one, and does not open",
    )


def test_a_store_of_which_the_first_start_was_cut_short(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(chains))
    assert "2 chains without their head" in check_store(store)
    with store.writing() as connection:
        connection.execute(delete(secrets))
    assert found_now(store) == {"store": "look"}


def test_a_store_that_may_only_be_read_is_told(store: Store) -> None:
    only_read = (
        "PRAGMA query_only=ON" if store.is_sqlite else "SET default_transaction_read_only=on"
    )
    with store.engine.connect() as connection:
        connection.exec_driver_sql(only_read)
        connection.commit()  # for all that the connection, given back, is taken for
    with pytest.raises(StoreUnavailable, match="the store may only be read"):
        list(store_found(store, NOW))


@pytest.mark.parametrize(
    ("revision", "is_"), [(REVISION, "well"), ("r0001", "look"), ("r9999", "no")]
)
def test_tables_of_another_version_are_told(revision: str, is_: str) -> None:
    assert tables_found(revision).state == is_


@pytest.mark.parametrize(("megabytes", "is_"), [(5000, "well"), (1999, "look"), (99, "no")])
def test_a_disk_that_fills_is_told(megabytes: int, is_: str) -> None:
    assert room_found(megabytes * 1_000_000).state == is_


def test_another_account_opens_no_store() -> None:
    assert (account_found(7, 7).state, account_found(7, 0).state) == ("well", "no")


def test_a_release_that_ends_is_told(release: Release) -> None:
    first = min(stamp.until for stamp in release.stamps.values())
    last = max(stamp.until for stamp in release.stamps.values())
    days = (date(2026, 11, 24), first - timedelta(days=13), last + timedelta(days=1))
    assert [release_found(release, day).state for day in days] == ["well", "look", "no"]


def test_a_draft_that_is_left_out_with_a_fault_is_told(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(LIBRARY, "library")
    email = Path("library/content/heart/walking/en-US/email.md")
    email.write_text(email.read_text().replace("come along.", "come with {{ friend }}."))
    monkeypatch.setenv("BEDSIDE_LIBRARY", "library")
    capsys.readouterr()
    assert main(["doctor"]) == 0
    printed = capsys.readouterr()
    assert "\nLOOK  drafts    left out module:heart/walking: approval lacking:" in printed.out
    assert "L371 nobody declares the variable `friend`; and 1 more\n" in printed.out
    assert printed.err == ""
    assert drafts_found(["left out x", "left out y"]).said == "left out x; and 1 more"


def test_a_kept_copy_that_was_altered_is_told(
    installation: Path, capsys: pytest.CaptureFixture[str], release: Release
) -> None:
    """As somebody runs it before an audit, and not when a message's words are already wanted."""
    place = keep(release, installation)
    capsys.readouterr()
    assert main(["doctor"]) == 0
    assert "\nok    kept " in capsys.readouterr().out
    place.write_bytes(place.read_bytes()[:-9])
    (place.parent / "notes.json").write_text("{}")
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    before, _, named = told.partition("altered or damaged, so that they prove nothing: ")
    assert before.endswith("\nLOOK  kept      ")
    assert named.startswith(f"{release.hash[:12]}\n")  # another file in the folder is no copy
    assert kept_found([str(number) for number in range(5)]).said.endswith(": 0, 1, 2 and 2 more")


def test_a_guard_that_stops_harmless_words_is_told() -> None:
    assert guard_found(ScriptedGuard(refuses=lambda *_: True)).state == "no"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an installation that nobody set anything of."""
    monkeypatch.chdir(tmp_path)
    the_store.cache_clear()
    assert main(["store", "migrate"]) == 0
    the_store().close()
    the_store.cache_clear()
    yield tmp_path / ".bedside"
    the_store.cache_clear()


def test_the_command_says_it_part_by_part(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "\nok    tables    at revision r" in said
    assert "\nLOOK  keys      0 for real recipients\n                do: `bedside keys" in said
    assert main(["doctor", "--format", "json"]) == 0
    assert {one["part"] for one in json.loads(capsys.readouterr().out)} == {
        "release", "guard", "room", "kept", "account", "tables", "store", "keys", "tidying",
    }  # fmt: skip


def test_looking_changes_nothing(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before an upgrade by the new version, or where the secret or the database is missing."""
    with sqlite3.connect(installation / "bedside.db") as file:
        file.execute("UPDATE alembic_version SET version_num = 'r0006'")
    assert main(["doctor"]) == 0
    assert "LOOK  tables    at revision r0006; the first start" in capsys.readouterr().out
    with sqlite3.connect(installation / "bedside.db") as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchone() == ("r0006",)
        file.execute("UPDATE alembic_version SET version_num = ?", (REVISION,))
    (installation / "secret").unlink()
    assert main(["doctor"]) == 1
    assert "D106 the store's secret is not there" in capsys.readouterr().out
    assert not (installation / "secret").exists()
    monkeypatch.setenv("BEDSIDE_DATA", "elsewhere")
    assert main(["doctor"]) == 1
    assert not Path("elsewhere").exists()


def test_the_store_of_another_account_is_not_opened(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: installation.stat().st_uid + 1)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "NO    account   the data folder is another account's" in said
    assert "tables" not in said


def test_a_file_that_an_address_names_is_its_accounts_too(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEDSIDE_DATABASE_URL", f"sqlite:///{installation / 'bedside.db'}")
    monkeypatch.setenv("BEDSIDE_DATA", "elsewhere")
    monkeypatch.setattr(os, "geteuid", lambda: installation.stat().st_uid + 1)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "NO    account   the data folder is another account's" in said
    assert "\nok    room" in said


def test_a_folder_that_lets_nobody_look_is_told(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Path.stat

    def refuses(path: Path, **options: bool) -> os.stat_result:
        if ".bedside" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied")
        return looked(path, **options)

    monkeypatch.setattr(Path, "stat", refuses)
    assert main(["doctor"]) == 1
    assert "NO    tables    .bedside D102 cannot be looked into (Permission denied)" in (
        capsys.readouterr().out
    )
