"""One person's draft in two windows: whether one overtook the other, and both put together.

Pure. A page says which draft it knows (`seen`); whatever else is kept by now was typed elsewhere,
in another window or on another machine, and is not written over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.editing.drafts import Draft
from service.editing.merging import merge


class Overtaken(Exception):
    """What is kept is not the draft that a page knew, and nothing was written; `draft` is kept."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("the draft was changed in another window")
        self.draft = draft


def is_overtaken(kept: Draft | None, mine: Draft, seen: Sequence[str]) -> bool:
    """Whether keeping `mine` would lose words. `seen` are the texts that may stand there."""
    return kept is not None and kept.text not in (mine.text, *seen)


def together(kept: Draft | None, mine: Draft, seen: Sequence[str]) -> Draft:
    """A draft with what both say; where both changed the same lines, both stand in it.

    The first of `seen` is the text that both began from. It goes on from where the kept one does:
    that has what others saved in it, if either has.
    """
    if kept is None or not is_overtaken(kept, mine, seen):
        return mine
    before = seen[0] if seen else kept.base or ""
    return replace(mine, base=kept.base, text=merge(before, mine.text, kept.text).text)
