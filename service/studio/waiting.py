"""What pages show while nothing can be served: the library as saved, and what waits for whom.

Where the settings, or an answer to a call for help, lack an approval, no release can be built. The
files themselves are sound, so pages go on with them and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from service.errors import BedsideError
from service.library.approvals import last_day, states
from service.library.leaning import leans_on
from service.library.library import Library
from service.library.release import Release
from service.studio.shelf import Held

#: What stops a release and is a reviewer's to mend, not an editor's.
_UNAPPROVED = frozenset({"L701", "L702"})


@dataclass(frozen=True, slots=True)
class Waits:
    """An item without which nothing is served, and whose yes it lacks; none, if it ended."""

    key: str
    roles: tuple[str, ...]


def shown_release(held: Held, on: date, *, drafts: bool) -> tuple[Release, tuple[Waits, ...]]:
    """What a page shows, and what waits where that is not what was asked for.

    Raises `BedsideError` where the files are at fault.
    """
    try:
        return held.release(on, drafts=drafts), ()
    except BedsideError as error:
        if drafts or not {problem.code for problem in error.problems} <= _UNAPPROVED:
            raise
    return held.release(on, drafts=True), tuple(_waiting(held.library, on))


def _waiting(library: Library, on: date) -> Iterator[Waits]:
    """Of the settings, the answers to calls for help and what those lean on: what is lacking."""
    settings = library.settings
    assert settings is not None  # without it there is another fault than an approval
    items, state = {item.key: item for item in library.items()}, states(library, on)
    answers = (f"module:{path.module}" for path in settings.value.escalation.values())
    ahead, seen = [settings.key, *answers], set()
    while ahead:
        item = items.get(ahead.pop(0))
        if item is None or item.key in seen:
            continue
        seen.add(item.key)
        ahead += leans_on(item.value)
        end = last_day(item, state[item.key])
        if end is None or end < on:
            yield Waits(item.key, tuple(lack.role for lack in state[item.key].lacks))
