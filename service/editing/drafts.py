"""Drafts: what somebody typed and has not saved, kept so that a closed laptop loses nothing.

One file a person and library file, in the data folder and never in the library. A draft holds the
text that it began from, so that it can be put together with what others saved meanwhile.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from service.library.writing import write_whole

#: Characters: as many as a library file may have.
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's unsaved text of one file. `base` is what the file said when they began.

    `base` is None for a file that was not there.
    """

    editor: str
    file: str
    base: str | None
    text: str
    at: datetime


class Drafts:
    """All drafts, each in a file of its own that is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, draft: Draft) -> None:
        """Keep a draft in place of the one before. Raises `BedsideError`."""
        data = {**asdict(draft), "at": draft.at.isoformat()}
        path = self._path(draft.editor, draft.file)
        write_whole(path, json.dumps(data, ensure_ascii=False) + "\n")

    def of(self, editor: str, file: str) -> Draft | None:
        """Somebody's draft of a file, if there is a readable one."""
        return _read(self._path(editor, file))

    def drop(self, editor: str, file: str) -> None:
        """Forget a draft."""
        with contextlib.suppress(OSError):
            self._path(editor, file).unlink()

    def all_of(self, editor: str) -> list[Draft]:
        """Somebody's drafts, the latest first."""
        return sorted(self._in(self._folder / _key(editor)), key=lambda d: d.at, reverse=True)

    def others(self, editor: str, file: str) -> list[Draft]:
        """Other people's drafts of a file: who else is at work on it."""
        found = [_read(path) for path in self._folder.glob(f"*/{_key(file)}.json")]
        return [d for d in found if d is not None and d.editor != editor]

    def _in(self, folder: Path) -> Iterator[Draft]:
        for path in sorted(folder.glob("*.json")):
            draft = _read(path)
            if draft is not None:
                yield draft

    def _path(self, editor: str, file: str) -> Path:
        return self._folder / _key(editor) / f"{_key(file)}.json"


def _key(name: str) -> str:
    """A file name for any name, whatever it holds."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(path: Path) -> Draft | None:
    try:
        data = json.loads(path.read_bytes())
        return Draft(**{**data, "at": datetime.fromisoformat(data["at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
