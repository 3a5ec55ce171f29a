"""Senders with real receivers, on both databases: failing, slow, killed, and two at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.domain.standing import OptOut
from service.store.changes import opt_out
from service.store.opening import open_store
from service.store.pseudonyms import LIVE, Person
from service.store.store import Store
from service.webhooks.deliveries import Job, Settled, listed, waiting
from service.webhooks.posting import Answer
from service.webhooks.registering import add, rotate
from service.webhooks.sender import Pace, Sender
from service.webhooks.signing import show_secret
from tests.factories import NOW
from tests.stores import SECRET
from tests.webhooks.receiver import Receiver

pytestmark = [pytest.mark.enable_socket, pytest.mark.usefixtures("socket_enabled")]

QUICK = Pace(look=0.05, idle=0.05, count=0.1, deadline=5, stop=2)


@dataclass
class Seen:
    """An observer that remembers."""

    calls: list[tuple[Job, Answer, Settled]] = field(default_factory=list)
    counts: list[dict[str, int]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    off: list[tuple[str, str]] = field(default_factory=list)

    def called(self, job: Job, answer: Answer, settled: Settled) -> None:
        self.calls.append((job, answer, settled))

    def went_off(self, name: str, why: str) -> None:
        self.off.append((name, why))

    def waiting(self, counts: dict[str, int]) -> None:
        self.counts.append(counts)

    def troubled(self, what: str) -> None:
        self.troubles.append(what)


@dataclass
class Ahead:
    """The real time, and as much on top of it as a test has let pass."""

    by: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def start(store: Store, clock: Ahead, seen: Seen) -> Iterator[Callable[..., Sender]]:
    """Starts senders, and stops them."""
    running: list[Sender] = []

    def begin(of: Store = store, **pace: Any) -> Sender:
        running.append(Sender(of, clock, seen, pace=replace(QUICK, **pace), chance=lambda: 0.5))
        running[-1].start()
        return running[-1]

    yield begin
    for sender in running:
        sender.stop()


def stops(store: Store, count: int, since: int = 0) -> None:
    for number in range(since, since + count):
        who = Person(LIVE, "known", f"patient-{number}")
        opt_out(store, who, OptOut(channel="email", at=NOW), "portal", NOW)


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def left(store: Store) -> int:
    with store.reading() as connection:
        return sum(waiting(connection).values())


def test_what_happens_is_told_signed_and_once(
    store: Store, receiver: Receiver, start: Callable[..., Sender], seen: Seen
) -> None:
    secret = show_secret(add(store, "crm", receiver.url, (), LIVE, NOW))
    start()
    stops(store, 20)
    calls = receiver.wait_for(20)
    until(lambda: left(store) == 0)
    assert len(receiver.got) == 20
    assert len(set(receiver.ids)) == 20
    events = [call.verified(secret) for call in calls]
    assert {event["type"] for event in events} == {"recipient.opted_out"}
    assert sorted(event["data"]["entry"] for event in events) == list(range(1, 21))
    assert calls[0].headers["content-type"] == "application/json"
    assert calls[0].headers["user-agent"].startswith("Bedside/")
    until(lambda: seen.counts and seen.counts[-1] == {"crm": 0})
    assert seen.troubles == []


def test_a_receiver_that_fails_gets_the_same_message_again_with_a_time_of_its_own(
    store: Store,
    make_receiver: Callable[..., Receiver],
    start: Callable[..., Sender],
    clock: Ahead,
    seen: Seen,
) -> None:
    receiver = make_receiver(500, 302, 200)
    secret = show_secret(add(store, "crm", receiver.url, (), LIVE, NOW))
    start()
    stops(store, 1)
    until(lambda: len(seen.calls) == 1)
    clock.by = timedelta(seconds=6)
    until(lambda: len(seen.calls) == 2)
    clock.by = timedelta(seconds=6 + 301)
    first, second, third = receiver.wait_for(3)
    assert first.body == second.body == third.body
    assert first.id == second.id == third.id
    sent = [int(call.headers["webhook-timestamp"]) for call in (first, second, third)]
    assert sent == sorted(set(sent))
    first.verified(secret)
    until(lambda: left(store) == 0)
    with store.reading() as connection:
        (row,) = listed(connection, "crm", (), 5)
    assert (row.status, row.attempts, row.http_status) == ("delivered", 3, 200)


def test_a_slow_receiver_holds_up_nobody_else(
    store: Store, make_receiver: Callable[..., Receiver], start: Callable[..., Sender]
) -> None:
    gate = threading.Event()
    slow = make_receiver(lambda receiver: 200 if gate.wait(20) else 500)
    quick = make_receiver()
    add(store, "slow", slow.url, (), LIVE, NOW)
    add(store, "quick", quick.url, (), LIVE, NOW)
    start(deadline=30)
    stops(store, 30)
    quick.wait_for(30)
    assert len(slow.got) == slow.most_at_once == QUICK.at_once
    gate.set()
    slow.wait_for(30)
    until(lambda: left(store) == 0)
    assert len(set(slow.ids)) == 30


def test_a_receiver_that_never_answers_is_left_and_asked_again(
    store: Store, make_receiver: Callable[..., Receiver], start: Callable[..., Sender], seen: Seen
) -> None:
    silent = make_receiver(lambda receiver: time.sleep(1) or 200)
    add(store, "crm", silent.url, (), LIVE, NOW)
    start(deadline=0.2)
    stops(store, 1)
    until(lambda: seen.calls)
    ((_, answer, settled),) = seen.calls
    assert (answer.result, settled.status) == ("late", "waiting")


def test_two_senders_on_one_store_share_the_work_and_double_none(
    url: str,
    store: Store,
    receiver: Receiver,
    start: Callable[..., Sender],
    seen: Seen,
    tmp_path: Path,
) -> None:
    add(store, "crm", receiver.url, (), LIVE, NOW)
    other = open_store(url, tmp_path, SECRET, NOW)
    start()
    second = start(other)
    stops(store, 80)
    receiver.wait_for(80)
    until(lambda: left(store) == 0)
    assert len(receiver.got) == 80
    assert set(Counter(receiver.ids).values()) == {1}
    assert seen.troubles == []
    second.stop()
    other.close()


def test_rotation_in_full_flow_leaves_no_call_that_neither_secret_verifies(
    store: Store, receiver: Receiver, start: Callable[..., Sender]
) -> None:
    old = show_secret(add(store, "crm", receiver.url, (), LIVE, NOW))
    start()
    stops(store, 10)
    receiver.wait_for(10)
    new = show_secret(rotate(store, "crm", datetime.now(UTC), timedelta(hours=1)))
    stops(store, 10, since=10)
    calls = receiver.wait_for(20)
    for call in calls:
        call.verified(old)
    for call in calls[10:]:
        assert len(call.headers["webhook-signature"].split()) == 2
        call.verified(new)


def test_a_stop_lets_calls_under_way_end_and_the_next_start_goes_on(
    store: Store, make_receiver: Callable[..., Receiver], start: Callable[..., Sender]
) -> None:
    receiver = make_receiver(lambda receiver: time.sleep(0.3) or 200, 200)
    add(store, "crm", receiver.url, (), LIVE, NOW)
    sender = start(at_once=1)
    stops(store, 5)
    receiver.wait_for(1)
    sender.stop()
    with store.reading() as connection:
        assert [row.status for row in listed(connection, None, ("delivered",), 9)]
    start()
    receiver.wait_for(5)
    until(lambda: left(store) == 0)
    assert set(Counter(receiver.ids).values()) == {1}


def test_a_fault_in_between_costs_a_pause_and_no_delivery(
    store: Store,
    receiver: Receiver,
    start: Callable[..., Sender],
    seen: Seen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from service.store.errors import StoreUnavailable
    from service.webhooks import sender

    faults: list[Exception] = [StoreUnavailable("the store is busy", 0), ValueError("secret")]
    real = sender.take

    def failing(*given: Any) -> list[Job]:
        if faults:
            raise faults.pop()
        return real(*given)

    monkeypatch.setattr(sender, "take", failing)
    add(store, "crm", receiver.url, (), LIVE, NOW)
    start()
    stops(store, 3)
    receiver.wait_for(3)
    assert seen.troubles == ["ValueError", "the store is busy"]


@pytest.mark.parametrize("where", ["send_one", "Thread"])
def test_a_call_that_fails_in_itself_costs_no_place_of_those_that_follow(
    store: Store,
    receiver: Receiver,
    start: Callable[..., Sender],
    seen: Seen,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    """With one place in all, a place that is lost would end the sender."""
    from service.webhooks import sender

    faults: list[Exception] = [RuntimeError("of no kind that a call has")]
    of: Any = sender if where == "send_one" else threading
    real = getattr(of, where)

    def failing(*given: Any, **more: Any) -> Any:
        if faults and (where == "send_one" or more.get("name") == "bedside-webhook"):
            raise faults.pop()
        return real(*given, **more)

    monkeypatch.setattr(of, where, failing)
    add(store, "crm", receiver.url, (), LIVE, NOW)
    add(store, "crm-too", receiver.url, (), LIVE, NOW)
    stops(store, 1)
    start(threads=1)
    receiver.wait_for(1)
    until(lambda: seen.calls and seen.calls[-1][1].result == "delivered")
    assert seen.troubles == ["RuntimeError"]
    told = [(answer.result, settled.status) for _, answer, settled in seen.calls[:-1]]
    assert told == ([("fault", "waiting")] if where == "send_one" else [])


CHILD = """
import sys, threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from service.store.opening import open_store
from service.webhooks.sender import Pace, Sender
class Silent:
    def called(self, *given): ...
    waiting = troubled = went_off = called
