"""Builds a studio from an installation's folders: its accounts, its secret, its guard."""

from __future__ import annotations

from pathlib import Path

from service.store.secret import secret_in
from service.studio.accounts import Accounts
from service.studio.context import Studio
from service.studio.sessions import Sessions
from service.studio.shelf import Shelf
from service.wiring import the_clock, the_guard


def accounts_in(data: Path) -> Accounts:
    """The accounts of an installation."""
    return Accounts(data / "studio-accounts.json")


def the_studio(library: Path, data: Path, origins: tuple[str, ...]) -> Studio:
    """A studio that is ready to answer: library read, guard loaded. Raises `BedsideError`."""
    shelf = Shelf(library)
    shelf.held()
    return Studio(
        library=library,
        data=data,
        guard=the_guard(),
        clock=the_clock,
        accounts=accounts_in(data),
        sessions=Sessions(secret_in(data / "studio.key")),
        shelf=shelf,
        origins=origins,
    )
