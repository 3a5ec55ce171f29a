"""Takes rewordings out of the bank. The lines that approved them stay: they are the record of who
had approved what went out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from service.errors import BedsideError, Problem
from service.library.approving import find_items
from service.library.loader import load_library
from service.library.writing import one_writer


def drop(folder: Path, names: Sequence[str]) -> list[str]:
    """Delete banked rewordings; their keys. Raises `BedsideError`, and deletes nothing."""
    with one_writer(folder):
        items = find_items(load_library(folder), names)
        strangers = [item.key for item in items if item.key.partition(":")[0] != "rewording"]
        if strangers:
            what, fix = "this is no rewording", "name one that `bedside reword list` shows"
            raise BedsideError([Problem(key, 0, 0, "C162", what, fix) for key in strangers])
        for item in items:
            path = folder / item.file
            path.unlink(missing_ok=True)
            _tidy(path.parent, folder / "content")
    return [item.key for item in items]


def _tidy(folder: Path, root: Path) -> None:
    """Delete folders of the bank that are empty now."""
    while folder != root and folder.parent != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
