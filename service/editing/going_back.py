"""Back to what was approved: an item's files as all its roles approved them last, to look at first.

Nothing is saved here. A text that is approved as it stands needs no name of whoever puts it there:
they wrote none of it (`service/editing/saving.py`). Any other keeps all names that stand there now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from service.domain.content import Approval, Value, Withdrawal
from service.editing.earlier import Earlier
from service.editing.saving import sign, stands
from service.editing.workspace import Workspace
from service.library.approvals import ApprovalState, Lack, states, wholly_approved
from service.library.hashing import item_hash
from service.library.library import Item, Library
from service.library.places import Place, place_of
from service.library.signatures import authors


@dataclass(frozen=True, slots=True)
class Back:
    """What going back means. `approved` are the approvals that name the text, `withdrawn` those
    that somebody took back; `texts` is what each file that differs said then; `added` are files
    that came since, and stay.

    `state` is how the item stands once these texts are saved together; None where no text that all
    its roles approved is known.
    """

    item: Item[Value]
    approved: tuple[Approval, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    state: ApprovalState | None = None


def other_texts(library: Library, item: Item[Value]) -> tuple[str, ...]:
    """The hashes of an item's other texts that each of its roles approved, the latest last."""
    if library.settings is None:
        return ()
    known = wholly_approved(item, library.approvals, library.settings.value)
    return tuple(digest for digest in known if digest != item.hash)


def back(workspace: Workspace, earlier: Earlier, key: str, on: date) -> Back | None:
    """What going back to the text that was approved last means; None where there is no such item.

    Raises `BedsideError` without a library.
    """
    library = workspace.library(now=True)
    item = library.item(key)
    place = place_of(item.file) if item is not None else None
    if item is None or place is None:
        return None
    wanted = other_texts(library, item)
    found = earlier.one_of(workspace.folder, item, wanted[::-1])
    if found is None:
        return Back(item)
    texts = {_file(place, name): text for name, text in found.items()}
    then = workspace.with_texts(texts)
    state = states(then, on).get(key)
    if not stands(then, key, on):
        texts = _with_names(texts, place, authors(item.value))
        state = states(workspace.with_texts(texts), on).get(key)
    if state is not None and state.until is not None and not stands(then, key, on):
        # Its roles approved another since, so whoever saves this one is named in it too.
        state = replace(state, until=None, lacks=tuple(Lack(r, "void") for r in state.roles))
    digest = item_hash(key, found)
    lines = [line.value for line in library.approvals if line.value.hash == digest]
    now = {file.file for file in library.renditions.get(place.name, ()) if place.sort == "module"}
    return Back(
        item,
        tuple(line for line in lines if isinstance(line, Approval)),
        tuple(line for line in lines if isinstance(line, Withdrawal)),
        {file: text for file, text in sorted(texts.items()) if text != workspace.text(file)},
        tuple(sorted(now - texts.keys())),
        state,
    )


def _file(place: Place, name: str) -> str:
    """The library's name of a file that an item's hash knows by its own."""
    return f"content/{place.name}/{name}" if place.sort == "module" else place.file


def _with_names(texts: Mapping[str, str], place: Place, names: Sequence[str]) -> dict[str, str]:
    main = texts.get(place.main_file, "")
    for name in names:
        main = sign(main, name)
    return {**texts, place.main_file: main}
