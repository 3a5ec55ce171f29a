"""The one file form of a release: canonical JSON with its hash; what was altered is refused."""

from __future__ import annotations

import json
from pathlib import Path

from service.errors import BedsideError
from service.library.hashing import canonical_json, data_hash
from service.library.release import Release

FORMAT = 2


def to_json(release: Release) -> str:
    """The release's file: its format, its hash, and its content, as canonical JSON."""
    whole = {"format": FORMAT, "hash": release.hash, "release": release.content}
    return canonical_json(whole) + "\n"


def read(path: Path) -> Release:
    """A release from its file. Raises `BedsideError` when it is not one, or was altered."""
    try:
        text = path.read_bytes()
    except OSError as error:
        what, fix = f"cannot be read ({error.strerror})", "name a release"
        raise BedsideError.at(str(path), "L703", what, fix) from None
    return from_json(text, str(path))


def from_json(text: str | bytes, place: str) -> Release:
    """A release from the text of its file, which problems call `place`.

    Raises `BedsideError` when it is not one, or was altered.
    """

    def refuse(code: str, what: str, fix: str) -> BedsideError:
        return BedsideError.at(place, code, what, fix)

    rebuild = "build one: bedside release build"
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or "release" not in data:
            raise ValueError("not a release")
        if data.get("format") != FORMAT:
            what = f"a release of another format than {FORMAT}, which this Bedside reads"
            raise refuse("L703", what, rebuild)
        content = data["release"]
        release = Release.model_validate_json(json.dumps(content))
        found = data_hash(content)
    except (ValueError, RecursionError):  # of JSON, of its text, of its fields
        raise refuse("L703", "not a release file", rebuild) from None
    if found != data.get("hash"):
        what = "the content does not have the hash that the file states"
        raise refuse("L704", what, "build the release again; never edit one")
    if release.hash != found:
        # A field came since with a default. What was approved, and what receipts name, stays so.
        release.__dict__ |= {"hash": found, "read_as": (found, content)}
    if not release.is_whole:
        raise refuse("L704", "the release leans on items that it does not hold", rebuild)
    return release
