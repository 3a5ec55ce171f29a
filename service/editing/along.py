"""Which other drafts of its item a text needs: without them it cannot be saved, with them it can.

A claim stands in a module's words and in its `claims`, and neither may be without the other; a new
module needs words, and words a module. Drafts that are not needed stay drafts: nobody has said that
they are finished. All of an item's go together where that makes it what is approved: of such a
text no half stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from service.editing.drafts import Draft
from service.editing.merging import holds_conflict
from service.editing.workspace import Workspace
from service.library.places import Place, in_item, is_words_of, place_of

#: Drafts that are tried alone, before all of an item's are tried together.
SINGLY = 4


def needed(
    workspace: Workspace,
    mine: Sequence[Draft],
    file: str,
    stops: Callable[[Mapping[str, str]], bool],
    is_approved: Callable[[Mapping[str, str]], bool],
) -> dict[str, str]:
    """The texts that are saved with a file's, by file, of all drafts of one editor (`mine`).

    `stops` tells whether the file's text may not be saved with some others beside it, and
    `is_approved` whether the item is then what its roles have approved. A draft of a
    file that says something else by now is not taken, nor one with a conflict in it: it has to be
    put together first.
    """
    place = place_of(file)
    if place is None or place.sort != "module":
        return {}
    if workspace.text(place.main_file) is None:
        return _of_new_module(place, mine)
    others = {
        draft.file: draft.text
        for draft in mine
        if draft.file != file
        and in_item(draft.file, place.key)
        and draft.base == workspace.text(draft.file)
        and not holds_conflict(draft.text)
    }
    if others and is_approved(others):
        return others
    if not others or not stops({}):
        return {}
    names = sorted(others, key=lambda name: (name != place.main_file, name))
    tries = [{name: others[name]} for name in names[:SINGLY]]
    tries += [others] if len(others) > 1 else []
    return next((texts for texts in tries if not stops(texts)), {})


def _of_new_module(place: Place, mine: Sequence[Draft]) -> dict[str, str]:
    """Words need what the module is, and that needs words: of those, every draft, as none comes
    before another."""
    if place.file != place.main_file:
        return {draft.file: draft.text for draft in mine if draft.file == place.main_file}
    return {
        draft.file: draft.text
        for draft in sorted(mine, key=lambda draft: draft.file)
        if draft.base is None and is_words_of(draft.file, place.key)
    }
