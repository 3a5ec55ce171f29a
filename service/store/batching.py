"""One thread that takes whatever calls wait and works on them together.

While one batch is on its way to the disk the next one gathers, so a commit's price is shared by
all that waited for it. A batch is as large as the load makes it; a call alone waits for nobody.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from service.store.errors import StoreUnavailable

J = TypeVar("J")

#: A larger batch would hold the store's lock too long for the other processes.
MOST = 64

#: Seconds that a batch waits, under load, for the calls whose answers just left: they are on
#: their way back, and each batch that is not begun for a few of them saves a commit.
GATHERING = 0.002


class Batches(Generic[J]):
    """A queue with a thread behind it. `work` settles every job of a batch, and raises nothing."""

    def __init__(self, work: Callable[[list[J]], None], name: str) -> None:
        self._work, self._name = work, name
        self._waiting: SimpleQueue[tuple[J, ...] | None] = SimpleQueue()
        self._gathered: deque[J] = deque()
        self._ended = False
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def put(self, *jobs: J) -> None:
        """Hand jobs to the next batch. Raises `StoreUnavailable` after `close`."""
        with self._guard:
            if self._closed:
                raise StoreUnavailable("the service is stopping", 5)
            # Started by the first job, so that a process that forks after building has its own.
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._waiting.put(jobs)

    def close(self) -> None:
        """Finish what waits, and take nothing more."""
        with self._guard:
            self._closed = True
            thread, self._thread = self._thread, None
            if thread is not None:
                self._waiting.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        size = 0
        while batch := self._next(size):
            size = len(batch)
            self._work(batch)

    def _next(self, last: int) -> list[J]:
        """The next batch, behind one of `last` jobs; empty when nothing more will come."""
        gathered = self._gathered
        until: float | None = None  # a batch begins with its first job, however long that takes
        while not self._ended and len(gathered) < MOST:
            try:
                left = None if not gathered else (until or 0.0) - time.monotonic()
                if left is None or (left > 0 and len(gathered) < last):
                    jobs = self._waiting.get(timeout=left)
                else:
                    jobs = self._waiting.get_nowait()
            except Empty:
                break
            until = until or time.monotonic() + GATHERING
            if jobs is None:
                self._ended = True
            else:
                gathered.extend(jobs)
        return [gathered.popleft() for _ in range(min(MOST, len(gathered)))]
