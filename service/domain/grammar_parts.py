"""How the parts of a grammar of words are put together: one of some, one or more, with accents."""

from __future__ import annotations

import re

#: Letters that many leave bare when they type; within a set both stand already.
_ACCENTED = re.compile(r"\[[^\]]*\]|[áéíóúüñ]")
_BARE = str.maketrans("áéíóúüñ", "aeiouun")


def any_of(*words: str) -> str:
    """One of the parts."""
    return f"(?:{'|'.join(words)})"


def some(part: str) -> str:
    """One or more of a part, with spaces between; commas have become spaces or ends by then."""
    return rf"{part}(?: {part})*+"


def bare_or_accented(part: str) -> str:
    """A part whose accents may be left out."""
    return _ACCENTED.sub(_both, part)


def _both(found: re.Match[str]) -> str:
    letter = found[0]
    return letter if letter.startswith("[") else f"[{letter.translate(_BARE)}{letter}]"
