"""What becomes of drafts: kept as somebody types, put together, discarded, and had back for a day.

One change at a time (`lock`), from the look at a draft to the writing of it: so no window writes
over what another kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from service.editing.drafts import Draft, Drafts
from service.editing.overtaking import Overtaken, is_overtaken, together
from service.library.places import key_of

#: For so long a draft that was discarded can be taken back.
A_DAY = timedelta(days=1)


class Drafting:
    """Everybody's drafts (`kept`), and the last discarded one of each file (`gone`)."""

    def __init__(self, home: Path) -> None:
        self.kept, self.gone = Drafts(home / "drafts"), Drafts(home / "discarded")
        self.lock = threading.Lock()

    def of_item(self, editor: str, key: str) -> list[Draft]:
        """Somebody's drafts of an item's files, the latest first."""
        return [draft for draft in self.kept.all_of(editor) if key_of(draft.file) == key]

    def keep(self, mine: Draft, seen: Sequence[str]) -> bool:
        """Keep a draft; one that says what the file says is none. Whether there is one now.

        `seen` are the texts that its page knew to be kept. Raises `Overtaken` where another is.
        """
        with self.lock:
            kept = self.kept.of(mine.editor, mine.file)
            if kept is not None and is_overtaken(kept, mine, seen):
                raise Overtaken(kept)
            return self._keep(mine)

    def put_together(self, mine: Draft, seen: Sequence[str]) -> None:
        """Keep a draft with what another window kept since in it."""
        with self.lock:
            self._keep(together(self.kept.of(mine.editor, mine.file), mine, seen))

    def begin(self, editor: str, texts: Mapping[str, str], at: datetime) -> list[str]:
        """Begin drafts of new files; those that somebody had begun stay as they are, and are told.

        What was typed before is never written over by a template.
        """
        with self.lock:
            begun = [file for file in texts if self.kept.of(editor, file) is not None]
            for file, text in texts.items():
                if file not in begun:
                    self.kept.keep(Draft(editor, file, None, text, at))
            return begun

    def replace(
        self,
        editor: str,
        key: str,
        texts: Mapping[str, str],
        now: Callable[[str], str | None],
        at: datetime,
    ) -> None:
        """Have these drafts of an item in place of others, which are discarded.

        `now` tells what a file says.
        """
        with self.lock:
            for draft in self.of_item(editor, key):
                if draft.text != texts.get(draft.file):
                    self.gone.keep(replace(draft, at=at))
                    self.kept.drop(editor, draft.file)
            for file, text in texts.items():
                self.kept.keep(Draft(editor, file, now(file), text, at))

    def discard(self, mine: Draft, seen: Sequence[str]) -> None:
        """Forget a draft, as its page has it and as it is kept, but for a day."""
        with self.lock:
            gone = together(self.kept.of(mine.editor, mine.file), mine, seen)
            if not _says_nothing(gone):
                self.gone.keep(gone)
            self.kept.drop(mine.editor, mine.file)

    def file_is_gone(self, editor: str, file: str, text: str, at: datetime) -> None:
        """Keep for a day what a file said that was deleted, or its editor's draft of it."""
        with self.lock:
            draft = self.kept.of(editor, file)
            last = draft.text if draft is not None else text
            self.gone.keep(Draft(editor, file, None, last, at))
            self.kept.drop(editor, file)

    def discarded(self, editor: str, now: datetime) -> list[Draft]:
        """What somebody discarded within a day, the last of each file; `at` is when."""
        with self.lock:  # else what is discarded right now could go with what is a day old
            return self._discarded(editor, now)

    def take_back(self, file: str, editor: str, at: datetime) -> bool:
        """Keep a discarded draft again; what is kept by now changes places with it."""
        with self.lock:
            back = next((d for d in self._discarded(editor, at) if d.file == file), None)
            if back is None:
                return False
            kept = self.kept.of(editor, file)
            self.kept.keep(replace(back, at=at))
            if kept is not None and kept.text != back.text:
                self.gone.keep(replace(kept, at=at))
            else:
                self.gone.drop(editor, file)
            return True

    def saved(self, editor: str, file: str, text: str) -> None:
        """Drop a draft that was saved; what was typed elsewhere meanwhile stays one."""
        with self.lock:
            kept = self.kept.of(editor, file)
            if kept is not None and kept.text == text:
                self.kept.drop(editor, file)

    def _keep(self, draft: Draft) -> bool:
        if _says_nothing(draft):
            self.kept.drop(draft.editor, draft.file)
            return False
        self.kept.keep(draft)
        return True

    def _discarded(self, editor: str, now: datetime) -> list[Draft]:
        found = self.gone.all_of(editor)
        for draft in found:
            if now - draft.at > A_DAY:
                self.gone.drop(editor, draft.file)
        return [draft for draft in found if now - draft.at <= A_DAY]


def _says_nothing(draft: Draft) -> bool:
    """Whether a draft says what its file says, or of a new file nothing."""
    return draft.text == (draft.base if draft.base is not None else "")
