"""Opens a log for one writer: two processes that go on with one log would ruin it for both."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO, Final

from service.errors import BedsideError, Problem

_FIX: Final = "wait until it has ended, or run without --resume to begin anew"


def open_alone(path: Path, *, anew: bool) -> IO[str]:
    """A log to write at its end, which no other process writes; `anew` takes away what it holds.

    Raises `BedsideError` (E153) where another process has it open so. The lock is this process's
    alone: workers that it forks do not hold it, and whoever is killed lets go of it.
    """
    file = path.open("a+", encoding="utf-8", newline="\n")
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        what = "another process is writing it just now"
        raise BedsideError([Problem(str(path), 0, 0, "E153", what, _FIX)]) from None
    if anew:
        file.truncate(0)
    else:
        _drop_half_line(file)
    return file


def _drop_half_line(file: IO[str]) -> None:
    """Take away a last line that was cut off, so that the next one begins at a line's start.

    The file is read through the handle that holds the lock: to close another would let go of it.
    """
    data = os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)
    if data and not data.endswith(b"\n"):
        file.truncate(data.rfind(b"\n") + 1)
