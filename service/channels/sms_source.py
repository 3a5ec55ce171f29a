"""A text message's source: plain words, values and locks; each line is a block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from service.channels.blocks import Block, Inline, LockEdge, Words
from service.channels.locks import Marker
from service.channels.problems import RenditionProblem
from service.channels.templating import Piece, Segment, Show, position

_MARKDOWN: Final = re.compile(r"\*\*|__|\]\(|`|^#{1,6} |^!\[", re.MULTILINE)


def read_sms(
    source: str,
    pieces: Sequence[Piece],
    markers: Sequence[Marker],
    problems: list[RenditionProblem],
) -> tuple[Block, ...]:
    """The lines of a text message. A phone shows Markdown as it is, so it is a problem."""
    for match in _MARKDOWN.finditer(source):
        message = f"`{match[0].strip()}` is Markdown, and a phone would show it as it is"
        place = position(source, match.start())
        problems.append(RenditionProblem(*place, "L341", message, "write plain words"))
    events: list[tuple[int, int, Inline]] = [
        (piece.start, piece.start + len(piece.text), Words((Show(piece.path),)))
        for piece in pieces
        if piece.path
    ]
    opened = -1
    for marker in markers:
        opened += marker.opens
        events.append((marker.start, marker.end, LockEdge(opened, marker.opens)))
    return tuple(_lines(source, sorted(events, key=lambda event: event[0])))


def _lines(source: str, events: Sequence[tuple[int, int, Inline]]) -> list[Block]:
    """The inlines of each line; a line feed belongs to the line that it ends."""
    blocks: list[Block] = []
    begin = len(source) - len(source.lstrip())
    stop = len(source.rstrip())
    while begin < stop:
        feed = source.find("\n", begin, stop)
        end = stop if feed < 0 else feed + 1
        inside: list[Inline] = []
        at = begin
        for start, after, inline in events:
            if begin <= start < end:
                inside += _words(source[at:start])
                inside.append(inline)
                at = after
        inside += _words(source[at:end])
        line = source.count("\n", 0, begin) + 1
        blocks.append(Block("paragraph", tuple(inside), line, line))
        begin = end
    return blocks


def _words(text: str) -> list[Inline]:
    segments: tuple[Segment, ...] = (text,)
    return [Words(segments)] if text else []
