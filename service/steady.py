"""A guard that answers the same text in the same way always, and what it has passed whole.

The guard of an installation is built once and never changes, so a message that it passed need not
be rendered and read again for the next recipient who gets the very same words. Guards of which
nobody says that (a test's, an evaluation's) are asked every time.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Any, Protocol

from guardrails import Context, Verdict
from guardrails.verdict import Urgency

#: Messages kept; an e-mail takes some 50 KB.
MOST = 1000


class _Reads(Protocol):
    @property
    def version(self) -> str: ...

    def check(self, text: str, context: Context) -> Verdict: ...

    def read_urgency(self, text: str) -> Urgency: ...


class SteadyGuard:
    """A guard that does not change, with the messages that passed it. Safe in any thread."""

    def __init__(self, guard: _Reads, most: int = MOST) -> None:
        self._guard, self._most = guard, most
        self.version = guard.version
        self._passed: dict[Hashable, Any] = {}
        self._adding = threading.Lock()

    def check(self, text: str, context: Context) -> Verdict:
        """What the guard says of a text."""
        return self._guard.check(text, context)

    def read_urgency(self, text: str) -> Urgency:
        """What the guard says of a person's own words."""
        return self._guard.read_urgency(text)

    def passed(self, key: Hashable) -> Any:
        """What was kept under a key, or None."""
        return self._passed.get(key)

    def keep(self, key: Hashable, finished: Any) -> None:
        """Keep a message that passed whole; the oldest makes room."""
        with self._adding:
            if len(self._passed) >= self._most:
                del self._passed[next(iter(self._passed))]
            self._passed[key] = finished
