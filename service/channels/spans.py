"""Which words of a rendition are locked, and which are open to rewording.

Locked words are given as they are read. Open segments are given as they stand in the source, with
their offsets, so that another wording can be put in their place and compiled again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from service.channels.blocks import Block, Break, LockEdge, Words, walk
from service.channels.locks import LockedSpan, Marker
from service.channels.masks import in_words, join_words
from service.channels.templating import Segment, Segments, Show

_BLOCK_MARK: Final = re.compile(r"[ ]*(?:#{1,6}[ ]+|[-*+][ ]+|\d{1,9}[.)][ ]+)?")


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """Words outside of every lock, inside of one block: `source[start:end]` is `text`.

    `text` has the rendition's own marks in it: `{{ name }}`, `**strong**`, links. `line` starts
    at 1.
    """

    text: str
    start: int
    end: int
    line: int


def locked_words(blocks: Sequence[Block]) -> dict[int, Segments]:
    """The words of each lock by its number, for locks that close in the block they open in."""
    found: dict[int, Segments] = {}
    for block in blocks:
        current, words = -1, list[Segment]()
        for inline in walk(block.inside):
            if isinstance(inline, LockEdge) and inline.opens:
                current, words = inline.number, []
            elif isinstance(inline, LockEdge):
                if inline.number == current:
                    found[current] = join_words(tuple(words))
                current = -1
            elif current >= 0 and isinstance(inline, Words):
                words += inline.segments
            elif current >= 0 and isinstance(inline, Break):
                words.append(" ")
    return found


def judge_locks(
    markers: Sequence[Marker], words: dict[int, Segments]
) -> tuple[tuple[LockedSpan, ...], tuple[tuple[int, str, str, str], ...]]:
    """The locked spans, and what is wrong with them as (offset, code, message, fix)."""
    spans: list[LockedSpan] = []
    faults: list[tuple[int, str, str, str]] = []
    for number, marker in enumerate(marker for marker in markers if marker.opens):
        inside = words.get(number)
        if inside is None:
            message = "this lock does not end in the paragraph or list item where it begins"
            fix = "close it there, and open another one in the next"
            faults.append((marker.start, "L313", message, fix))
        elif not in_words(inside).strip():
            message = "this lock has no words in it"
            faults.append((marker.start, "L315", message, "delete its markers"))
        elif marker.claim and any(isinstance(part, Show) for part in inside):
            message = "a locked claim shows a value, so its words are not the approved ones"
            fix = "put the value outside of the lock"
            faults.append((marker.start, "L314", message, fix))
        else:
            spans.append(LockedSpan(in_words(inside), marker.claim))
    return tuple(spans), tuple(faults)


def open_segments(
    source: str, markers: Sequence[Marker], ranges: Sequence[tuple[int, int]]
) -> tuple[OpenSegment, ...]:
    """The unlocked words of each block; `ranges` are the blocks' first and last lines, from 1."""
    return tuple(_open_segments(source, markers, ranges))


def _open_segments(
    source: str, markers: Sequence[Marker], ranges: Sequence[tuple[int, int]]
) -> Iterator[OpenSegment]:
    offsets = [0]
    for line in source.split("\n"):
        offsets.append(offsets[-1] + len(line) + 1)
    for first, last in ranges:
        mark = _BLOCK_MARK.match(source, offsets[first - 1])
        at = mark.end() if mark else offsets[first - 1]
        end = offsets[last] - 1
        inside = [marker for marker in markers if at <= marker.start < end]
        for marker in inside:
            if marker.opens:
                yield from _segment(source, at, marker.start)
            at = marker.end
        yield from _segment(source, at, end)


def _segment(source: str, start: int, end: int) -> Iterator[OpenSegment]:
    text = source[start:end]
    if any(map(str.isalpha, text)):
        start += len(text) - len(text.lstrip())
        text = text.strip()
        line = source.count("\n", 0, start) + 1
        yield OpenSegment(text, start, start + len(text), line)
