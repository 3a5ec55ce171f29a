"""Takes rewordings out of the bank, with the approvals that named them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from service.errors import BedsideError, Problem
from service.library.approving import find_items
from service.library.library import Library
from service.library.loader import load_library
from service.library.writing import write_whole


def drop(folder: Path, names: Sequence[str]) -> list[str]:
    """Delete banked rewordings; their keys. Raises `BedsideError`, and deletes nothing."""
    library = load_library(folder)
    items = find_items(library, names)
    strangers = [item.key for item in items if item.key.partition(":")[0] != "rewording"]
    if strangers:
        what, fix = "this is no rewording", "name one that `bedside reword list` shows"
        raise BedsideError([Problem(key, 0, 0, "C162", what, fix) for key in strangers])
    keys = {item.key for item in items}
    _forget(folder, library, keys)
    for item in items:
        path = folder / item.file
        path.unlink(missing_ok=True)
        _tidy(path.parent, folder / "content")
    return [item.key for item in items]


def _forget(folder: Path, library: Library, keys: set[str]) -> None:
    """Take their lines out of `approvals.jsonl`, and leave every other one as it is."""
    if not any(line.value.item in keys for line in library.approvals):
        return
    path = folder / "approvals.jsonl"
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    kept = [line for line in lines if not line.strip() or _item(line) not in keys]
    write_whole(path, "".join(f"{line}\n" for line in kept))


def _item(line: str) -> str:
    try:
        return str(json.loads(line).get("item", ""))
    except (ValueError, AttributeError):
        return ""


def _tidy(folder: Path, root: Path) -> None:
    """Delete folders of the bank that are empty now."""
    while folder != root and folder.parent != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
