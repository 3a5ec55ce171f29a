"""Keeps a copy of each release that was served, so that what it sent can be checked later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from service.errors import BedsideError
from service.library.release import Release
from service.library.release_files import read, to_json
from service.library.writing import write_whole

FOLDER = "releases"

_HASH = re.compile(r"[0-9a-f]{64}")


def keep(release: Release, data: Path) -> Path:
    """The release's file in the data folder, written if it is not there as it should be.

    Raises `BedsideError`.
    """
    place, text = data / FOLDER / f"{release.hash}.json", to_json(release)
    if not _says(place, text.encode()):
        write_whole(place, text)
    return place


def _says(place: Path, text: bytes) -> bool:
    """Whether a file says this. One that cannot be read does not: it keeps nobody from serving."""
    try:
        return place.read_bytes() == text
    except OSError:
        return False


def spoiled(digest: str, data: Path) -> bool:
    """Whether a copy of the release with this hash is there and is not that release any more."""
    try:
        there = _HASH.fullmatch(digest) and (data / FOLDER / f"{digest}.json").is_file()
    except OSError:  # whoever may not look there learns of no copy, as of one that is not there
        return False
    return bool(there) and kept_one(digest, data) is None


def all_spoiled(data: Path) -> list[str]:
    """The hashes of all releases of which a copy is there and is not that release any more."""
    there = sorted(place.stem for place in (data / FOLDER).glob("*.json"))
    return [digest for digest in there if spoiled(digest, data)]


def kept_one(digest: str, data: Path) -> Release | None:
    """The kept release with this hash; None where there is none that can be read."""
    if not _HASH.fullmatch(digest):
        return None
    try:
        release = read(data / FOLDER / f"{digest}.json")
    except BedsideError:
        return None
    return release if release.hash == digest else None


def kept(data: Path) -> Iterator[Release]:
    """The releases that were kept, one at a time. One that cannot be read is left out: it proves
    nothing.
    """
    for place in sorted((data / FOLDER).glob("*.json")):
        try:
            release = read(place)
        except BedsideError:
            continue
        yield release
