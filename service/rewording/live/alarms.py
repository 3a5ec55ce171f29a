"""One thread that calls back at set times: what a thousand waiting calls need instead of timers."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Alarms:
    """Calls functions when their time has come. They must be short and must not raise."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        """Call a function in so many seconds."""
        with self._changed:
            # Started by the first alarm, so that a process that forks after building has its own.
            # Kept once it runs: a start that failed must be tried again, or nobody is ever called.
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="bedside-alarms", daemon=True)
                thread.start()
                self._thread = thread
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._numbers), call))
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    wait = self._due[0][0] - time.monotonic() if self._due else None
                    self._changed.wait(wait)
                _, _, call = heapq.heappop(self._due)
            call()
