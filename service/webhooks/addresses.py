"""Where calls may go: to https, on the public internet, and to nothing beside us.

A receiver's name is looked up for every call, every address behind it is judged, and the call goes
to the address that was judged, so a name that changes its mind in between gains nothing. Networks
of one's own have to be named in a setting. This machine may be called by its literal address, for
development; no name may lead to it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.webhooks.resolving import THE_RESOLVER

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Seconds that the name of a receiver may take to be looked up.
LOOK_UP = 5.0

_LONGEST = 500
_PRINTABLE = re.compile(r"[!-~]+")
_LOCAL = "localhost"

#: Ways to write an IPv4 address in IPv6 that Python's own notion of "global" lets through.
_WRAPPED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "::/96")
)


class AddressRefused(ValueError):
    """A URL that no call may go to; the message says what would be right."""


class NotFound(OSError):
    """A receiver's name that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart. `literal` is the address where the host is one, or this machine."""

    https: bool
    host: str
    port: int
    path: str
    literal: Address | None

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.https else 80) else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """What a URL leads to. Raises `AddressRefused`; nothing is looked up."""
    if len(url) > _LONGEST or not _PRINTABLE.fullmatch(url):
        raise AddressRefused(f"an address has at most {_LONGEST} letters of ASCII, and no space")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("this is not an address; write https://HOST/PATH") from None
    host = parts.hostname
    if parts.scheme not in ("https", "http") or not host:
        raise AddressRefused("this is not an address; write https://HOST/PATH")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("an address has no name, password or fragment in it")
    literal = _literal(host)
    https = parts.scheme == "https"
    if not https and not (literal is not None and literal.is_loopback):
        raise AddressRefused("calls go to https alone; http is for 127.0.0.1, ::1 and localhost")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(https, host, port or (443 if https else 80), path, literal)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == _LOCAL else host)
    except ValueError:
        return None


def may_go_to(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether an address is public, or in a network that a setting names."""
    mapped = getattr(address, "ipv4_mapped", None)
    plain: Address = mapped if mapped is not None else address
    if any(plain in network for network in allowed):
        return True
    return (
        plain.is_global
        and not plain.is_multicast
        and not plain.is_reserved
        and not any(plain in network for network in _WRAPPED)
    )


def addresses_of(
    target: Target, allowed: Sequence[Network], seconds: float = LOOK_UP
) -> list[Address]:
    """Where a call to a target may connect; its name has so many seconds to be looked up.

    Raises `AddressRefused`, `NotFound`, or `TimeoutError` when its name servers do not answer.
    One address that may not be called is enough to refuse all: nobody publishes both.
    """
    if target.literal is not None and target.literal.is_loopback:
        return [target.literal]
    found = [target.literal] if target.literal is not None else _looked_up(target, seconds)
    if not all(may_go_to(address, allowed) for address in found):
        raise AddressRefused(
            "the name leads to an address that is not public; "
            "a network of your own goes into BEDSIDE_WEBHOOK_NETWORKS"
        )
    return found


def _looked_up(target: Target, seconds: float) -> list[Address]:
    try:
        answers = THE_RESOLVER.look_up(target.host, target.port, seconds)
    except TimeoutError:
        raise
    except (OSError, UnicodeError):
        raise NotFound("the name leads nowhere") from None
    # An IPv6 address may carry the name of an interface behind `%`.
    found = [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
    return list(dict.fromkeys(found))
