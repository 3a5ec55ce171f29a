"""What happens to one call of a batch is its own: no stranger beside it fails with it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from guardrails import Guard
from service.calling import Answered, StoreUnavailable
from service.desk import settling
from service.desk.calls import Job
from service.desk.settling import Desk
from service.domain.rewording import RewordingRequest
from service.library.release import Release
from service.rewording.live.reworder import LiveReworder
from service.rewording.providers.scripted import ScriptedProvider
from service.serving import Addressee
from service.store.proving import verify
from service.store.pseudonyms import LIVE
from service.store.store import Store
from tests.rewording.lives import live, politely, waited
from tests.stores import World, make_request

A, B, C = "patient-a", "patient-b", "patient-c"


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough: nothing here is about SQL."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'bedside.db')}"


@dataclass
class Hall:
    """A desk on a real store, with the calls that left it until their words are there."""

    world: World
    words: LiveReworder
    left: list[tuple[Job, Sequence[RewordingRequest]]] = field(default_factory=list)

    def desk(self) -> Desk:
        return Desk(self.world.store, self.world.service._making, self._later)

    def _later(self, job: Job, missing: Sequence[RewordingRequest]) -> bool:
        self.left.append((job, missing))
        return True

    def call(self, recipient: str, channel: str = "portal") -> Job:
        self.world.allow(to=Addressee(recipient))
        return self.world.service.job(
            self.world.caller, make_request(recipient=recipient, channel=channel)
        )

    def make_words(self) -> None:
        for _, missing in self.left:
            waited(self.words, *missing)


@pytest.fixture
def hall(store: Store, make_world: Callable[..., World], release: Release, guard: Guard) -> Hall:
    """Words are made on the spot for e-mails alone."""
    words = live(
        release,
        guard,
        ScriptedProvider(politely),
        may=lambda request: request.rendition.channel == "email",
    )
    return Hall(make_world(store, words), words)


def fails_once(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The next batch that takes the lock meets an error."""
    real, errors = settling.lock_head, [error]

    def lock(*given: Any) -> Any:
        if errors:
            raise errors.pop()
        return real(*given)

    monkeypatch.setattr(settling, "lock_head", lock)


def reworded(answered: Answered) -> bool:
    assert answered.decision is not None
    return bool(answered.decision.receipt.reworded)


def lost() -> StoreUnavailable:
    return StoreUnavailable("the store does not answer", 2)


def in_the_way() -> StoreUnavailable:
    """What a row of another process makes of a commit; each call is then tried alone."""
    error = lost()
    error.__cause__ = IntegrityError("", {}, ValueError("a row"))
    return error


@pytest.mark.parametrize("error", [lost, in_the_way])
def test_a_call_that_waits_for_its_words_has_nothing_to_do_with_the_batch_it_left(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, error: Callable[[], StoreUnavailable]
) -> None:
    a, b, c = hall.call(A, "email"), hall.call(B), hall.call(C)
    fails_once(monkeypatch, error())
    hall.desk().work([a, b])
    assert not a.future.done()
    if error is lost:
        assert isinstance(b.future.exception(0), StoreUnavailable)
    else:
        assert b.future.result(0).outcome == "send"
    hall.make_words()
    hall.desk().work([a, c])
    assert reworded(a.future.result(0))
    assert c.future.result(0).outcome == "send"
    assert len(hall.left) == 1


def test_a_call_that_was_answered_while_it_was_away_decides_nothing_when_it_returns(
    hall: Hall,
) -> None:
    a, c = hall.call(A, "email"), hall.call(C)
    hall.desk().work([a])
    a.future.set_exception(lost())
    before = verify(hall.world.store, LIVE).entries
    hall.desk().work([a, c])
    assert c.future.result(0).outcome == "send"
    assert verify(hall.world.store, LIVE).entries == before + 1


def test_a_fault_of_one_call_that_is_tried_alone_is_told_to_it_alone(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = hall.call(A), hall.call(B), hall.call(C)
    fails_once(monkeypatch, in_the_way())
    real = settling.write

    def write(connection: Any, head: Any, settled: Any) -> None:
        if any(made.answer["id"] == b.call.ticket.id for made in settled):
            raise RuntimeError("a defect")
        real(connection, head, settled)

    monkeypatch.setattr(settling, "write", write)
    hall.desk().work([a, b, c])
    assert isinstance(b.future.exception(0), RuntimeError)
    assert [job.future.result(0).outcome for job in (a, c)] == ["send", "send"]


def test_a_reworder_that_breaks_when_asked_costs_nobody_their_message(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it had promised to say when the words are there, and still does."""
    told = threading.Event()

    def ask(self: LiveReworder, requests: Any, done: Callable[[], None], spent: float) -> None:
        done()
        told.set()
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(LiveReworder, "ask", ask)
    service = hall.world.service
    jobs = [hall.call(A, "email"), hall.call(B)]
    service.submit(*jobs)
    first, other = (job.future.result(20) for job in jobs)
    assert told.is_set()
    assert (first.outcome, other.outcome) == ("send", "send")
    assert not reworded(first)
    after = hall.call(C)
    service.submit(after)
    assert after.future.result(20).outcome == "send"
    assert verify(hall.world.store, LIVE).valid
