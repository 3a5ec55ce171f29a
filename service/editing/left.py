"""Writers whose names left an item with their words, as it went back to what was approved.

Their words may come back, out of a draft or as deleted words are taken back. So their names come
back with the item's next change: one name too many, never one too few.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from service.library.writing import write_whole


class Left:
    """The names, one file an item."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, key: str) -> tuple[str, ...]:
        """Who has left an item."""
        try:
            names = json.loads(self._path(key).read_bytes())
        except (OSError, ValueError):
            return ()
        return tuple(names) if isinstance(names, list) else ()

    def keep(self, key: str, names: Iterable[str]) -> None:
        """Remember these in place of those before. Raises `BedsideError`."""
        told = tuple(dict.fromkeys(names))
        if told != self.of(key):
            write_whole(self._path(key), json.dumps(told) + "\n")

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
