"""One thread that takes whatever calls wait and works on them together.

While one batch is on its way to the disk the next one gathers, so a commit's price is shared by
all that waited for it. A batch is as large as the load makes it; a call alone waits for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from service.store.errors import StoreUnavailable

J = TypeVar("J")

#: A larger batch would hold the store's lock too long for the other processes.
MOST = 32


class Batches(Generic[J]):
    """A queue with a thread behind it. `work` settles every job of a batch, and raises nothing."""

    def __init__(self, work: Callable[[list[J]], None], name: str) -> None:
        self._work, self._name = work, name
        self._waiting: SimpleQueue[J | None] = SimpleQueue()
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
            for job in jobs:
                self._waiting.put(job)

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
        last = False
        while not last:
            job = self._waiting.get()
            batch: list[J] = []
            while job is not None:
                batch.append(job)
                if len(batch) == MOST:
                    break
                try:
                    job = self._waiting.get_nowait()
                except Empty:
                    break
            else:
                last = True
            if batch:
                self._work(batch)
