"""Writes files whole or not at all, and lets one writer at a time into a library."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from service.errors import BedsideError

#: Seconds that a writer waits for another; checking a large library takes a good part of them.
WAIT = 60.0
_TURN = 0.02


def write_whole(path: Path, text: str) -> None:
    """Write a file by way of a draft beside it. Raises `BedsideError`, and leaves no draft."""
    # A name of its own: two writers of one file must not write into one draft.
    draft = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        what = f"cannot be written ({error.strerror})"
        raise BedsideError.at(str(path), "C112", what, "choose another place") from None


@contextlib.contextmanager
def one_writer(folder: Path, wait: float = WAIT) -> Iterator[None]:
    """Only one at a time, of all processes and threads on this machine, is inside for a folder.

    Whoever reads a file of a library, changes it and writes it back does all three inside. The lock
    is on the folder itself, leaves no file, and ends with its process. Raises `BedsideError`.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        what, fix = f"cannot be opened ({error.strerror})", "name the folder of a library"
        raise BedsideError.at(str(folder), "C112", what, fix) from None
    try:
        until = time.monotonic() + wait
        while not _taken(handle):
            if time.monotonic() > until:
                what, fix = "somebody else is changing this library", "try again when they are done"
                raise BedsideError.at(str(folder), "C115", what, fix)
            time.sleep(_TURN)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
