"""The store's commands, as a person at a terminal meets them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import text

from service.cli import main
from service.hosting import the_store
from service.library.kept import keep
from service.serving import Caller
from service.settings import read_settings
from service.store import importing
from service.store.errors import StoreUnavailable
from service.store.opening import place_of
from service.store.store import unavailable
from tests.factories import make_signal
from tests.stores import CALLER, SECRET, decide, make_request


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A folder with nothing in it, and no setting but where it is."""
    monkeypatch.chdir(tmp_path)
    the_store.cache_clear()
    yield
    the_store().close()
    the_store.cache_clear()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_new_installation_needs_no_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "migrate"]) == 0
    assert Path(".bedside/bedside.db").exists()
    assert said(capsys) == "at revision r0007\n"
    assert main(["store", "check"]) == 0
    assert said(capsys) == "ok\n"
    assert main(["store", "tidy"]) == 0
    assert main(["log", "verify"]) == 0
    (line,) = said(capsys).splitlines()[1:]
    assert line.startswith("ok  live chain: 0 entries, head 0000")


def test_keys_are_made_listed_rotated_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "gateway", "--scope", "decide", "--scope", "standing"]) == 0
    token = said(capsys).strip()
    assert token.startswith("bsk_")
    assert main(["keys", "list"]) == 0
    listed = said(capsys)
    assert "decide standing" in listed
    assert token.split("_", 2)[2] not in listed
    assert main(["keys", "rotate", "gateway"]) == 0
    assert said(capsys).strip() != token
    assert main(["keys", "revoke", "gateway"]) == 0
    assert main(["keys", "list", "--format", "json"]) == 0
    (key,) = json.loads(said(capsys).removeprefix("revoked\n"))
    assert key["revoked_at"] is not None
    assert main(["keys", "revoke", "gateway"]) == 2
    assert "D201" in capsys.readouterr().err
    assert main(["keys", "revoke", "gatewya"]) == 2
    assert capsys.readouterr().err == (
        f"keys D201 the key cannot be had from {Path('.bedside/bedside.db').absolute()}; "
        "there is no such key; see `bedside keys list`\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "log show r_none",
        "log verify",
        "log export",
        "keys list",
        "keys rotate gateway",
        "keys revoke gateway",
        "store check",
        "store tidy",
        "store rotate-secret",
        "webhooks send",
        "standing erase",
        "report",
    ],
)
def test_a_command_that_reads_makes_no_database(
    capsys: pytest.CaptureFixture[str], words: str
) -> None:
    assert main(words.split()) == 2
    database = Path(".bedside/bedside.db").absolute()
    assert capsys.readouterr().err == (
        f"{database} D108 there is no database here yet, and this command makes none; run it where "
        "the service runs, or see where BEDSIDE_DATA or BEDSIDE_DATABASE_URL leads\n"
    )
    assert not Path(".bedside").exists()


def test_a_file_without_tables_is_no_database_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.db"
    monkeypatch.setenv("BEDSIDE_DATABASE_URL", f"sqlite:///{file}")
    for _ in ("not there", "empty"):
        assert main(["log", "verify"]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"{file} D108 there is no database here yet")
        assert said.endswith("or see where BEDSIDE_DATABASE_URL leads\n")
        file.touch()
    assert main(["store", "migrate"]) == 0
    assert main(["log", "verify"]) == 0


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (None, "{here}/data/bedside.db"),
        ("sqlite:///x.db", "{here}/x.db"),
        ("sqlite:////srv/x.db", "/srv/x.db"),
        (
            "postgresql://me:secret@db.example.org:5432/bedside?password=secret",
            "postgresql://db.example.org/bedside",
        ),
        ("nonsense", "BEDSIDE_DATABASE_URL"),
    ],
)
def test_a_database_is_named_without_who_opens_it(
    tmp_path: Path, url: str | None, name: str
) -> None:
    assert place_of(url, Path("data")) == name.format(here=tmp_path)


def test_a_list_is_imported_and_its_bad_rows_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    good = "recipient,record,at,purpose\np,consent,2026-05-01T10:00:00Z,education\n"
    file.write_text(good)
    assert main(["standing", "import", str(file)]) == 0
    silent = capsys.readouterr()
    assert (silent.out, silent.err) == ("1 rows taken in, 0 before, 0 not\n", "")
    file.write_text(good + "jane,consent,yesterday,education\n")
    assert main(["standing", "import", str(file)]) == 2
    shown = capsys.readouterr()
    assert shown.out == "1 rows taken in, 0 before, 1 not\n"
    assert ":3:1 D302 column at: " in shown.err
    assert "jane" not in shown.err
    file.write_text("nonsense\n")
    assert main(["standing", "import", str(file)]) == 2
    assert "D301" in capsys.readouterr().err
    assert main(["standing", "import", str(tmp_path / "none.csv")]) == 2


