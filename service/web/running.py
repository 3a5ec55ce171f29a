"""Runs the service's blocking calls in a few threads, with a deadline and a bound on who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from service.web.problems import WebProblem

T = TypeVar("T")


class Runner:
    """A few threads beside the event loop.

    A call that nobody can wait for any more is turned away at once (503) instead of being made to
    wait; one that passes its deadline is answered with a 503 while the work itself runs to its
    end, so that a repeat finds what was decided.
    """

    def __init__(self, threads: int, waiting: int, deadline: float) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="bedside")
        self._waiting, self._deadline = waiting, deadline
        self.under_way = 0

    async def run(self, work: Callable[[], T], deadline: float | None = None) -> T:
        """What `work` returns or raises, in time."""
        if self.under_way >= self._waiting:
            raise WebProblem("W502")
        self.under_way += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        future.add_done_callback(self._done)
        done, _ = await asyncio.wait({future}, timeout=deadline or self._deadline)
        if not done:
            raise WebProblem("W501")
        return future.result()

    def _done(self, future: asyncio.Future[T]) -> None:
        self.under_way -= 1
        if not future.cancelled():
            future.exception()  # looked at, so that an answer that came too late is not a warning

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown(wait=True)
