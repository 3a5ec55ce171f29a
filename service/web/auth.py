"""Who calls: the API key in a request, and whether it may do what is asked.

Tools differ in what they can send, so a key is read from `Authorization: Bearer`, from basic
auth (as user name with an empty password, as Segment's libraries do, or as the password), and
from `X-Api-Key`. It is never read from a URL, because URLs are logged.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import time
from collections.abc import Callable

from starlette.datastructures import Headers

from service.calling import Caller
from service.serving import Service
from service.store.api_keys import list_keys
from service.web.problems import WebProblem, fault_of

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="bedside", Basic realm="bedside"'}
_LONGEST = 400


def key_in(headers: Headers) -> str:
    """The key that a request carries. Raises the 401 that says how to send one."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    rest = rest.strip()
    match scheme.lower():
        case "bearer":
            key = rest
        case "basic":
            key = _from_basic(rest)
        case _:
            key = headers.get("x-api-key", "").strip()
    if not key:
        raise WebProblem("W201", headers=_CHALLENGE)
    if len(key) > _LONGEST or not key.isascii():
        raise unknown_key()
    return key


def _from_basic(encoded: str) -> str:
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise unknown_key() from None
    return password or name


def unknown_key() -> WebProblem:
    """The 401 for a key that is not valid."""
    return WebProblem("W202", headers=_CHALLENGE)


def check_scope(caller: Caller, scope: str) -> None:
    """Raise the 403 that names the scope unless the caller has it. `admin` has all."""
    if scope not in caller.scopes and "admin" not in caller.scopes:
        fault = fault_of("W203", fix=f"use a key with the scope `{scope}`", name="Authorization")
        raise WebProblem("W203", [fault])


class KeyCache:
    """Callers looked up a moment ago, so that a busy key is not looked up for every call.

    A revoked key ends within `seconds`. Keys are held as digests only; a key that was not found
    is asked for again.
    """

    def __init__(
        self,
        look_up: Callable[[str], Caller | None],
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look_up, self._seconds, self._clock = look_up, seconds, clock
        self._known: dict[bytes, tuple[Caller, float]] = {}

    def fresh(self, key: str) -> Caller | None:
        """The caller, if the key was looked up a moment ago."""
        caller, until = self._known.get(_digest(key), (None, 0.0))
        return caller if self._clock() < until else None

    def look_up(self, key: str) -> Caller | None:
        """The caller as the store has it now; blocks."""
        caller = self._look_up(key)
        if caller is None:
            self._known.pop(_digest(key), None)
        else:
            self._known[_digest(key)] = (caller, self._clock() + self._seconds)
        return caller


def caller_by_id(service: Service, key_id: str) -> Caller | None:
    """The caller of a key by its id, for a ticket that the key made; None once it is revoked."""
    for key in list_keys(service.store):
        if key.key_id == key_id and key.revoked_at is None:
            return Caller(key.key_id, key.name, key.scopes, key.sandbox, key.reports_delivery)
    return None


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
