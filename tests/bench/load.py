"""A bounded load over loopback: connections that stay open and send one call after another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Result:
    """What came of a run. Times are in milliseconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    last: bytes = b""
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def load(
    port: int, call: Callable[[int], bytes], seconds: float, connections: int, rate: float = 0
) -> Result:
    """Calls for some seconds; with a rate, spaced so that no more than that many start a second."""
    result, number = Result(), 0
    start = time.perf_counter()

    async def one(place: int) -> None:
        nonlocal number
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        due = start + (place / rate if rate else 0)
        while (now := time.perf_counter()) - start < seconds:
            if rate:
                await asyncio.sleep(max(0.0, due - now))
                due += connections / rate
            number += 1
            request = call(number)
            sent = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            result.times.append((time.perf_counter() - sent) * 1000)
            status = int(head[9:12])
            result.statuses[status] = result.statuses.get(status, 0) + 1
            result.last = body
        writer.close()

    await asyncio.gather(*(one(place) for place in range(connections)))
    result.seconds = time.perf_counter() - start
    return result
