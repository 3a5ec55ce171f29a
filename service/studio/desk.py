"""What the pages for editing and approving work with: one library folder and what is said of it.

Everything that people leave behind (drafts, remarks, approved texts) lies in the data folder under
`studio/`; the library folder holds only what was saved and approved.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from service.deciding.composing import GuardLike
from service.domain.content import ContentModule
from service.editing.alone import Alone, alone
from service.editing.along import needed
from service.editing.committing import Committed
from service.editing.coverage import Cell
from service.editing.drafts import Draft, Drafts
from service.editing.earlier import Earlier
from service.editing.following import followed
from service.editing.going_back import Back, back
from service.editing.left import Left
from service.editing.looking import Look, known, look
from service.editing.overtaking import Overtaken, is_overtaken, together
from service.editing.reaching import MOST, Reach, reach
from service.editing.removing import remove
from service.editing.removing_words import remove_words
from service.editing.reviewing import Remarks
from service.editing.saving import Saved, save, stands
from service.editing.workspace import Workspace
from service.errors import BedsideError, Problem
from service.library.building import build
from service.library.library import Library
from service.library.places import Place, in_item, place_of
from service.library.release import Release
from service.library.signatures import authors
from service.studio.once import Once

#: For so long a draft that was discarded can be taken back.
A_DAY = timedelta(days=1)
#: Libraries whose release is kept, and texts of which it is known what is wrong with them.
_LIBRARIES, _LOOKS = 4, 16

Covered = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as somebody sees it: what it says, their draft if there is one, who else is at it."""

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


def _says_nothing(draft: Draft) -> bool:
    """Whether a draft says what its file says, or of a new file nothing."""
    return draft.text == (draft.base if draft.base is not None else "")


def _writers(library: Library, key: str) -> tuple[str, ...]:
    return next((authors(item.value) for item in library.items() if item.key == key), ())


