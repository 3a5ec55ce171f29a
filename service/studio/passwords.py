"""Passwords: what is good enough, their hashes, and how long to wait after wrong ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.errors import Problem

SHORTEST, LONGEST = 12, 200

#: Wrong passwords in a row before a name has to wait, and how long it then waits.
FREE_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
#: Names that are remembered at most: an attacker's list must not fill the memory.
_REMEMBERED = 1000


def faults(password: str) -> Iterator[Problem]:
    """What is wrong with a new password; it is never repeated."""
    if not SHORTEST <= len(password) <= LONGEST:
        what = f"it has not {SHORTEST} to {LONGEST} characters"
        yield Problem("the password", 0, 0, "C135", what, "three or four words make a good one")
    elif len(set(password.lower())) < 5:
        yield Problem("the password", 0, 0, "C135", "it repeats itself", "use other words")


def hashed(password: str) -> str:
    """The argon2id hash that is kept."""
    return _hasher().hash(password)


def matches(kept: str, given: str) -> bool:
    """Whether a password is the right one. Without a kept hash it takes as long, and is not."""
    try:
        return _hasher().verify(kept or _nobody(), given[:LONGEST]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's least


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("compared with where there is no such account")


class Lockout:
    """Counts wrong passwords by name, whether or not there is such an account."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[int, datetime]] = {}

    def until(self, name: str, now: datetime) -> datetime | None:
        """When a name may be tried again; None when it may be now."""
        with self._lock:
            count, last = self._wrong.get(name, (0, now))
            if count < FREE_TRIES or now >= last + LOCKED_FOR:
                return None
            return last + LOCKED_FOR

    def wrong(self, name: str, now: datetime) -> None:
        """One more wrong password."""
        with self._lock:
            count, last = self._wrong.pop(name, (0, now))
            if now >= last + LOCKED_FOR:
                count = 0
            if len(self._wrong) >= _REMEMBERED:
                del self._wrong[next(iter(self._wrong))]
            self._wrong[name] = (count + 1, now)

    def right(self, name: str) -> None:
        """Forget what was wrong before."""
        with self._lock:
            self._wrong.pop(name, None)
