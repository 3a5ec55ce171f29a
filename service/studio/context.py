"""What one process of the studio holds, and how a route gets at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from starlette.requests import HTTPConnection

from service.deciding.composing import GuardLike
from service.studio.accounts import Account, Accounts
from service.studio.asking import Asks
from service.studio.desk import Desk
from service.studio.links import Links
from service.studio.navigation import Entry
from service.studio.passwords import Lockout
from service.studio.sessions import Session, Sessions
from service.studio.shelf import Shelf


@dataclass(slots=True)
class Studio:
    """One process: the library it works on, the guard, and who may come in.

    `origins` are the addresses under which browsers may reach it, such as `http://127.0.0.1:8090`.
    """

    library: Path
    data: Path
    guard: GuardLike
    clock: Callable[[], datetime]
    accounts: Accounts
    sessions: Sessions
    shelf: Shelf
    origins: tuple[str, ...]
    navigation: tuple[Entry, ...] = ()
    links: Links = field(default_factory=Links)
    lockout: Lockout = field(default_factory=Lockout)
    asks: Asks = field(default_factory=Asks)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.library, self.data, self.guard)

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over TLS, so that its cookie may be for TLS alone."""
        return all(origin.startswith("https://") for origin in self.origins)

    def organisation(self) -> str:
        """The short name of whose library it is, for the page's head; empty while unreadable."""
        held = self.shelf.last
        settings = held.library.settings if held else None
        return settings.value.organisation.short_name if settings else ""


def studio_of(request: HTTPConnection) -> Studio:
    """The process's context."""
    return cast(Studio, request.app.state.studio)


def session_in(request: HTTPConnection) -> Session | None:
    """The session of a call; the envelope has read and checked it."""
    return cast("Session | None", request.scope.get("bedside.session"))


def account_in(request: HTTPConnection) -> Account | None:
    """Who is signed in, if anybody is."""
    return cast("Account | None", request.scope.get("bedside.account"))


def signed_in(request: HTTPConnection) -> Account:
    """Who is signed in. The envelope lets nobody else reach a route that is not open."""
    account = account_in(request)
    assert account is not None
    return account
