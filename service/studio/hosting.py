"""Builds a studio from an installation's folders: its accounts, its secret, its guard."""

from __future__ import annotations

import contextlib
from pathlib import Path

from service.errors import BedsideError
from service.store.secret import secret_in
from service.studio.accounts import Accounts
from service.studio.context import Studio
from service.studio.pages import environment
from service.studio.previewing.asking import read_ask
from service.studio.previewing.making import preview
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
    made = Studio(
        library=library,
        data=data,
        guard=the_guard(),
        clock=the_clock,
        accounts=accounts_in(data),
        sessions=Sessions(secret_in(data / "studio.key")),
        shelf=shelf,
        origins=origins,
    )
    make_templates()
    with contextlib.suppress(BedsideError):  # the page will list what is wrong
        _preview(made)
    return made


def _preview(studio: Studio) -> None:
    """Make the first page's preview now, so that nobody waits for it."""
    now, held = studio.clock(), studio.shelf.held()
    release = held.release(now.date(), drafts=False)
    preview(held, release, read_ask({}, release, now), studio.guard)


def make_templates() -> None:
    """Make every template of the pages now; they stay made."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
