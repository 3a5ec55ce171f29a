"""How the parts of a grammar of words are put together: one of some, one or more, with accents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

#: Letters that many leave bare when they type; within a set both stand already.
_ACCENTED = re.compile(r"\[[^\]]*\]|[áéíóúüñ]")
_BARE = str.maketrans("áéíóúüñ", "aeiouun")


class Expression:
    """A regular expression without regard to case, compiled when it is first asked.

    A grammar as wide as that of stops takes most of a second; a command that hears nobody should
    not wait for it. A service compiles all before its first call (`inbound.prepare`).
    """

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready."""
        return re.compile(self._source, re.IGNORECASE)

    def match(self, text: str) -> re.Match[str] | None:
        """At the beginning of a text."""
        return self.compiled.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Anywhere in a text, the first."""
        return self.compiled.search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The whole of a text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Each place in a text, in order."""
        return self.compiled.finditer(text)

    def sub(self, replacement: str, text: str) -> str:
        """A text with each place replaced."""
        return self.compiled.sub(replacement, text)


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
