"""What models may cost in a day: tokens, and dollars where the price is known.

Kept by each process in memory. Several workers get equal shares of the day's budget, so that all
together never spend more than it; a process that starts again starts its share again. Nothing is
shared between replicas: give each of them its part.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date


@dataclass
class Budget:
    """One process's share of a day. `today` says which day it is; None is no limit."""

    today: Callable[[], date]
    tokens: int | None = None
    dollars: float | None = None
    _day: date | None = field(default=None, init=False)
    _tokens: int = field(default=0, init=False)
    _dollars: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def take(self, tokens: int) -> bool:
        """Whether a call of so many tokens, at the most, still fits; it is then counted."""
        with self._lock:
            self._turn_page()
            if self.tokens is not None and self._tokens + tokens > self.tokens:
                return False
            if self.dollars is not None and self._dollars >= self.dollars:
                return False
            self._tokens += tokens
            return True

    def settle(self, taken: int, used: int, dollars: float | None) -> None:
        """Put right what a call was counted with, once it is known what it used."""
        with self._lock:
            self._turn_page()
            self._tokens = max(0, self._tokens + used - taken)
            self._dollars += dollars or 0.0

    @property
    def left(self) -> tuple[int | None, float | None]:
        """Tokens and dollars that are left today."""
        with self._lock:
            self._turn_page()
            return (
                None if self.tokens is None else max(0, self.tokens - self._tokens),
                None if self.dollars is None else max(0.0, self.dollars - self._dollars),
            )

    def _turn_page(self) -> None:
        day = self.today()
        if day != self._day:
            self._day, self._tokens, self._dollars = day, 0, 0.0
