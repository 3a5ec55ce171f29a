"""What breaks under a service, done for real: crowds, kills, a full disk, a clock that jumps."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from service.serving import Addressee, StoreUnavailable
from service.store.checking import check_store
from service.store.opening import open_store
from service.store.proving import verify
from service.store.pseudonyms import LIVE
from tests.factories import NOW, make_signal
from tests.stores import SECRET, World, new_database

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bedside.db'}"
    return new_database(request.getfixturevalue("postgres"))


def run(*arguments: str) -> dict[str, object]:
    """A fault script in a Python of its own, since it forks."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_crowd_at_one_recipient_takes_exactly_the_places_there_are(empty_url: str) -> None:
    result = run("tests.faults.burst_store", "--url", empty_url, "--calls", "1000")
    assert result["calls"] == 1000
    assert result["sends"] == 3
    assert (result["chain_valid"], result["faults"]) == (True, [])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("synchronous", ["FULL", "OFF"])
def test_the_power_fails_and_no_answer_is_missing(synchronous: str) -> None:
    """With FULL, as the store is opened. OFF shows that a loss would be found."""
    result = run(
        "tests.faults.power_store", "--cuts", "25", "--synchronous", synchronous, "--calls", "160"
    )
    assert result["answers"] == 160
    if synchronous == "OFF":
        assert result["lost"] > 0
        return
    assert result["checkpoints"] > 0
    assert (result["lost"], result["broken"]) == (0, 0)


@pytest.mark.slow
def test_one_key_over_several_processes_is_one_decision(empty_url: str) -> None:
    result = run("tests.faults.burst_store", "--url", empty_url, "--calls", "200", "--one-key")
    assert (result["calls"], result["answers"], result["sends"]) == (200, 1, 1)
    assert (result["chain_valid"], result["faults"]) == (True, [])


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_to_kills(empty_url: str) -> None:
    result = run("tests.faults.kill_store", "--url", empty_url, "--kills", "20")
    assert result["acknowledged"] > 20
    assert result["lost"] == 0
    assert result["most_places_of_one_recipient"] <= 3
    assert (result["chain_valid"], result["faults"]) == (True, [])


def test_a_full_disk_is_said_loses_nothing_and_passes(
    tmp_path: Path, make_world: Callable[..., World]
) -> None:
    world = make_world(open_store(f"sqlite:///{tmp_path / 'b.db'}", tmp_path, SECRET, NOW))
    world.allow()
    first = world.ask()
    before = verify(world.store, LIVE).entries
    limit(world, pages=1)
    for number in range(3):
        with pytest.raises(StoreUnavailable, match="disk") as full:
            fill(world, number)
        assert full.value.retry_after == 30
    assert [failed.what for failed in world.store.trouble] == ["the disk under the store is full"]
    assert verify(world.store, LIVE).valid
    assert check_store(world.store) == []
    limit(world, pages=100_000)
    assert world.ask(signal=make_signal(id="after")).outcome == "suppress"
    assert world.ask().body == first.body
    assert verify(world.store, LIVE).entries > before


def fill(world: World, number: int) -> None:
    for more in range(200):
        world.ask(signal=make_signal(id=f"f-{number}-{more}"))


def limit(world: World, pages: int) -> None:
    """A file that may grow no more behaves as on a full disk: SQLITE_FULL."""
    from sqlalchemy import event

    engine = world.store.engine
    engine.dispose()

    @event.listens_for(engine, "connect")
    def cap(connection: object, record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")


def test_a_clock_that_steps_back_breaks_neither_cap_nor_chain(world: World) -> None:
    world.allow()
    sent = []
    for step in (0, -1, -7200, 30, -86400 * 3, 1):
        world.clock.at += timedelta(seconds=step)
        signal = make_signal(
            id=f"s{len(sent)}", subject=f"b{len(sent)}", at=world.clock.at - timedelta(minutes=5)
        )
        sent.append(world.ask(signal=signal, idempotency_key=f"k{len(sent)}"))
    assert len({answered.receipt_id for answered in sent}) == len(sent)
    assert verify(world.store, LIVE).valid
    assert check_store(world.store) == []


def test_a_place_taken_by_a_clock_that_was_ahead_still_counts(world: World) -> None:
    world.allow("education")
    world.clock.move(days=2)
    read = {"type": "article.read", "attributes": {"topic": "nutrition"}, "subject": None}
    ahead = make_signal(id="a", at=world.clock.at, **read)
    first = world.ask(signal=ahead, channel="portal")
    world.clock.move(days=-2)
    behind = make_signal(id="b", at=world.clock.at, **read)
    second = world.ask(signal=behind, channel="portal")
    assert first.outcome == "send"
    assert "frequency_cap" in second.reasons


def test_a_database_that_went_away_is_said_and_used_again_when_it_is_back(
    world: World, url: str
) -> None:
    if world.store.is_sqlite:
        pytest.skip("an SQLite file has no server to lose")
    world.allow()
    world.allow(to=Addressee("patient-2"))
    first = world.ask()
    cut_connections(world, url)
    again = world.ask(recipient="patient-2")
    assert again.outcome == "send"
    assert world.ask().body == first.body
    assert verify(world.store, LIVE).valid


def cut_connections(world: World, url: str) -> None:
    """End every connection of the service from the server's side, as a restart does."""
    from service.store.engines import open_engine

    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def test_a_store_that_is_locked_for_too_long_is_busy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not world.store.is_sqlite:
        pytest.skip("PostgreSQL has its own lock_timeout")
    monkeypatch.setattr("service.store.engines.BUSY_MS", 50)
    with world.store.writing():
        assert world.service.ready().ready  # nothing failed yet
        with pytest.raises(StoreUnavailable, match="busy"):
            world.ask()
        assert world.service.ready().faults == ("store: the store is busy",)
    assert world.ask().outcome == "suppress"
