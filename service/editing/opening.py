"""A file as somebody opens it: what it says, their draft of it, and who else is at it."""

from __future__ import annotations

from dataclasses import dataclass

from service.editing.drafts import Draft, Drafts
from service.editing.workspace import Workspace
from service.errors import BedsideError
from service.library.places import Place, place_of


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file says to its reader (`text`) and what it says in the library (`now`).

    `base` is what it said when their draft was begun.
    """

    place: Place
    text: str
    base: str | None
    now: str | None
    draft: Draft | None
    others: tuple[Draft, ...]

    @property
    def moved(self) -> bool:
        """Whether the file says something else than when the draft was begun."""
        return self.draft is not None and self.base != self.now


def opened(workspace: Workspace, drafts: Drafts, file: str, editor: str) -> Opened | None:
    """A file, or None where there is neither a file nor a draft of this name.

    Raises `BedsideError` for a file that is no text; a draft of it stays.
    """
    place = place_of(file)
    if place is None or place.role == "approvals":
        return None
    if (fault := workspace.fault(file)) is not None:
        raise BedsideError([fault])
    now, draft = workspace.text(file), drafts.of(editor, file)
    others = tuple(drafts.others(editor, file))
    if draft is not None:
        return Opened(place, draft.text, draft.base, now, draft, others)
    return None if now is None else Opened(place, now, now, now, None, others)
