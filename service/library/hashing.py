"""Content hashes: what an approval names and what a release is known by.

A hash covers an item's key and the exact text of its files, by name, with line ends as `\\n` and
no byte-order mark, so that the same library gives the same hash on every machine and a change of
one character changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def normalise(text: str) -> str:
    """A file's text without what version control and editors may change on their own."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def item_hash(key: str, files: Mapping[str, str]) -> str:
    """SHA-256, as 64 hex digits, of an item and the texts of its files (name to text)."""
    digest = hashlib.sha256()
    for part in (key, *(piece for name in sorted(files) for piece in (name, files[name]))):
        raw = normalise(part).encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8) + raw)
    return digest.hexdigest()


def canonical_json(data: Any) -> str:
    """The one way to write a value as JSON: sorted keys, no spaces, text as it is."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def data_hash(data: Any) -> str:
    """SHA-256, as 64 hex digits, of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(data).encode("utf-8")).hexdigest()


def words_hash(source: str) -> str:
    """SHA-256, as 64 hex digits, of a rendition's words, header aside."""
    return data_hash(normalise(source))
