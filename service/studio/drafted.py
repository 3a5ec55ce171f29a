"""What the form of the Edit page brings: a file's text, and the draft that its page knew of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from service.editing.drafts import Draft
from service.library.places import place_of
from service.studio.accounts import Account
from service.studio.context import signed_in
from service.studio.failing import Refused


@dataclass(frozen=True, slots=True)
class Brought:
    """A text as a draft of who is signed in, and which texts its page knew to be kept.

    The first of `seen` is what the page came with, or what was kept of it last; the second what it
    sent since and has no answer to.
    """

    mine: Draft
    seen: tuple[str, ...]


def brought(request: Request, form: Mapping[str, str], at: datetime) -> Brought:
    """Read the form. Raises `Refused` for who may not edit, and for a name that no library has."""
    account, file = editor_of(request), form.get("file", "")
    if place_of(file) is None:
        raise Refused("W601")
    mine = Draft(account.name, file, base_in(form), plain(form.get("text", "")), at)
    return Brought(mine, tuple(plain(form[name]) for name in ("seen", "tried") if name in form))


def editor_of(request: Request) -> Account:
    """Who is signed in. Raises `Refused` where they may not edit."""
    account = signed_in(request)
    if not account.edits:
        raise Refused("W606")
    return account


def plain(text: str) -> str:
    """A form's text with the line ends of files."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def base_in(form: Mapping[str, str]) -> str | None:
    """What the file said when its editor began; None where it was not there."""
    return None if form.get("new") == "yes" else plain(form.get("base", ""))