class Desk:
    """One library folder, and everybody's work on it."""

    def __init__(self, library: Path, data: Path, guard: GuardLike) -> None:
        home = data / "studio"
        self.guard = guard
        self.workspace = Workspace(library)
        self.drafts = Drafts(home / "drafts")
        self._discarded = Drafts(home / "discarded")
        self.remarks = Remarks(home)
        self.earlier = Earlier(home / "approved")
        self.left = Left(home / "left")
        #: Held from the look at how an item stands to the answer to it: no answer counts twice.
        self.answering = threading.Lock()
        #: Held from the look at a draft to the writing of it: no window writes over another.
        self.drafting = threading.Lock()
        self._built: Once[Release] = Once(_LIBRARIES)
        self._seen: Once[Look] = Once(_LOOKS)
        self._covered: tuple[Library, Future[Covered]] | None = None
        self._lock = threading.Lock()
        #: Held while a map is made: after each of many saves one more would be begun.
        self._covering = threading.Lock()
        self._warming: threading.Thread | None = None

    def warm(self, on: date) -> None:
        """Begin to work out, beside, what the first look at a text needs of the whole library."""
        if self._warming is None:
            self._warming = threading.Thread(target=self._warm, args=(on,), daemon=True)
            self._warming.start()

    def _warm(self, on: date) -> None:
        with contextlib.suppress(BedsideError):
            known(self.workspace.library(), on)

    def open(self, file: str, editor: str) -> Opened | None:
        """A file, or None where there is neither a file nor a draft of this name.

        Raises `BedsideError` for a file that is no text; a draft of it stays.
        """
        place = place_of(file)
        if place is None or place.role == "approvals":
            return None
        if (fault := self.workspace.fault(file)) is not None:
            raise BedsideError([fault])
        now, draft = self.workspace.text(file), self.drafts.of(editor, file)
        others = tuple(self.drafts.others(editor, file))
        if draft is not None:
            return Opened(place, draft.text, draft.base, now, draft, others)
        return None if now is None else Opened(place, now, now, now, None, others)

    def look(self, file: str, text: str, on: date, along: Mapping[str, str]) -> Look:
        """What is wrong with a text; `along` are the drafts that are saved with it."""
        beside = {**along, **self.following(file, text)}
        # Asked of one text several times: for its drafts, its marks and its messages.
        return self._seen.of(
            self.workspace.library(),
            (file, text, on, tuple(sorted(beside.items()))),
            lambda: look(self.workspace, file, text, on, self.guard, beside=beside),
        )

    def following(self, file: str, text: str) -> dict[str, str]:
        """The files that cite a claim, as they will be once its file says this."""
        place = place_of(file)
        if place is None or place.sort != "claim":
            return {}
        before, after = self.workspace.library(), self.workspace.with_texts({file: text})
        return followed(before, after, place, self.workspace.text)

    def along(self, file: str, text: str, editor: str, on: date) -> dict[str, str]:
        """An editor's other drafts without which a text cannot be saved, and with which it can."""
        mine, place = self.drafts.all_of(editor), place_of(file)

        def approved(others: Mapping[str, str]) -> bool:
            after = self.workspace.with_texts({**others, file: text})
            return place is not None and stands(after, place.key, on)

        return needed(
            self.workspace, mine, file, lambda t: self.look(file, text, on, t).stops, approved
        )

    def drafts_of(self, editor: str, key: str) -> list[Draft]:
        """Somebody's drafts of an item's files, the latest first."""
        return [draft for draft in self.drafts.all_of(editor) if in_item(draft.file, key)]

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
        with self.drafting:
            for draft in self.drafts_of(editor, key):
                if draft.text != found.texts.get(draft.file):
                    self._discarded.keep(replace(draft, at=at))
                    self.drafts.drop(editor, draft.file)
            for file, text in found.texts.items():
                self.drafts.keep(Draft(editor, file, self.workspace.text(file), text, at))
        return tuple(found.texts)

    def keep(self, mine: Draft, seen: Sequence[str]) -> bool:
        """Keep a draft; one that says what the file says is none. Whether there is one now.

        `seen` are the texts that its page knew to be kept. Raises `Overtaken` where another is.
        """
        with self.drafting:
            kept = self.drafts.of(mine.editor, mine.file)
            if kept is not None and is_overtaken(kept, mine, seen):
                raise Overtaken(kept)
            return self._keep(mine)

    def put_together(self, mine: Draft, seen: Sequence[str]) -> None:
        """Keep a draft with what another window kept since in it."""
        with self.drafting:
            self._keep(together(self.drafts.of(mine.editor, mine.file), mine, seen))

    def discard(self, mine: Draft, seen: Sequence[str]) -> None:
        """Forget a draft, as its page has it and as it is kept, but for a day."""
        with self.drafting:
            gone = together(self.drafts.of(mine.editor, mine.file), mine, seen)
            if not _says_nothing(gone):
                self._discarded.keep(gone)
            self.drafts.drop(mine.editor, mine.file)

    def discarded(self, editor: str, now: datetime) -> list[Draft]:
        """What somebody discarded within a day, the last of each file; `at` is when."""
        with self.drafting:  # else what is discarded right now could go with what is a day old
            return self._discarded_by(editor, now)

    def _discarded_by(self, editor: str, now: datetime) -> list[Draft]:
        found = self._discarded.all_of(editor)
        for draft in found:
            if now - draft.at > A_DAY:
                self._discarded.drop(editor, draft.file)
        return [draft for draft in found if now - draft.at <= A_DAY]

    def take_back(self, file: str, editor: str, at: datetime) -> bool:
        """Keep a discarded draft again; what is kept by now changes places with it."""
        with self.drafting:
            back = next((d for d in self._discarded_by(editor, at) if d.file == file), None)
            if back is None:
                return False
            kept = self.drafts.of(editor, file)
            self.drafts.keep(replace(back, at=at))
            if kept is not None and kept.text != back.text:
                self._discarded.keep(replace(kept, at=at))
            else:
                self._discarded.drop(editor, file)
            return True

    def _keep(self, draft: Draft) -> bool:
        if _says_nothing(draft):
            self.drafts.drop(draft.editor, draft.file)
            return False
        self.drafts.keep(draft)
        return True

    def _drop(self, editor: str, file: str, text: str) -> None:
        """Drop a draft that was saved; what was typed elsewhere meanwhile stays one."""
        with self.drafting:
            kept = self.drafts.of(editor, file)
            if kept is not None and kept.text == text:
                self.drafts.drop(editor, file)

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
                self._drop(editor, name, {**beside, file: text}[name])
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
        for draft in self.drafts.all_of(editor):
            place = place_of(draft.file)
            if place is not None and place.key == key:
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
        with self.drafting:
            draft = self.drafts.of(editor, file)
            last = draft.text if draft is not None else text or ""
            self._discarded.keep(Draft(editor, file, None, last, at))
            self.drafts.drop(editor, file)
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

    def covered(
        self,
        library: Library,
        on: date,
        made: Callable[[Release, GuardLike], Covered],
        seconds: float,
    ) -> Covered | None:
        """The map of what the library can say; worked out once a library, beside.

        None where it is not there within some seconds: hundreds of messages are made for it.
        Raises `BedsideError` where no message can be.
        """
        with self._lock:
            if self._covered is None or self._covered[0] is not library:
                self._covered = (library, Future())
                given = (*self._covered, on, made)
                threading.Thread(target=self._cover, args=given, daemon=True).start()
            found = self._covered[1]
        try:
            return found.result(seconds)
        except TimeoutError:
            return None
        except BedsideError:
            raise  # it stays so until the library changes
        except Exception:
            with self._lock:  # told once; whoever looks again has it tried again
                if self._covered is not None and self._covered[1] is found:
                    self._covered = None
            raise

    def _cover(
        self,
        library: Library,
        found: Future[Covered],
        on: date,
        made: Callable[[Release, GuardLike], Covered],
    ) -> None:
        with self._covering:
            if self._covered is None or self._covered[1] is not found:
                return  # the library changed while this waited: whoever asks again gets the later
            try:
                found.set_result(made(self._release(library, on), self.guard))
            except Exception as error:  # noqa: BLE001 - whoever waits for the map is told
                found.set_exception(error)

    def _release(self, library: Library, on: date) -> Release:
        """What a library would serve if all of it were approved; built once a library."""
        return self._built.of(library, on, lambda: build(library, on, assume_approved=True).release)
