"""Where several workers of one start add up their figures, and what is left when some of them end.

The figures lie in mapped files, one for each process. Where a full disk cannot take a page of such
a file its process is killed, so they lie in memory where there is some for files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from prometheus_client import multiprocess

#: The variable with the folder, as the Prometheus client reads it.
SHARED = "PROMETHEUS_MULTIPROC_DIR"

#: Files in memory, on Linux.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
#: Bytes that must be free in it: a page that it cannot take kills a worker as a full disk does.
_ROOM = 32 * 1024 * 1024
_NAME = "bedside-metrics-"
#: Locked as long as its folder is in use; a process may not be seen from where another one runs.
_LOCK = "lock"


@contextmanager
def shared_figures() -> Iterator[Path]:
    """A folder for the workers of this process, gone at the end. Those that other starts left, for
    they were killed, go now: memory is not emptied by anybody else.
    """
    there = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK)
    if there:
        _empty(_MEMORY)
        there = shutil.disk_usage(_MEMORY).free >= _ROOM
    place = _MEMORY if there else Path(tempfile.gettempdir())
    if not there:
        _empty(place)
    with tempfile.TemporaryDirectory(prefix=_NAME, dir=place) as folder:
        coming = Path(folder, f"{_LOCK}-coming")
        with coming.open("wb") as lock:
            flock(lock, LOCK_EX)
            # Under its name once it is locked: another start takes away what it can lock itself.
            coming.rename(Path(folder, _LOCK))
            yield Path(folder)


def _empty(place: Path) -> None:
    """Take away the folders that killed starts left."""
    for left in place.glob(f"{_NAME}*"):
        with suppress(OSError):
            _take_away(left)


def _take_away(left: Path) -> None:
    """Delete a folder that is not in use any more. Raises `OSError` for one that is."""
    if left.lstat().st_uid != os.geteuid():
        return  # anybody may have put it there, with anything in it
    with (left / _LOCK).open("rb") as lock:
        flock(lock, LOCK_EX | LOCK_NB)  # whoever made it lets go of it when it ends
        shutil.rmtree(left, ignore_errors=True)


def forget_the_dead() -> None:
    """Take away what workers that ended said of the moment, such as calls under way when one was
    killed; what they counted stays. Asked by whoever takes the place of one.
    """
    folder = os.environ.get(SHARED)
    for file in Path(folder).glob("gauge_live*.db") if folder else ():
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except OSError:  # nobody has its number, or a process of somebody else's has
            with suppress(FileNotFoundError):  # another worker that begins was quicker
                multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
