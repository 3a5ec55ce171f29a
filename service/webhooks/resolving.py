"""A receiver's name, looked up within a deadline.

The system's resolver knows none: where name servers do not answer it takes half a minute, and
nothing can interrupt it. So a look-up has a thread of its own, for which nobody waits longer than
they want. Calls to one name share a look-up; a name that hangs costs one idle thread.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from typing import Any

#: Look-ups under way at once, in a process; more than names are ever slow, unless all of them are.
MOST = 64


class Resolver:
    """Looks names up. Safe in any thread."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, threading.Lock()
        self._under_way: dict[str, Future[list[Any]]] = {}

    def look_up(self, host: str, port: int, seconds: float) -> list[Any]:
        """What `getaddrinfo` finds, or raises. Raises `TimeoutError` when that takes too long."""
        with self._lock:
            found = self._under_way.get(host)
            if found is None:
                if len(self._under_way) >= self._most:
                    raise TimeoutError
                found = self._under_way[host] = Future()
                threading.Thread(
                    target=self._ask, args=(host, port, found), name="bedside-look-up", daemon=True
                ).start()
        return found.result(seconds)

    def _ask(self, host: str, port: int, found: Future[list[Any]]) -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
            self._end(host)
            found.set_exception(error)
        else:
            self._end(host)
            found.set_result(answers)

    def _end(self, host: str) -> None:
        """The next call asks anew: a name may move at any time."""
        with self._lock:
            del self._under_way[host]


#: The one of this process.
THE_RESOLVER = Resolver()
