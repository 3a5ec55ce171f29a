"""Calls on their way through the service: handed over together, and answered together.

All calls that one turn of the event loop reads go to the service's thread at once, so they share a
batch and its commit; all answers of a batch wake the loop once. With a hand-over a call, the two
threads would take turns for every one of them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from service.calling import Answered, Caller, MessageRequest, StoreUnavailable
from service.desk.calls import Job
from service.serving import Service
from service.web.problems import WebProblem

Waiter = asyncio.Future[Answered]


class Waiting:
    """The calls that wait for a decision. Used from one event loop."""

    def __init__(self, service: Service, most: int, deadline: float) -> None:
        self._service, self._most, self._deadline = service, most, deadline
        self._together: list[Job] = []
        self._answers: deque[tuple[Waiter, Future[Answered]]] = deque()
        self._waking = False
        self.under_way = 0

    async def decide(
        self, caller: Caller, request: MessageRequest, deadline: float | None = None
    ) -> Answered:
        """The answer to one message, in time.

        A call that passes the deadline is answered with a 503; what it decided stays decided, and
        a repeat finds it. A call that could not be answered in time is turned away at once.
        """
        if self.under_way >= self._most:
            raise WebProblem("W502")
        loop = asyncio.get_running_loop()
        job = self._service.job(caller, request)
        waiter: Waiter = loop.create_future()
        job.future.add_done_callback(self._taker(loop, waiter))
        self.under_way += 1
        if not self._together:
            loop.call_soon(self._hand_over)
        self._together.append(job)
        late = loop.call_later(deadline or self._deadline, _too_late, waiter)
        try:
            return await waiter
        finally:
            late.cancel()

    def _hand_over(self) -> None:
        jobs, self._together = self._together, []
        try:
            self._service.submit(*jobs)
        except StoreUnavailable as closed:
            for job in jobs:
                job.future.set_exception(closed)

    def _taker(
        self, loop: asyncio.AbstractEventLoop, waiter: Waiter
    ) -> Callable[[Future[Answered]], None]:
        def take(future: Future[Answered]) -> None:
            # Called in the service's thread. The flag falls before the queue is emptied, so an
            # answer that finds it up is taken by the turn that is coming.
            self._answers.append((waiter, future))
            if not self._waking:
                self._waking = True
                with contextlib.suppress(RuntimeError):  # the loop is gone, and who asked with it
                    loop.call_soon_threadsafe(self._deliver)

        return take

    def _deliver(self) -> None:
        self._waking = False
        while self._answers:
            waiter, future = self._answers.popleft()
            self.under_way -= 1
            error = future.exception()
            if waiter.done():
                continue  # too late; a repeat finds the decision
            if error is not None:
                waiter.set_exception(error)
            else:
                waiter.set_result(future.result())


def _too_late(waiter: Waiter) -> None:
    if not waiter.done():
        waiter.set_exception(WebProblem("W501"))
