"""The text of an item as it was last approved: kept when the studio overwrites it, or from git.

An approval names a hash and holds no text. A kept copy is found by that hash and checked against
it, so a copy that was altered is no copy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from service.domain.content import Approval, Value
from service.editing.committing import texts_at, versions
from service.library.hashing import item_hash, normalise
from service.library.library import Item, Library
from service.library.places import place_of
from service.library.prompts_folder import file_of, root_of
from service.library.writing import write_whole

#: How many earlier versions in git are looked at.
_MOST = 40

Texts = Mapping[str, str]


def texts_of(folder: Path, library: Library, item: Item[Value]) -> dict[str, str]:
    """An item's files as they are, by the names that its hash knows them by."""
    sort, _, name = item.key.partition(":")
    if sort != "module":
        return {"": _read(file_of(folder, item.file))}
    base = f"content/{name}/"
    files = [item.file, *(file.file for file in library.renditions.get(name, ()))]
    return {file.removeprefix(base): _read(folder / file) for file in files}


class Earlier:
    """Copies of approved texts, by hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, folder: Path, library: Library, item: Item[Value]) -> None:
        """Keep an item's text, if an approval names it as it stands. Raises `BedsideError`."""
        named = any(line.value.hash == item.hash for line in library.approvals)
        path = self._folder / f"{item.hash}.json"
        if named and not path.is_file():
            texts = texts_of(folder, library, item)
            if item_hash(item.key, texts) == item.hash:
                write_whole(path, json.dumps(texts, ensure_ascii=False) + "\n")

    def approved(self, folder: Path, library: Library, item: Item[Value]) -> Texts | None:
        """The files of an item as approvals last named it, other than now; None if not known."""
        hashes = [
            line.value.hash
            for line in sorted(library.approvals, key=lambda line: line.value.on)
            if isinstance(line.value, Approval)
            and line.value.item == item.key
            and line.value.hash != item.hash
        ]
        return self.one_of(folder, item, list(dict.fromkeys(reversed(hashes))))

    def one_of(self, folder: Path, item: Item[Value], hashes: Sequence[str]) -> Texts | None:
        """The files of an item as the first hash that is known names them; None if none is."""
        for digest in hashes:
            kept = self._kept(digest, item.key)
            if kept is not None:
                return kept
        return _from_git(folder, item, frozenset(hashes)) if hashes else None

    def _kept(self, digest: str, key: str) -> Texts | None:
        try:
            data = json.loads((self._folder / f"{digest}.json").read_bytes())
        except (OSError, ValueError):
            return None
        sound = isinstance(data, dict) and all(isinstance(text, str) for text in data.values())
        return data if sound and item_hash(key, data) == digest else None


def _from_git(folder: Path, item: Item[Value], wanted: frozenset[str]) -> Texts | None:
    sort, _, name = item.key.partition(":")
    path = f"content/{name}/" if sort == "module" else item.file
    folder = root_of(folder, path)
    for version in versions(folder, path, _MOST):
        found = texts_at(folder, version, path)
        texts = {
            (file.removeprefix(path) if sort == "module" else ""): normalise(text)
            for file, text in found.items()
            if place_of(file) is not None
        }
        if texts and item_hash(item.key, texts) in wanted:
            return texts
    return None


def _read(path: Path) -> str:
    try:
        return normalise(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
