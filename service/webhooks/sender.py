"""The sender: a thread beside the service that turns log entries into calls, until it is stopped.

Any number of them may run on one store, in as many processes; each delivery is in one hand at a
time. The thread alone speaks to the store; calls are made in a few threads of their own, and what
comes of them is handed back to it. Where there is no webhook it looks for one every few seconds,
and does nothing else.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from secrets import token_hex
from typing import Any, Protocol

from sqlalchemy import Row

from service import __version__
from service.store.errors import StoreUnavailable
from service.store.instants import instant_text
from service.store.secret import Secret
from service.store.store import Store
from service.webhooks.addresses import Network
from service.webhooks.deliveries import LEASE, Job, Settled, settle, take, waiting
from service.webhooks.events import TEST, Event
from service.webhooks.filling import fill
from service.webhooks.posting import DEADLINE, Answer, post
from service.webhooks.registering import any_webhook, secrets_of
from service.webhooks.signing import headers_for


class Observer(Protocol):
    """Who counts and logs. Nothing it is told identifies a recipient, or holds an address."""

    def called(self, job: Job, answer: Answer, settled: Settled) -> None:
        """One call was made and what came of it is kept."""

    def went_off(self, name: str, why: str) -> None:
        """A webhook was turned off without a call: its secret could not be read."""

    def waiting(self, counts: dict[str, int]) -> None:
        """How many deliveries wait, by the webhook's name."""

    def troubled(self, what: str) -> None:
        """The store did not answer, or something failed that should not; it goes on."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how patiently. `lease` is longer than a call can take."""

    look: float = 1.0
    idle: float = 5.0
    count: float = 15.0
    at_once: int = 4
    threads: int = 16
    deadline: float = DEADLINE
    lease: timedelta = LEASE
    stop: float = 5.0


@dataclass(slots=True)
class Sender:
    """Started with `start`, ended with `stop`. `chance` draws the jitter."""

    store: Store
    clock: Callable[[], datetime]
    observer: Observer
    networks: Sequence[Network] = ()
    pace: Pace = field(default_factory=Pace)
    chance: Callable[[], float] = random.random
    _jobs: SimpleQueue[Job | None] = field(default_factory=SimpleQueue, repr=False)
    _answers: SimpleQueue[tuple[Job, Answer] | None] = field(
        default_factory=SimpleQueue, repr=False
    )
    _under_way: Counter[str] = field(default_factory=Counter, repr=False)
    _stopping: threading.Event = field(default_factory=threading.Event, repr=False)
    _thread: threading.Thread | None = field(default=None, repr=False)
    _callers: list[threading.Thread] = field(default_factory=list, repr=False)
    _count_at: float = field(default=0.0, repr=False)
    _any: bool = field(default=False, repr=False)

    def start(self) -> None:
        """Begin to send."""
        self._thread = threading.Thread(target=self._run, name="bedside-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more; calls under way have a few seconds. What is cut off is made again later."""
        self._stopping.set()
        self._answers.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def turn(self) -> int:
        """Bring deliveries up to date with the log, and begin what is due; how many calls began."""
        with self.store.reading() as connection:
            self._any = any_webhook(connection)
        if not self._any:
            return 0
        now = self.clock()
        fill(self.store, now)
        pace = self.pace
        room = pace.threads - self._under_way.total()
        if room <= 0:
            return 0
        went_off = self.observer.went_off
        jobs = take(self.store, now, pace.lease, room, self._under_way, pace.at_once, went_off)
        for job in jobs:
            self._hand_over(job)
            self._under_way[job.webhook_id] += 1
        return len(jobs)

    # --- the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._carefully(self._look)
            self._finish()
        finally:
            for _ in self._callers:
                self._jobs.put(None)

    def _look(self) -> None:
        self.turn()
        self._gather(self.pace.look if self._any else self.pace.idle)
        now = time.monotonic()
        if self._any and now >= self._count_at:
            self._count_at = now + self.pace.count
            with self.store.reading() as connection:
                counts = waiting(connection)
            self.observer.waiting(counts)

    def _gather(self, seconds: float) -> None:
        """Wait so long for a call to end, and settle it with all others that have ended."""
        done: list[tuple[Job, Answer]] = []
        with contextlib.suppress(Empty):
            ended = self._answers.get(timeout=seconds)
            while ended is not None:
                done.append(ended)
                ended = self._answers.get_nowait()
        for job, _ in done:
            self._under_way[job.webhook_id] -= 1
        for job, answer, settled in settle(self.store, done, self.clock(), self.chance):
            self.observer.called(job, answer, settled)

    def _finish(self) -> None:
        """Settle the calls under way, as far as they end soon."""
        until = time.monotonic() + self.pace.stop
        while self._under_way.total() and time.monotonic() < until:
            self._carefully(lambda: self._gather(0.1))

    def _carefully(self, work: Callable[[], object]) -> None:
        """Do it; a store that is away, or a fault, costs a pause and not the thread."""
        try:
            work()
        except StoreUnavailable as error:
            self.observer.troubled(error.what)
            self._stopping.wait(min(error.retry_after, self.pace.idle))
        except Exception as error:  # noqa: BLE001 - the others' deliveries must not wait for it
            self.observer.troubled(type(error).__name__)
            self._stopping.wait(self.pace.idle)

    # --- the calls -----------------------------------------------------------------------------

    def _hand_over(self, job: Job) -> None:
        if len(self._callers) <= self._under_way.total():
            caller = threading.Thread(target=self._call, name="bedside-webhook", daemon=True)
            caller.start()
            self._callers.append(caller)
        self._jobs.put(job)

    def _call(self) -> None:
        while (job := self._jobs.get()) is not None:
            answer = Answer("fault")
            try:
                answer = self._answered(job)
            except Exception as error:  # noqa: BLE001 - else its place would be taken for good
                self.observer.troubled(type(error).__name__)
            finally:
                self._answers.put((job, answer))

    def _answered(self, job: Job) -> Answer:
        return send_one(
            job.url,
            job.message_id,
            job.body,
            job.secrets,
            self.clock(),
            networks=self.networks,
            deadline=self.pace.deadline,
        )


def send_one(
    url: str,
    message_id: str,
    body: bytes,
    secrets: Sequence[bytes],
    now: datetime,
    *,
    networks: Sequence[Network] = (),
    deadline: float = DEADLINE,
) -> Answer:
    """One signed call."""
    headers = {
        "content-type": "application/json",
        "user-agent": f"Bedside/{__version__}",
        **headers_for(message_id, now, body, secrets),
    }
    return post(url, body, headers, networks, deadline)


def send_test(
    row: Row[Any], secret: Secret, now: datetime, networks: Sequence[Network] = ()
) -> Answer:
    """One call of the type `webhook.test`, which nothing keeps."""
    secrets = secrets_of(row, secret, now)
    if not secrets:
        return Answer("no secret")
    event = Event(TEST, instant_text(now), {"chain": row.chain})
    message_id = f"msg_{token_hex(16)}"
    return send_one(row.url, message_id, event.body.encode(), secrets, now, networks=networks)
