"""Leaves a model alone that failed several times in a row, and tries it again after a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Breaker:
    """Open after `failures` in a row; after `pause` seconds one call may try.

    `clock` counts seconds and never goes back.
    """

    clock: Callable[[], float]
    failures: int = 5
    pause: float = 30.0
    _failed: int = field(default=0, init=False)
    _until: float = field(default=0.0, init=False)
    _trying: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def allows(self) -> bool:
        """Whether a call may be made now. A yes while it is open is for one call alone."""
        with self._lock:
            if self._failed < self.failures:
                return True
            if self._trying or self.clock() < self._until:
                return False
            self._trying = True
            return True

    def answered(self) -> None:
        """A call came back, with whatever words: the model is there."""
        with self._lock:
            self._failed, self._trying = 0, False

    def failed(self) -> None:
        """A call did not come back, or not in time."""
        with self._lock:
            self._failed += 1
            self._trying = False
            if self._failed >= self.failures:
                self._until = self.clock() + self.pause

    @property
    def may_try(self) -> bool:
        """Whether a call may be made now, without counting as one."""
        with self._lock:
            return not self._trying and self.clock() >= self._until

    @property
    def open(self) -> bool:
        """Whether the model is being left alone."""
        with self._lock:
            return self._failed >= self.failures
