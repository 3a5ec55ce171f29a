"""One library folder as the studio works on it: read once, then only what changed.

The folder is the truth: other commands, a git checkout or an editor may change it at any time.
Every question first looks whether files changed, and reads those again.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.errors import Problem
from service.library.files import read_text
from service.library.hashing import normalise
from service.library.library import Library
from service.library.loader import load_library
from service.library.places import place_of
from service.library.prompts_folder import PROMPTS, file_of, prompts_of
from service.library.rereading import reread

#: Seconds for which what was seen of the folder is believed; a save looks again in any case.
_FRESH = 1.0

Stamps = Mapping[str, tuple[int, int]]


class Workspace:
    """A library folder, its library as it stands now, and the same with a change in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._stamps: Stamps = {}
        self._looked = 0.0

    def library(self, *, now: bool = False) -> Library:
        """The library as it stands. `now` looks at the folder whenever it was looked at last.

        Raises `BedsideError` when there is no library.
        """
        with self._lock:
            if self._library is None or now or time.monotonic() - self._looked > _FRESH:
                self._look()
            assert self._library is not None
            return self._library

    def _look(self) -> None:
        stamps = dict(_stamps(self.folder))
        prompts = prompts_of(self.folder)
        if prompts is not None:
            stamps |= {f"{PROMPTS}/{name}": stamp for name, stamp in _stamps(prompts)}
        changed = {name for name in stamps if stamps[name] != self._stamps.get(name)}
        changed |= self._stamps.keys() - stamps.keys()
        places = [place_of(name) for name in changed]
        if self._library is None or None in places or self._stamps.keys() - stamps.keys():
            if self._library is None or changed:
                self._library = load_library(self.folder)
        elif changed:
            self._library = reread(self._library, self.folder, filter(None, places))
        self._stamps = stamps
        self._looked = time.monotonic()

    def text(self, file: str) -> str | None:
        """What a file of the library says now; None when there is none, or it is no text."""
        if place_of(file) is None:
            return None
        try:
            return normalise(file_of(self.folder, file).read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError):
            return None

    def fault(self, file: str) -> Problem | None:
        """Why a file that is there is no text; None where it is one, or where there is no file."""
        path = file_of(self.folder, file)
        if place_of(file) is None or not os.path.lexists(path):
            return None
        return read_text(path, file)[1]

    def with_texts(self, texts: Mapping[str, str]) -> Library:
        """The library as it would be if these files said this. Nothing is written."""
        places = [place for name in texts if (place := place_of(name)) is not None]
        return reread(self.library(), self.folder, places, texts)


def _stamps(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every visible file with its time of change and size: a change of a file changes them.

    So does a folder that holds nothing, with no more than its name: a check tells of some of those.
    """
    waiting = [(str(folder), "")]
    while waiting:
        path, above = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except OSError:
            continue
        visible = [entry for entry in entries if not entry.name.startswith(".")]
        if above and not visible:
            yield above, (0, 0)
        for entry in visible:
            name = f"{above}{entry.name}"
            try:
                if entry.is_dir():
                    waiting.append((entry.path, f"{name}/"))
                else:
                    status = entry.stat()
                    yield name, (status.st_mtime_ns, status.st_size)
            except OSError:
                continue
