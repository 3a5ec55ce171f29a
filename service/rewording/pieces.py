"""A rendition cut into the sentences that may be reworded, and put together again.

Only whole sentences outside of locks are offered. Headers (subject, preheader, title, button),
headings of a call script and what an agent must not say stay as they were approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from service.channels import CompiledRendition, OpenSegment
from service.domain.content import Rendition
from service.rewording.masking import PLACEHOLDER, Hidden, Masker, unmask

#: Fewer open words than this leave nothing to say in another way.
FEWEST_WORDS: Final = 4
#: Sentences of one rendition that a model is shown; what follows keeps its approved words.
MOST_PIECES: Final = 16
MOST_CHARACTERS: Final = 400

_END: Final = re.compile(r"[.!?]+[)\"'\u201d\u2019]*(?=\s)")
_ENDED: Final = re.compile(r"[.!?:][)\"'\u201d\u2019]*\s*$")
_ABBREVIATIONS: Final = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|No|vs|e\.g|i\.e|[ap]\.m)|\b[A-Z])\.$")
_LOCK: Final = re.compile(r"\[\[lock[^\[\]]*\]\].*?\[\[/lock\]\]", re.DOTALL)
_LABEL: Final = re.compile(r"^\*\*[^*]+:\*\*")
_HEADING: Final = re.compile(r"^##[ ]+(.+?)[ ]*$", re.MULTILINE)
_WORD: Final = re.compile(r"[A-Za-z]+")
_SPOKEN: Final = frozenset({"say"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence: `source[start:end]`, as a model sees it (`text`), and what is hidden in it."""

    id: str
    start: int
    end: int
    source: str
    text: str
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The sentences of a rendition that may be reworded."""

    rendition: Rendition
    pieces: tuple[Piece, ...]

    def assemble(self, others: Mapping[str, str]) -> str:
        """The source with other sentences, by id and still masked, in the place of approved ones.

        Everything between them is the approved source, byte for byte.
        """
        source, at = "", 0
        for piece in self.pieces:
            if piece.id in others:
                source += self.rendition.source[at : piece.start]
                source += unmask(others[piece.id], piece.hidden)
                at = piece.end
        return source + self.rendition.source[at:]


def cut(rendition: Rendition, compiled: CompiledRendition) -> Pieces:
    """The sentences of a rendition that a model may reword."""
    masker = Masker()
    pieces: list[Piece] = []
    for start, end in _places(rendition, compiled):
        if len(pieces) == MOST_PIECES:
            break
        source = rendition.source[start:end]
        masked = masker.mask(source)
        open_words = _WORD.findall(PLACEHOLDER.sub(" ", masked.text))
        if len(open_words) < FEWEST_WORDS or len(source) > MOST_CHARACTERS:
            continue
        pieces.append(Piece(f"s{len(pieces) + 1}", start, end, source, masked.text, masked.hidden))
    return Pieces(rendition, tuple(pieces))


def _places(rendition: Rendition, compiled: CompiledRendition) -> Iterator[tuple[int, int]]:
    source = rendition.source
    for start, end in _units(source, compiled.open_segments):
        if rendition.channel == "call" and not _is_spoken(source, start):
            continue
        for first, last in _sentences(source, start, end):
            if "\n" not in source[first:last]:
                yield first, last


def _is_spoken(source: str, offset: int) -> bool:
    """Whether a line of a call script is one that the agent says in these or like words."""
    headings = [match[1].lower() for match in _HEADING.finditer(source, 0, offset)]
    return bool(headings) and headings[-1] in _SPOKEN


def _units(source: str, segments: tuple[OpenSegment, ...]) -> Iterator[tuple[int, int]]:
    """Runs of words of one block. A locked sentence divides them; a locked phrase does not."""
    run: tuple[int, int] | None = None
    for segment in segments:
        start, end = _widened(source, segment)
        if run is not None and "\n" not in source[run[1] : start]:
            between = source[run[1] : start].strip()
            if _is_phrase(source[run[0] : run[1]], between):
                run = (run[0], end)
                continue
        if run is not None:
            yield run
        run = (start, end)
    if run is not None:
        yield run


def _widened(source: str, segment: OpenSegment) -> tuple[int, int]:
    """A segment with the locked phrases that begin or end its first or last sentence."""
    start, end = segment.start, segment.end
    line = source.rfind("\n", 0, start) + 1
    before = list(_LOCK.finditer(source, line, start))
    if before and not source[before[-1].end() : start].strip():
        locked = before[-1]
        if not _ENDED.search(_inside(locked[0])):
            start = locked.start()
    if not _ENDED.search(source[segment.start : end]):
        after = _LOCK.match(source, end + len(source[end:]) - len(source[end:].lstrip(" ")))
        if after:
            end = after.end()
            rest = re.compile(r"[.!?]").match(source, end)
            end = rest.end() if rest else end
    return start, end


def _inside(lock: str) -> str:
    return lock[lock.index("]]") + 2 : lock.rindex("[[")]


def _is_phrase(before: str, lock: str) -> bool:
    """Whether a lock stands inside a sentence rather than being one or several itself."""
    whole = _LOCK.fullmatch(lock) is not None and _ENDED.search(_inside(lock)) is not None
    return not (_ENDED.search(before) and whole)


def _sentences(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a run of words, without the space around them."""
    shielded = _shield(source[start:end])
    at = 0
    for match in _END.finditer(shielded):
        head = shielded[at : match.end()]
        if _ABBREVIATIONS.search(head):
            continue
        after = shielded[match.end() :].lstrip()
        if after and (after[0].islower() or after[0].isdigit()):
            continue
        yield from _trimmed(source, start + at, start + match.end())
        at = match.end()
    yield from _trimmed(source, start + at, end)


def _shield(text: str) -> str:
    """The same text with nothing in locks, values and links that looks like a sentence's end."""
    hidden = re.compile(r"\[\[lock.*?\[\[/lock\]\]|\{\{.*?\}\}|\]\([^)]*\)", re.DOTALL)
    return hidden.sub(lambda match: "X" * len(match[0]), text)


def _trimmed(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = source[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    label = _LABEL.match(text)
    if label:
        start += label.end()
        text = text[label.end() :]
        start += len(text) - len(text.lstrip())
        text = text.strip()
    if text:
        yield start, start + len(text)