@pytest.mark.parametrize(
    ("rows", "code"), [("p-7,opt_out,2026-05-01T10:00:00Z\n", 0), ("p-7,opt_out,soon\n", 2)]
)
def test_an_import_is_a_line_with_the_handle_of_who_gave_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, code: int
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"recipient,record,at\n{rows}")
    assert main(["standing", "import", str(file), "--by", "A Rivera"]) == 2
    assert "Rivera" not in capsys.readouterr().err
    assert main(["standing", "import", str(file), "--by", "a.rivera"]) == code
    shown = capsys.readouterr().err
    line = json.loads(shown.splitlines()[0])
    assert (line["event"], line["change"], line["by"]) == ("standing changed", "import", "a.rivera")
    assert "p-7" not in shown


def test_an_import_that_is_told_to_stop_says_how_far_it_came(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step that it is at is taken in whole; the same file goes on behind it."""
    rows = [f"p-{number},opt_out,2026-11-01T10:00:00Z" for number in range(700)]
    (tmp_path / "long.csv").write_text("\n".join(["recipient,record,at", *rows]))
    took_in = importing._take_in

    def told_meanwhile(*given: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        took_in(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_take_in", told_meanwhile)
        assert main(["standing", "import", "long.csv", "--by", "a.rivera"]) == 143
    line, told = capsys.readouterr().err.splitlines(keepends=True)
    assert json.loads(line)["by"] == "a.rivera"  # what was gone through is kept
    assert told == (
        "stopped: 500 of 700 rows were gone through and are kept; "
        "give the same file again for the rest\n"
    )
    assert main(["standing", "import", "long.csv"]) == 0
    assert said(capsys) == "200 rows taken in, 500 before, 0 not\n"
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_log_is_shown_exported_proved_and_erased_from(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make_world: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make_world(the_store())
    world.allow()
    answered = decide(world.service, CALLER, make_request(signal=make_signal()))
    assert main(["log", "show", answered.receipt_id]) == 0
    shown = said(capsys)
    assert "send on portal" in shown
    assert "live 2" in shown
    assert main(["log", "show", answered.receipt_id, "--format", "json"]) == 0
    assert json.loads(said(capsys))["entry"]["receipt_id"] == answered.receipt_id
    assert main(["log", "show", answered.receipt_id, "--words"]) == 0
    shown = said(capsys)
    assert "is not kept here: these are of the library as it is now" in shown
    place = keep(world.service.release, read_settings().data)
    place.write_text(place.read_text().replace("Getting ready", "Getting steady"))
    assert main(["log", "show", answered.receipt_id, "--words"]) == 0
    shown = said(capsys)
    assert "the copy of the release that it names was altered or damaged" in shown
    assert "these are of the library as it is now" in shown
    assert main(["log", "show", answered.receipt_id, "--words", "--format", "json"]) == 0
    words = json.loads(said(capsys))["words"]
    assert (words["exact"], words["spoiled"]) == (False, True)
    keep(world.service.release, read_settings().data)
    assert main(["log", "show", answered.receipt_id, "--words"]) == 0
    shown = said(capsys)
    assert "medical: rev.medical, 2026-11-20 to 2029-01-31" in shown
    assert f"out of the release {world.service.release.hash[:12]}" in shown
    assert "Why you received this: You booked a visit with us." in shown
    assert main(["log", "show", answered.receipt_id, "--words", "--format", "json"]) == 0
    assert json.loads(said(capsys))["words"]["exact"] is True
    nowhere = str(tmp_path / "nowhere")
    assert main(["log", "show", answered.receipt_id, "--words", "--library", nowhere]) == 2
    assert "L001 there is no such folder" in capsys.readouterr().err
    with monkeypatch.context() as patched:
        patched.setenv("BEDSIDE_LIBRARY", nowhere)
        assert main(["log", "show", answered.receipt_id, "--words"]) == 0
        shown = said(capsys)
        assert "approved                  not to be had: there is no library" in shown
        assert f"out of the release {world.service.release.hash[:12]}" in shown
        assert main(["log", "show", answered.receipt_id, "--words", "--format", "json"]) == 0
        assert json.loads(said(capsys))["words"]["approved"] is None
    assert main(["log", "show", "r_none"]) == 2
    assert capsys.readouterr().err == (
        f"log D202 the log in {Path('.bedside/bedside.db').absolute()} has no such receipt; it may "
        "have been tidied away, mistyped, or be in another database: see BEDSIDE_DATA\n"
    )
    assert main(["log", "export", "-o", str(tmp_path / "log.jsonl")]) == 0
    assert main(["log", "verify", "--file", str(tmp_path / "log.jsonl")]) == 0
    whole = (tmp_path / "log.jsonl").read_text()
    capsys.readouterr()
    assert main(["log", "export", "--from", "2026-11-24"]) == 0
    assert said(capsys) == whole
    assert main(["log", "export", "--to", "2026-11-23"]) == 0
    assert len(said(capsys).splitlines()) == 2
    assert main(["log", "export", "--from", "9999-12-31", "--to", "0001-01-01"]) == 2
    assert "--from 9999-12-31 is after --to 0001-01-01" in capsys.readouterr().err
    assert main(["log", "export", "--from", "0001-01-01", "--to", "9999-12-31"]) == 0
    capsys.readouterr()
    assert main(["log", "verify", "--file", str(tmp_path / "log.jsonl")]) == 0
    head = said(capsys).split()[-1]
    monkeypatch.setattr("click.prompt", lambda *args, **more: "patient-1")
    assert main(["standing", "erase", "--yes", "--by", "patient 1"]) == 2
    assert "patient 1" not in capsys.readouterr().err
    assert main(["standing", "erase", "--yes", "--by", "a.rivera"]) == 0
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["change"], line["by"]) == (
        "standing changed",
        "erasure",
        "a.rivera",
    )
    assert "patient-1" not in str(line)
    assert main(["standing", "erase", "--yes"]) == 1
    capsys.readouterr()
    assert main(["log", "verify", "--head", head]) == 0
    assert main(["log", "verify", "--head", "0" * 63 + "1"]) == 1
    assert "not in the log" in said(capsys)


def test_a_long_export_is_proved_without_being_held(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "log.jsonl"
    entry = {"hash": "0" * 64, "entry": {"seq": 9, "body": "x" * 1000}}
    file.write_text(f"{json.dumps(entry)}\n" * 4000, encoding="utf-8")
    tracemalloc.start()
    try:
        assert main(["log", "verify", "--file", str(file)]) == 1
        assert tracemalloc.get_traced_memory()[1] < file.stat().st_size
    finally:
        tracemalloc.stop()
    assert "and 3981 more" in said(capsys)


def test_a_proof_says_which_chain_it_is_of_and_that_there_is_another(
    capsys: pytest.CaptureFixture[str], make_world: object, tmp_path: Path
) -> None:
    world = make_world(the_store())
    trying = Caller("k_sandbox", "trying", frozenset({"decide"}), sandbox=True)
    decide(world.service, trying, make_request(signal=make_signal()))
    assert main(["log", "verify"]) == 0
    first, second = said(capsys).splitlines()
    assert first.startswith("ok  live chain: 0 entries, head ")
    assert second == (
        "    the sandbox chain has 1 entry; `bedside log verify --chain sandbox` proves it"
    )
    assert main(["log", "verify", "--chain", "sandbox"]) == 0
    (line,) = said(capsys).splitlines()
    assert line.startswith("ok  sandbox chain: 1 entry, head ")
    file = str(tmp_path / "log.jsonl")
    assert main(["log", "export", "--chain", "sandbox", "-o", file]) == 0
    assert main(["log", "verify", "--file", file]) == 0
    assert "\nok  sandbox chain: 1 entry, head " in said(capsys)
    with the_store().writing() as connection:
        connection.execute(text("UPDATE log SET entry = replace(entry, 'portal', 'postal')"))
    assert main(["log", "verify", "--chain", "sandbox"]) == 1
    assert said(capsys).startswith("NO  sandbox chain: entry 1 was changed")


def test_the_first_secret_cannot_be_dropped_while_a_stop_lies_under_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stops = Path("stops.csv")
    stops.write_text("recipient,record,at\ncrm-50,opt_out,2026-05-01T10:00:00Z\n")
    assert main(["standing", "import", str(stops)]) == 0
    assert main(["store", "rotate-secret"]) == 0
    start_anew()
    assert main(["store", "check"]) == 0
    assert said(capsys).endswith(
        "ok\n    1 recipient and 0 kept stops lie under an older secret yet: keep it\n"
    )
    secrets = Path(".bedside/secret").read_text()
    Path(".bedside/secret").write_text(secrets.splitlines()[0])
    for command in (["store", "migrate"], ["store", "check"], ["standing", "import", str(stops)]):
        start_anew()
        assert main(command) == 2
        assert "BEDSIDE_SECRET D106 1 recipient and 0 kept stops" in capsys.readouterr().err
    Path(".bedside/secret").write_text(secrets)
    start_anew()


def start_anew() -> None:
    """As the next process finds it."""
    if the_store.cache_info().currsize:
        the_store().close()
    the_store.cache_clear()


def test_the_secret_beside_the_store_can_be_rotated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "migrate"]) == 0
    assert main(["store", "rotate-secret"]) == 0
    the_store().close()
    the_store.cache_clear()
    assert main(["store", "check"]) == 0
    monkeypatch.setenv("BEDSIDE_SECRET", SECRET)
    assert main(["store", "rotate-secret"]) == 2
    monkeypatch.delenv("BEDSIDE_SECRET")
    assert SECRET not in capsys.readouterr().err


def test_a_busy_store_is_no_fault_of_bedsides_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.engines.BUSY_MS", 50)
    assert main(["keys", "create", "first", "--scope", "decide"]) == 0
    stops = Path("stops.csv")
    stops.write_text("recipient,record,at\ncrm-50,opt_out,2026-05-01T10:00:00Z\n")
    capsys.readouterr()
    other = sqlite3.connect(".bedside/bedside.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for words in (
        "keys create z --scope decide",
        "keys rotate first",
        "webhooks add crm https://crm.example.org/hook",
        f"standing import {stops}",
        "store tidy",
    ):
        assert main(words.split()) == 2, words
        assert capsys.readouterr().err == (
            "store D102 the store is busy; nothing half written remains, so try again\n"
        )
    other.close()


def test_a_fault_of_the_driver_itself_is_told_like_any_other() -> None:
    assert main(["store", "migrate"]) == 0
    with pytest.raises(StoreUnavailable, match="full"), the_store().reading():
        raise sqlite3.OperationalError("database or disk is full")


def test_the_secret_of_a_shared_database_is_in_no_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BEDSIDE_DATABASE_URL", "postgresql://db.example.org/bedside")
    assert main(["store", "rotate-secret"]) == 2
    assert "BEDSIDE_SECRET D103 replicas that share" in capsys.readouterr().err
    assert not Path(".bedside").exists()
    monkeypatch.delenv("BEDSIDE_DATABASE_URL")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://u:p@db.example.org/bedside", "postgresql://db.example.org/bedside"),
        ("postgresql:///bedside?host=/run/db", "postgresql:///run/db/bedside"),
        ("postgresql:///bedside?host=a&host=b", "postgresql://a,b/bedside"),
    ],
)
def test_a_server_is_named_however_it_is_given(tmp_path: Path, url: str, place: str) -> None:
    assert place_of(url, tmp_path) == place


def test_a_database_that_is_not_there_is_told_apart_from_missing_tables() -> None:
    there = 'connection failed: FATAL: database "nope" does not exist'
    assert unavailable(Exception(there)).what == (
        "the server has no database of this name; create it first"
    )
    assert unavailable(Exception('relation "log" does not exist')).what == (
        "the store has no tables; run `bedside store migrate`"
    )


@pytest.mark.parametrize(
    ("said_so", "what"),
    [
        ("FATAL:  sorry, too many clients already", "the server has no connection left for"),
        ('FATAL:  too many connections for role "bedside"', "the server has no connection left"),
        (
            "FATAL:  remaining connection slots are reserved for non-replication superuser",
            "the server has no connection left for this name",
        ),
        ("FATAL:  the database system is starting up", "the server is starting, or stopping"),
        ("SSL error: certificate verify failed", "the server's TLS is not what the address asks"),
        (
            "server does not support SSL, but SSL was required",
            "the server's TLS is not what the address asks for",
        ),
        ("server closed the connection unexpectedly", "the store does not answer"),
        ("SSL connection has been closed unexpectedly", "the store does not answer"),
        ("SSL SYSCALL error: EOF detected", "the store does not answer"),
        ("SSL error: unexpected eof while reading", "the store does not answer"),
        ('to server at "ssl.example.org": Connection refused', "the store does not answer"),
        ("no schema has been selected to create in", "no schema of the address's `search_path`"),
    ],
)
def test_a_server_that_refuses_is_told_apart_from_one_that_is_away(said_so: str, what: str) -> None:
    assert unavailable(Exception(f"connection failed: {said_so}")).what.startswith(what)


def test_a_store_is_copied_to_an_empty_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "migrate"]) == 0
    said(capsys)
    assert main(["store", "copy", "sqlite:///other.db"]) == 0
    first, then = said(capsys).splitlines()
    assert first == f"3 rows copied to {Path('other.db').absolute()}"
    assert then.startswith("set BEDSIDE_DATABASE_URL to it, and BEDSIDE_SECRET to the secret of")
    assert main(["store", "copy", "sqlite:///other.db"]) == 2
    assert " D109 the database to copy to holds something already" in capsys.readouterr().err
    assert main(["store", "copy", "nonsense"]) == 2
    assert "D101" in capsys.readouterr().err
