"""The library as its folder stands now, read again when a file in it changes.

Reading takes a fraction of a second for hundreds of modules and some seconds for thousands, so one
reading serves every page until the folder's files differ in name, size or time.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from service.errors import BedsideError, Problem
from service.library.building import Built, build
from service.library.library import Library
from service.library.loader import load_library
from service.library.release import Release

#: Seconds for which one look at the folder is taken as true; and at least so many times as long
#: as the look took, which is much for thousands of files.
_LOOK_EVERY = 0.5
_LOOK_SHARE = 20
#: A library that is read in less is read at once; pages wait for it.
_QUICK = 1.5
_KEPT = 4


@dataclass
class Held:
    """One reading of the library, and the releases that were built from it.

    `seconds` is the processor time that reading it took.
    """

    library: Library = field(repr=False)
    mark: int
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self._built: dict[tuple[date, bool], Built | BedsideError] = {}
        #: What pages have worked out from this reading and may use again, under its lock.
        self.kept: dict[object, object] = {}
        self.lock = threading.Lock()

    def release(self, on: date, *, drafts: bool) -> Release:
        """What is served on a day; with `drafts`, as if everything were approved.

        Raises `BedsideError` where such a library must not be served.
        """
        return self.built(on, drafts=drafts).release

    def built(self, on: date, *, drafts: bool) -> Built:
        """The same with what it leaves out."""
        key = (on, drafts)
        if key not in self._built:
            try:
                made: Built | BedsideError = build(self.library, on, assume_approved=drafts)
            except BedsideError as error:
                made = error
            if len(self._built) >= _KEPT:
                del self._built[next(iter(self._built))]
            self._built[key] = made
        found = self._built[key]
        if isinstance(found, BedsideError):
            raise found
        return found

    def build_alike(self, other: Held) -> None:
        """Build from another reading what was asked of this one, so that no page waits for it."""
        for on, drafts in tuple(self._built):
            with contextlib.suppress(BedsideError):
                other.release(on, drafts=drafts)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files as such."""
        return tuple(p for p in self.library.problems if p.level == "error")


class Shelf:
    """The one library of a studio."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last: Held | None = None
        self._lock = threading.Lock()
        self._look_at = float("-inf")
        self._reader: threading.Thread | None = None

    @property
    def is_reading(self) -> bool:
        """Whether pages still show a library that has changed since."""
        return self._reader is not None and self._reader.is_alive()

    def held(self) -> Held:
        """The library as it is on disk. Raises `BedsideError` where there is none.

        A large library that changed is read beside: pages show the one before for those seconds.
        """
        with self._lock:
            began = time.monotonic()
            if self.last is not None and (began < self._look_at or self.is_reading):
                return self.last
            mark = _mark(self.folder)
            looked = time.monotonic() - began
            self._look_at = time.monotonic() + max(_LOOK_EVERY, _LOOK_SHARE * looked)
            if self.last is None or (self.last.mark != mark and self.last.seconds < _QUICK):
                self.last = self._read(mark)
            elif self.last.mark != mark:
                self._reader = threading.Thread(target=self._read_beside, args=(mark,), daemon=True)
                self._reader.start()
            return self.last

    def look_again(self) -> None:
        """Look at the folder at the next call; for whoever has just written to it."""
        with self._lock:
            self._look_at = float("-inf")

    def _read(self, mark: int) -> Held:
        began = time.thread_time()  # a busy machine does not make a library a large one
        made = Held(load_library(self.folder), mark)
        if self.last is not None:
            self.last.build_alike(made)
        made.seconds = time.thread_time() - began
        return made

    def _read_beside(self, mark: int) -> None:
        made = self._read(mark)
        with self._lock:
            self.last = made


def _mark(folder: Path) -> int:
    """A number that changes with any file's name, size or time."""
    return hash(frozenset(_files(str(folder))))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(entry.path)
                else:
                    state = entry.stat()
                    yield entry.path, state.st_size, state.st_mtime_ns
    except OSError:
        yield folder, -1, -1  # it went away while we looked; the next look sees what is there
