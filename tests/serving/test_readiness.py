"""Readiness: a part that cannot answer is seen, also one that fails without a word."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import Context, Guard
from service.deciding.composing import GuardLike
from service.readiness import harmless_words
from service.serving import Readiness, Service
from service.store.errors import StoreUnavailable
from service.wiring import the_guard
from tests.doubles import BrokenGuard, ScriptedGuard, altered
from tests.stores import World


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough: the store's own fault is in `test_faults.py`."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'bedside.db')}"


Ready = Callable[[], Readiness]


def asked_of(world: World, guard: GuardLike) -> Ready:
    return Service(world.store, world.service.release, guard, world.clock).ready


@pytest.fixture
def ready(world: World, guard: Guard) -> Ready:
    """Asks a service with the real guard."""
    return asked_of(world, guard)


def broken(*_: Any) -> Any:
    raise RuntimeError("out of order")


def test_a_guard_that_reads_is_ready_each_time(ready: Ready) -> None:
    assert [ready().faults for _ in range(3)] == [(), (), ()]


def test_a_guard_that_cannot_read_text_is_seen_although_it_read_before(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready().ready
    monkeypatch.setattr("guardrails.guard.read", broken)
    assert ready().faults == ("guard: it refuses harmless words (GU-01)",)
    monkeypatch.undo()
    assert ready().ready


def test_a_guard_that_cannot_read_a_persons_words_is_seen_although_it_read_before(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready().ready
    monkeypatch.setattr("guardrails.urgency.read_text", broken)
    assert ready().faults == ("guard: it takes harmless words for a call for help",)


def test_an_encoder_that_fails_is_seen_although_it_read_before(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps what it read of a sentence, whatever numbers stand in it."""
    assert ready().ready
    monkeypatch.setattr("guardrails.encoder.encoder.Encoder._answers", broken)
    assert ready().faults == ("guard: it refuses harmless words (GU-01)",)


@pytest.mark.parametrize(
    ("guard_that", "fault"),
    [
        (BrokenGuard(), "guard: RuntimeError"),
        (
            ScriptedGuard(refuses=lambda text, context: True),
            "guard: it refuses harmless words (XX-01)",
        ),
    ],
)
def test_any_guard_that_would_let_nothing_out_is_not_ready(
    world: World, guard_that: GuardLike, fault: str
) -> None:
    assert asked_of(world, guard_that)().faults == (fault,)


@pytest.mark.parametrize("zone", ["America/Chicago", "Pacific/Auckland"])
def test_a_release_ends_with_the_last_day_where_the_library_is(
    world: World, guard: Guard, zone: str
) -> None:
    """As for decisions; in UTC it is the next day by then, or still the last one."""
    release = world.service.release
    last = max(stamp.until for stamp in release.stamps.values())
    there = altered(release, settings=release.settings.model_copy(update={"zone": zone}))
    end = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    asked = Service(world.store, there, guard, world.clock).ready
    for past, ready in ((-timedelta(hours=1), True), (timedelta(hours=1), False)):
        world.clock.at = end + past
        assert asked().ready is ready


def test_every_fault_is_told_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(_: object) -> None:
        raise StoreUnavailable("the store does not answer", 2)

    monkeypatch.setattr("service.store.store.Store.check", down)
    world.clock.at += timedelta(days=20_000)
    assert asked_of(world, BrokenGuard())().faults == (
        "store: the store does not answer",
        "guard: RuntimeError",
        "release: every approval in it has ended",
    )


@settings(max_examples=200, deadline=None)
@given(trial=st.integers(min_value=0))
def test_no_trial_has_words_that_a_rule_stops(trial: int) -> None:
    assert the_guard().check(harmless_words(trial), Context()).findings == ()


def test_each_trial_has_words_that_a_guard_has_not_kept() -> None:
    assert len({harmless_words(trial) for trial in range(200_000)}) == 200_000
