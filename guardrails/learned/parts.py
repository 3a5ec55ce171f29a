"""Which words play a part of their own for the second reader; they stand in `parts.txt`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("parts.txt")


def read_parts(path: Path = FILE) -> Mapping[str, frozenset[str]]:
    """The words of each part."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *words = line.split()
            found[name].update(words)
    return {name: frozenset(words) for name, words in found.items()}
