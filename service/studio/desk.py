"""What the pages for editing and approving work with: one library folder and what is said of it.

Everything that people leave behind (drafts, remarks, approved texts) lies in the data folder under
`studio/`; the library folder holds only what was saved and approved.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from service.deciding.composing import GuardLike
from service.domain.content import ContentModule
from service.editing.alone import Alone, alone
from service.editing.along import needed
from service.editing.committing import Committed
from service.editing.drafting import Drafting
from service.editing.earlier import Earlier
from service.editing.following import cited
from service.editing.going_back import Back, back
from service.editing.left import Left
from service.editing.looking import Look, known, look
from service.editing.reaching import MOST, Reach, reach
from service.editing.removing import remove
from service.editing.removing_words import remove_words
from service.editing.reviewing import Remarks
from service.editing.saving import Saved, save, stands
from service.editing.workspace import Workspace
from service.errors import BedsideError, Problem
from service.library.building import build
from service.library.library import Library
from service.library.places import Place, place_of
from service.library.release import Release
from service.library.signatures import authors
from service.studio.mapping import Mapper
from service.studio.once import Once

#: Libraries whose release is kept, and texts of which it is known what is wrong with them.
_LIBRARIES, _LOOKS = 4, 16


def _writers(library: Library, key: str) -> tuple[str, ...]:
    item = library.item(key)
    return authors(item.value) if item is not None else ()


class Desk:
    """One library folder, and everybody's work on it."""

    def __init__(self, library: Path, data: Path, guard: GuardLike) -> None:
        home = data / "studio"
        self.guard = guard
        self.workspace = Workspace(library)
        self.drafting = Drafting(home)
        self.drafts = self.drafting.kept
        self.remarks = Remarks(home)
        self.earlier = Earlier(home / "approved")
        self.left = Left(home / "left")
        #: Held from the look at how an item stands to the answer to it: no answer counts twice.
        self.answering = threading.Lock()
        self._built: Once[Release] = Once(_LIBRARIES)
        self._seen: Once[Look] = Once(_LOOKS)
        self.mapper = Mapper(self._release, guard)
        self._warming: threading.Thread | None = None

    def warm(self, on: date) -> None:
        """Begin to work out, beside, what the first look at a text needs of the whole library."""
        if self._warming is None:
            self._warming = threading.Thread(target=self._warm, args=(on,), daemon=True)
            self._warming.start()

    def _warm(self, on: date) -> None:
        with contextlib.suppress(BedsideError):
            known(self.workspace.library(), on)

    def look(self, file: str, text: str, on: date, along: Mapping[str, str]) -> Look:
        """What is wrong with a text; `along` are the drafts that are saved with it."""
        beside = {**along, **cited(self.workspace, {file: text})}
        # Asked of one text several times: for its drafts, its marks and its messages.
        return self._seen.of(
            self.workspace.library(),
            (file, text, on, tuple(sorted(beside.items()))),
            lambda: look(self.workspace, file, text, on, self.guard, beside=beside),
        )

    def along(self, file: str, text: str, editor: str, on: date) -> dict[str, str]:
        """An editor's other drafts without which a text cannot be saved, and with which it can."""
        mine, place = self.drafts.all_of(editor), place_of(file)

        def approved(others: Mapping[str, str]) -> bool:
            after = self.workspace.with_texts({**others, file: text})
            return place is not None and stands(after, place.key, on)

        return needed(
            self.workspace, mine, file, lambda t: self.look(file, text, on, t).stops, approved
        )

    def back(self, key: str, on: date) -> Back | None:
        """What going back to the approved text of an item means. Raises `BedsideError`."""
        return back(self.workspace, self.earlier, key, on)

    def go_back(self, key: str, digest: str, editor: str, at: datetime) -> tuple[str, ...]:
        """Make drafts of an item's approved text as somebody saw it (`digest`); their files.

        What the editor had begun of the item can be taken back for a day. Raises `BedsideError`
        where the item was changed since, or no other text of it that was approved is known.
        """
        found = self.back(key, at.date())
        if found is None or found.item.hash != digest or not found.texts:
            what, fix = "the item was changed meanwhile", "read it again, then decide"
            raise BedsideError([Problem(key, 0, 0, "C143", what, fix)])
        self.drafting.replace(editor, key, found.texts, self.workspace.text, at)
        return tuple(found.texts)

    def save(self, file: str, text: str, base: str | None, editor: str, on: date) -> Saved:
        """Save a text, keep the approved one that it takes the place of, and drop the draft."""
        place = place_of(file)
        before = self.workspace.library(now=True)
        if place is not None:
            self._keep_earlier(before, place)
        beside = self.along(file, text, editor, on)
        begun = {
            draft.file: draft.base
            for draft in self.drafts.all_of(editor)
            if beside.get(draft.file) == draft.text
        }
        key = place.key if place is not None else ""
        left = self.left.of(key)
        known = (*left, *_writers(before, key))
        self.left.keep(key, known)  # first: a crash in between remembers one too many
        saved = save(self.workspace, file, text, base, editor, on, self.guard, beside, begun, left)
        now = _writers(self.workspace.library(), key)
        self.left.keep(key, (name for name in known if name not in now))
        if saved.outcome == "saved":
            for name in (file, *saved.beside):
                self.drafting.saved(editor, name, {**beside, file: text}[name])
        return saved

    def _keep_earlier(self, before: Library, place: Place) -> None:
        """Keep the texts that a save may take the place of: the item's, and what cites a claim."""
        for item in before.items():
            value = item.value
            cites = isinstance(value, ContentModule) and place.name in value.claims
            if item.key == place.key or (place.sort == "claim" and cites):
                self.earlier.keep(self.workspace.folder, before, item)

    def remove(self, key: str, digest: str, editor: str, on: date) -> Committed:
        """Delete what was never approved, and the editor's drafts of it. Raises `BedsideError`."""
        done = remove(self.workspace, key, digest, editor, on)
        for draft in self.drafting.of_item(editor, key):
            self.drafts.drop(editor, draft.file)
        return done

    def remove_words(self, file: str, digest: str, editor: str, at: datetime) -> Committed:
        """Delete a file of a module's words, as somebody saw the module. Raises `BedsideError`.

        For a day the editor can take their text back, as a draft of a new file.
        """
        place, text = place_of(file), self.workspace.text(file)
        if place is not None:
            self._keep_earlier(self.workspace.library(now=True), place)
        done = remove_words(self.workspace, file, digest, editor, at.date(), self.guard)
        self.drafting.file_is_gone(editor, file, text or "", at)
        return done

    def reach(self, texts: Mapping[str, str], place: Place, on: date) -> Reach | BedsideError:
        """The messages that a change reaches; the problems, where none can be made of it."""
        before, after = self.workspace.library(), self.workspace.with_texts(texts)
        return self.between(before, after, place, on)

    def between(
        self,
        before: Library,
        after: Library,
        place: Place,
        on: date,
        most: int | None = MOST,
    ) -> Reach | BedsideError:
        """The messages that differ between two states of the library.

        Where no message can be made of the earlier one, as of settings that do not know a topic
        of today's modules, those of the later one are there with nothing to compare them with.
        `most` None tries every call.
        """
        try:
            new = build(after, on, assume_approved=True).release
        except BedsideError as error:
            return error
        try:
            old = self._release(before, on)
        except BedsideError:
            found = reach(new, new, (after, after), place, self.guard, most)
            return replace(found, compared=False)
        return reach(old, new, (before, after), place, self.guard, most)

    def alone(self, texts: Mapping[str, str], place: Place) -> tuple[Alone, ...]:
        """The words of a module by themselves, with these texts in its files; none of others."""
        if place.sort != "module":
            return ()
        return alone(self.workspace.with_texts(texts), place.name, self.guard)

    def _release(self, library: Library, on: date) -> Release:
        """What a library would serve if all of it were approved; built once a library."""
        return self._built.of(library, on, lambda: build(library, on, assume_approved=True).release)
