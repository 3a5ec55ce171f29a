"""Opaque words that stand for values while other tools (Markdown, CSS inlining) read a text.

A mask is made of lower-case letters and digits, so that Markdown takes it for a word in text and
for a plain address in a link, and nothing rewrites it.
"""

from __future__ import annotations

import re
from typing import Final

from service.channels.templating import Segment, Segments, Show

_PREFIX: Final = "qzv"


class Masks:
    """Hands out masks for values and finds them again. One instance reads one text."""

    def __init__(self, text: str = "") -> None:
        prefix = _PREFIX
        while prefix in text.lower():
            prefix += "q"
        self._prefix = prefix
        self._shows: list[Show] = []
        self._pattern = re.compile(rf"{prefix}(\d{{5}})z")

    def mask(self, show: Show) -> str:
        """A word that stands for `show`."""
        self._shows.append(show)
        return f"{self._prefix}{len(self._shows) - 1:05}z"

    def mask_all(self, segments: Segments) -> str:
        """Segments as one text, each value behind its mask."""
        return "".join(part if isinstance(part, str) else self.mask(part) for part in segments)

    def split(self, text: str) -> Segments:
        """The words and values of a text with masks in it."""
        parts = self._pattern.split(text)
        segments: list[Segment] = []
        for index, part in enumerate(parts):
            if index % 2:
                segments.append(self._shows[int(part)])
            elif part:
                segments.append(part)
        return tuple(segments)


def join_words(segments: Segments) -> Segments:
    """The same segments with neighbouring words made one."""
    joined: list[Segment] = []
    for segment in segments:
        if isinstance(segment, str) and joined and isinstance(joined[-1], str):
            joined[-1] += segment
        elif segment != "":
            joined.append(segment)
    return tuple(joined)


def in_words(segments: Segments) -> str:
    """Segments as an editor would write them: `Call {{ place.phone }}.`"""
    return "".join(
        part if isinstance(part, str) else "{{ " + ".".join(part.path) + " }}" for part in segments
    )
