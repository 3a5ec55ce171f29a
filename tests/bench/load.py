"""A bounded load over loopback: connections that stay open and send one call after another.

It shares the machine with what it measures, so it does as little as it can for a call.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import uvloop

#: How the body of an answer begins that has a message in it.
_SENT = b'{"outcome":"send"'


@dataclass
class Result:
    """What came of a run. Times are in milliseconds; `sent` are answers with a message."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    sent: int = 0
    last: bytes = b""
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class _Caller(asyncio.Protocol):
    """One connection: sends a call, reads its answer whole, and sends the next one when due."""

    def __init__(
        self, result: Result, call: Callable[[], bytes], until: float, due: float, every: float
    ) -> None:
        self._result, self._call, self._until = result, call, until
        self._due, self._every = due, every
        self._got, self._wanted, self._sent_at = bytearray(), 0, 0.0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop has a class of its own
        self._next()

    def _next(self) -> None:
        now = time.perf_counter()
        if now >= self._until:
            self._transport.close()
        elif self._every and self._due > now:
            asyncio.get_running_loop().call_later(self._due - now, self._send)
        else:
            self._send()

    def _send(self) -> None:
        self._due += self._every
        request = self._call()
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        got = self._got
        got += data
        if not self._wanted:
            end = got.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(got[:end]).lower()
            self._wanted = end + 4 + int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        if len(got) >= self._wanted:
            self._answered()

    def _answered(self) -> None:
        result, got = self._result, self._got
        result.times.append((time.perf_counter() - self._sent_at) * 1000)
        status = int(got[9:12])
        result.statuses[status] = result.statuses.get(status, 0) + 1
        body = got[got.find(b"\r\n\r\n") + 4 :]
        result.sent += body.startswith(_SENT)
        result.last = bytes(body)
        self._got, self._wanted = bytearray(), 0
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def load(
    port: int, call: Callable[[], bytes], seconds: float, connections: int, rate: float = 0
) -> Result:
    """Calls for some seconds; with a rate, spaced so that no more than that many start a second."""

    async def run() -> Result:
        result = Result()
        start = time.perf_counter()
        every = connections / rate if rate else 0.0

        def caller(place: int) -> _Caller:
            due = start + place * every / connections
            return _Caller(result, call, start + seconds, due, every)

        loop = asyncio.get_running_loop()
        opened = [
            await loop.create_connection(lambda place=place: caller(place), "127.0.0.1", port)
            for place in range(connections)
        ]
        await asyncio.gather(*(protocol.ended for _, protocol in opened))
        result.seconds = time.perf_counter() - start
        return result

    return uvloop.run(run())
