"""Takes one file of a module's words out: a change of the module, which its roles approve anew.

Whoever does it counts as a writer of the module, as with any change. What would leave the library
with an error, or a message that goes out today with nothing to say, is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from service.deciding.composing import GuardLike
from service.domain.content import ContentModule
from service.editing.committing import Committed, commit
from service.editing.earlier import texts_of
from service.editing.looking import new_errors
from service.editing.reaching import MOST, Reach, reach
from service.editing.removing import drop_empty
from service.editing.saving import check_writers, inside, sign
from service.editing.sending import lost
from service.editing.workspace import Workspace
from service.errors import BedsideError, Problem
from service.library.building import build
from service.library.checks.banking import approved_words
from service.library.hashing import item_hash
from service.library.library import Item, Library
from service.library.places import Place, place_of
from service.library.writing import one_writer, write_whole


@dataclass(frozen=True, slots=True)
class WordsRemoval:
    """What taking a file of words out means: the messages that differ, and what stands against it.

    `reach` is None where no message could be made of the library before or after.
    """

    item: Item[ContentModule]
    place: Place
    against: tuple[Problem, ...]
    reach: Reach | None = None


def words_removal(
    workspace: Workspace, file: str, on: date, guard: GuardLike
) -> WordsRemoval | None:
    """What deleting a file of words means; None where it is no words that the library can read."""
    library, place = workspace.library(now=True), place_of(file)
    item = library.modules.get(place.name) if place is not None else None
    files = library.renditions.get(place.name, ()) if place is not None else ()
    if place is None or item is None or all(each.file != file for each in files):
        return None
    if len(files) == 1:
        what, fix = "a module has words, and these are its last", "delete or retire the module"
        return WordsRemoval(item, place, (Problem(file, 0, 0, "C147", what, fix),))
    banked = [
        Problem(file, 0, 0, "C147", f"`{name}` rewords them", "drop it: `bedside reword drop`")
        for name, rewording in library.rewordings.items()
        if (source := approved_words(library, rewording)) is not None and source.file == file
    ]
    if banked:
        return WordsRemoval(item, place, tuple(banked))
    after = _without(workspace, library, item, file)
    breaks = new_errors(library, after, on)
    if breaks:
        return WordsRemoval(item, place, breaks)
    try:
        old, new = (build(each, on, assume_approved=True).release for each in (library, after))
    except BedsideError:
        return WordsRemoval(item, place, ())
    found = reach(old, new, (library, after), place, guard, MOST)
    return WordsRemoval(item, place, lost(found, new, after, guard), found)


def remove_words(
    workspace: Workspace, file: str, digest: str, editor: str, on: date, guard: GuardLike
) -> Committed:
    """Delete a file of words of a module as somebody saw it (`digest`), and commit that.

    Raises `BedsideError`, and deletes nothing, where the module was changed since, or something
    stands against it.
    """
    with one_writer(workspace.folder):
        found = words_removal(workspace, file, on, guard)
        if found is None or found.item.hash != digest:
            what, fix = "the module was changed meanwhile", "read it again, then decide"
            raise BedsideError([Problem(file, 0, 0, "C143", what, fix)])
        if found.against:
            raise BedsideError(found.against)
        main, path = found.place.main_file, inside(workspace.folder, file)
        now = workspace.text(main) or ""
        signed = sign(now, editor)
        check_writers(workspace, main, workspace.with_texts({main: signed}), editor, on)
        # Who changed it comes first: a crash in between leaves one name too many, never too few.
        if signed != now:
            write_whole(inside(workspace.folder, main), signed)
        try:
            path.unlink(missing_ok=True)
            drop_empty(path.parent, workspace.folder)
        except OSError as error:
            what, fix = f"cannot be deleted ({error.strerror})", "look who may write there"
            raise BedsideError([Problem(file, 0, 0, "C112", what, fix)]) from None
        finally:
            workspace.library(now=True)
        changed = sorted({file, main} if signed != now else {file})
        return commit(workspace.folder, changed, f"Delete {file}"[:72], editor)


def _without(
    workspace: Workspace, library: Library, item: Item[ContentModule], file: str
) -> Library:
    """The library as it would be without a file of a module's words."""
    name = item.value.id
    texts = texts_of(workspace.folder, library, item)
    del texts[file.removeprefix(f"content/{name}/")]
    left = tuple(each for each in library.renditions[name] if each.file != file)
    changed = replace(item, hash=item_hash(item.key, texts))
    return replace(
        library,
        modules={**library.modules, name: changed},
        renditions={**library.renditions, name: left},
    )
