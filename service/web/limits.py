"""The numbers that bound a call, and the calls that a key may make."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from service.web.problems import WebProblem


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may be. Calls a second and items of a batch are settings; `docs/api.md` names
    the sizes."""

    body_bytes: int = 128 * 1024
    batch_bytes: int = 1024 * 1024
    batch_items: int = 100
    depth: int = 16
    deadline: float = 1.5
    batch_deadline: float = 10.0
    calls_per_second: float = 500.0
    burst: int = 1000
    waiting: int = 256
    key_seconds: float = 5.0


class RateLimiter:
    """A token bucket a key, in this process: `rate` calls a second, `burst` at once.

    A batch takes a token an item. It lives in memory, so a replica more means calls more; the
    limit protects the service from one caller, it is not a quota.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, float(burst), clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key_id: str, tokens: int = 1, *, taken: int = 0) -> None:
        """Take tokens, or raise the 429 that says when there will be enough.

        A batch larger than the burst passes when the bucket is full, and leaves a debt. `taken`
        says how many the same call took already: they are not missed in a bucket that was full.
        """
        now = self._clock()
        left, at = self._buckets.get(key_id, (self._burst, now))
        left = min(self._burst, left + max(0.0, now - at) * self._rate)
        wanted = min(float(tokens), self._burst - taken)
        if left < wanted:
            seconds = math.ceil((wanted + taken - left) / self._rate)  # a repeat takes those again
            raise WebProblem("W205", headers={"Retry-After": str(max(1, seconds))})
        self._buckets[key_id] = (left - tokens, now)
