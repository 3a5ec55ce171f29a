"""What changed between two texts, word by word, in lines that a person can read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
#: Lines of unchanged text that are shown around a change.
AROUND = 2
#: Lines less alike than this are shown one after the other, not woven into each other.
_ALIKE = 0.35


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference, with its number in the newer text (in the older, if it went).

    `skipped` is how many unchanged lines were left out before it.
    """

    kind: Literal["same", "gone", "new", "changed"]
    number: int
    pieces: tuple[Piece, ...]
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, in lines. `left_out` are unchanged lines after the last one."""

    lines: tuple[Line, ...]
    left_out: int = 0

    @property
    def empty(self) -> bool:
        """Whether the two texts say the same."""
        return all(line.kind == "same" for line in self.lines)


def difference(old: str, new: str, around: int = AROUND) -> Difference:
    """From `old` to `new`: changed lines word by word, with a little of what stands around."""
    if old == new:
        return Difference((), len(new.split("\n")))
    lines = list(_lines(_split(old), _split(new)))
    near = [False] * len(lines)
    for index, line in enumerate(lines):
        if line.kind != "same":
            for other in range(max(0, index - around), min(len(lines), index + around + 1)):
                near[other] = True
    shown: list[Line] = []
    skipped = 0
    for line, wanted in zip(lines, near, strict=True):
        if wanted:
            shown.append(Line(line.kind, line.number, line.pieces, skipped))
            skipped = 0
        else:
            skipped += 1
    return Difference(tuple(shown), skipped)


def _split(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            for index in range(b1, b2):
                yield Line("same", index + 1, (Piece("same", new[index]),))
            continue
        paired = min(a2 - a1, b2 - b1)
        for step in range(paired):
            yield from _pair(old[a1 + step], a1 + step + 1, new[b1 + step], b1 + step + 1)
        for index in range(a1 + paired, a2):
            yield Line("gone", index + 1, (Piece("gone", old[index]),))
        for index in range(b1 + paired, b2):
            yield Line("new", index + 1, (Piece("new", new[index]),))


def _pair(old: str, old_number: int, new: str, new_number: int) -> Iterator[Line]:
    """One line that became another: woven where they are alike, apart where they are not."""
    pieces = word_pieces(old, new)
    same = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if same < _ALIKE * max(len(old), len(new)):
        yield Line("gone", old_number, (Piece("gone", old),))
        yield Line("new", new_number, (Piece("new", new),))
    else:
        yield Line("changed", new_number, pieces)


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one run of words that stayed, went and came."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(after[b1:b2])))
            continue
        if a1 < a2:
            pieces.append(Piece("gone", "".join(before[a1:a2])))
        if b1 < b2:
            pieces.append(Piece("new", "".join(after[b1:b2])))
    return tuple(pieces)