url, data, secret = sys.argv[1:]
now = lambda: datetime.now(UTC)
store = open_store(url, Path(data), secret, now())
pace = Pace(look=0.02, lease=timedelta(seconds=1), deadline=0.9)
Sender(store, now, Silent(), pace=pace).start()
threading.Event().wait()
"""


@pytest.mark.slow
def test_killed_again_and_again_in_the_middle_it_loses_nothing(
    url: str, store: Store, make_receiver: Callable[..., Receiver], tmp_path: Path
) -> None:
    """Five SIGKILLs of a sender while its calls are under way; then one may finish."""
    receiver = make_receiver(lambda receiver: time.sleep(0.05) or 200)
    secret = show_secret(add(store, "crm", receiver.url, (), LIVE, NOW))
    stops(store, 60)
    for kill in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, url, str(tmp_path), SECRET],
            cwd=Path(__file__).resolve().parents[2],
            stderr=subprocess.DEVNULL,
            env={n: v for n, v in os.environ.items() if not n.startswith("BEDSIDE_")},
        )
        try:
            before = len(receiver.got)
            if kill < 5:
                until(lambda: len(receiver.got) > before or all_told(store), 60)  # noqa: B023
                time.sleep(0.01 * kill)
            else:
                until(lambda: all_told(store), 60)
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
    for call in receiver.got:
        call.verified(secret)
    entries = {call.verified(secret)["data"]["entry"] for call in receiver.got}
    assert entries == set(range(1, 61))
    assert len(set(receiver.ids)) == 60
    with store.reading() as connection:
        assert len(listed(connection, "crm", ("delivered",), 100)) == 60


def all_told(store: Store) -> bool:
    with store.reading() as connection:
        return len(listed(connection, "crm", ("delivered",), 100)) == 60
