"""Hands the release that a start checked to its worker processes, those that come later too."""

from __future__ import annotations

import os
import tempfile
from multiprocessing.reduction import DupFd
from typing import Any, BinaryIO, cast

from service.library.release import Release
from service.library.release_files import from_json, to_json


class HandedRelease:
    """A release in a file without a name, open in this process and in those that it starts.

    Nobody else can alter such a file, no cleaner of temporary folders removes it while a process
    has it, and it is gone with the last of them, however that one ends. It is pickled as its open
    file, not as its text: a pipe to a worker that dies while it starts would never be read empty.
    """

    def __init__(self, release: Release) -> None:
        self._file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (as long as this)
        self._file.write(to_json(release).encode())
        self._file.flush()

    def read(self) -> Release:
        """The release, held against its hash. Raises `BedsideError` when it was altered."""
        # Not by `read`: the place in an open file is one for all processes that share it.
        descriptor = self._file.fileno()
        text = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        return from_json(text, "release")

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (DupFd(self._file.fileno()),)


def _received(file: Any) -> HandedRelease:
    handed = HandedRelease.__new__(HandedRelease)
    handed._file = os.fdopen(file.detach(), "rb")
    return handed
