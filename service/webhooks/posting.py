"""One call to a receiver: an address that was judged, one deadline for all of it, and no more of
the answer than its status.

Redirects are not followed, proxies of the environment are not asked, and the body of an answer is
not read. Whatever goes wrong ends in a word of a closed list; nothing of what a receiver says gets
any further.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal

import h11

from service.webhooks.addresses import (
    LOOK_UP,
    Address,
    AddressRefused,
    Network,
    NotFound,
    Target,
    addresses_of,
    target_of,
)

#: How a call ended. `status` is an answer that is no yes; `fault`, that making it failed in itself.
Result = Literal[
    "delivered",
    "status",
    "late",
    "refused",
    "unreachable",
    "tls",
    "no address",
    "not http",
    "no secret",
    "fault",
]

#: Seconds that a receiver has for everything, the look-up of its name among it.
DEADLINE = 15.0

#: Of an answer's head; a longer one is no answer.
_HEAD = 16 * 1024
_READ = 4096
#: Heads that may come before the answer (100, 103).
_INTERIM = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call ended, and what the receiver said with its status."""

    result: Result
    status: int | None = None
    retry_after: timedelta | None = None
    seconds: float = 0.0


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    allowed: Sequence[Network] = (),
    deadline: float = DEADLINE,
) -> Answer:
    """Make one call. It never raises for what a receiver or the way to it does."""
    started = time.monotonic()
    until = started + deadline
    try:
        target = target_of(url)
        found = addresses_of(target, allowed, min(LOOK_UP, deadline))
    except AddressRefused:
        return Answer("refused", seconds=time.monotonic() - started)
    except NotFound:
        return Answer("no address", seconds=time.monotonic() - started)
    except TimeoutError:
        return Answer("late", seconds=time.monotonic() - started)
    result, status, wish = _posted(target, found, body, headers, until)
    return Answer(result, status, wish, time.monotonic() - started)


def _posted(
    target: Target,
    found: Sequence[Address],
    body: bytes,
    headers: Mapping[str, str],
    until: float,
) -> tuple[Result, int | None, timedelta | None]:
    try:
        with _connected(target, found, until) as line:
            status, wish = _asked(line, target, body, headers, until)
    except TimeoutError:
        return "late", None, None
    except ssl.SSLError:
        return "tls", None, None
    except OSError:
        return "unreachable", None, None
    except h11.ProtocolError:
        return "not http", None, None
    return ("delivered" if 200 <= status < 300 else "status"), status, wish


def _connected(target: Target, found: Sequence[Address], until: float) -> socket.socket:
    """A connection to the first address that takes one."""
    refused: OSError | None = None
    for address in found:
        try:
            line = socket.create_connection((str(address), target.port), timeout=_left(until))
        except TimeoutError:
            raise
        except OSError as error:
            refused = error
            continue
        if not target.https:
            return line
        try:
            line.settimeout(_left(until))
            # The certificate has to be the name's, whatever address it was found at.
            return _trust().wrap_socket(line, server_hostname=target.host)
        except BaseException:
            line.close()
            raise
    raise refused or OSError("no address")


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The authorities that this machine trusts; SSL_CERT_FILE names others."""
    return ssl.create_default_context()


def _asked(
    line: socket.socket, target: Target, body: bytes, headers: Mapping[str, str], until: float
) -> tuple[int, timedelta | None]:
    """The status of the answer, and how long the receiver asks to be left alone."""
    talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)
    head = {
        "host": target.authority,
        "content-length": str(len(body)),
        "connection": "close",
        **headers,
    }
    request = h11.Request(method="POST", target=target.path, headers=list(head.items()))
    sent = [talk.send(request), talk.send(h11.Data(data=body)), talk.send(h11.EndOfMessage())]
    line.settimeout(_left(until))
    line.sendall(b"".join(part or b"" for part in sent))
    interim = 0
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            line.settimeout(_left(until))
            talk.receive_data(line.recv(_READ))
        elif isinstance(event, h11.Response):
            return event.status_code, _wish(dict(event.headers).get(b"retry-after"))
        else:
            interim += 1
            if not isinstance(event, h11.InformationalResponse) or interim > _INTERIM:
                raise h11.RemoteProtocolError("no answer")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _wish(header: bytes | None) -> timedelta | None:
    """Seconds; a date is passed over, as nobody knows that clock."""
    if header is None or not header.isdigit() or len(header) > 9:
        return None
    return timedelta(seconds=int(header))
