"""Two people's changes to one text, put together line by line; where they meet, both are shown.

Pure. A merge never chooses between two people: a part that both changed in different ways is a
conflict, with both sides in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MINE = "<<<<<<< yours"
BETWEEN = "======="
THEIRS = ">>>>>>> saved meanwhile"


@dataclass(frozen=True, slots=True)
class Merge:
    """The text with both changes; each conflict stands in it between markers."""

    text: str
    conflicts: int

    @property
    def clean(self) -> bool:
        """Whether no line needs a person."""
        return not self.conflicts


def merge(base: str, mine: str, theirs: str) -> Merge:
    """`base` with what `mine` and `theirs` changed in it."""
    if mine == theirs or base == theirs:
        return Merge(mine, 0)
    if base == mine:
        return Merge(theirs, 0)
    lines: list[str] = []
    conflicts = 0
    for old, ours, other in _regions(base.split("\n"), mine.split("\n"), theirs.split("\n")):
        if ours == other or old == other:
            lines.extend(ours)
        elif old == ours:
            lines.extend(other)
        else:
            conflicts += 1
            lines.extend([MINE, *ours, BETWEEN, *other, THEIRS])
    return Merge("\n".join(lines), conflicts)


def holds_conflict(text: str) -> bool:
    """Whether a text still has a conflict's markers in it."""
    return any(line in (MINE, THEIRS) for line in text.split("\n"))


Region = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _regions(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Region]:
    """The three texts in step: stretches equal in all three, and what stands between them."""
    at_base = at_mine = at_theirs = 0
    for start, in_mine, in_theirs, length in _common(base, mine, theirs):
        between = (base[at_base:start], mine[at_mine:in_mine], theirs[at_theirs:in_theirs])
        if any(between):
            yield between
        same = base[start : start + length]
        yield same, same, same
        at_base, at_mine, at_theirs = start + length, in_mine + length, in_theirs + length
    rest = (base[at_base:], mine[at_mine:], theirs[at_theirs:])
    if any(rest):
        yield rest


def _common(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Stretches that stand in all three: where in each, and how long."""
    first = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    second = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(first) and j < len(second):
        a, b = first[i], second[j]
        start, end = max(a.a, b.a), min(a.a + a.size, b.a + b.size)
        if start < end:
            yield start, a.b + start - a.a, b.b + start - b.a, end - start
        if a.a + a.size < b.a + b.size:
            i += 1
        else:
            j += 1
