"""What is wrong with one file as somebody types it: problems and findings, each at its words.

The text takes the file's place in the library, and everything that `bedside check` asks of files
and words is asked of it; the messages that it changes are another question
(`service/editing/reaching.py`). Lacking approvals are no fault of a text, so they are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from service.channels import RenditionProblems
from service.deciding.composing import GuardLike
from service.domain.content import ContentModule
from service.editing.mending import Fix, guard_fixes, problem_fixes
from service.editing.merging import BETWEEN, MINE, THEIRS, holds_conflict
from service.editing.workspace import Workspace
from service.errors import Problem
from service.library.checks import cross_check
from service.library.compiling import compiled_once
from service.library.hashing import normalise
from service.library.library import Item, Library, RenditionFile
from service.library.places import Place, place_of
from service.reading import Found, WordReader, problem_of

#: Codes of approvals: what a reviewer owes, not what an editor must mend.
_APPROVALS = tuple(f"L41{digit}" for digit in "1234567")


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to see in a text: from and to which character, what is wrong, how to mend it."""

    start: int
    end: int
    level: Literal["error", "warning"]
    code: str
    what: str
    fix: str = ""
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: marks in the text, and problems that it would make elsewhere."""

    marks: tuple[Mark, ...]
    elsewhere: tuple[Problem, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether the text may not be saved as it is."""
        return any(mark.level == "error" for mark in self.marks) or any(
            problem.level == "error" for problem in self.elsewhere
        )


def look(
    workspace: Workspace,
    file: str,
    text: str,
    on: date,
    guard: GuardLike,
    *,
    beside: dict[str, str] | None = None,
) -> Look:
    """Everything to see in `text`, taken as what `file` says.

    `beside` are other files that change with it. Raises `BedsideError` without a library.
    """
    place = place_of(file)
    if place is None:
        return Look((Mark(0, 0, "error", "L007", "no library has a file of this name"),))
    text = normalise(text)
    if holds_conflict(text):
        return Look(tuple(_conflicts(text)))
    before = workspace.library()
    after = workspace.with_texts({**(beside or {}), file: text})
    were = known(before, on)
    problems = [p for p in _problems(after, on) if p.code not in _APPROVALS]
    marks = [_mark(text, p) for p in problems if p.file == file]
    again = _Again(workspace, place, guard, beside or {})
    marks += [_found(text, found, again) for found in _words(after, place, guard)]
    elsewhere = [p for p in problems if p.file != file and _identity(p) not in were]
    elsewhere += _words_beside(after, sorted({*(beside or {})} - {file}), guard)
    marks.sort(key=lambda mark: (mark.start, mark.end, mark.code))
    return Look(tuple(marks), tuple(elsewhere))


def _problems(library: Library, on: date) -> list[Problem]:
    return sorted({*library.problems, *cross_check(library, on)})


class _ByIdentity:
    """A library as a key of a cache: the same object, not an equal one."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __hash__(self) -> int:
        return id(self.library)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.library is self.library


@lru_cache(maxsize=4)
def _known_of(library: _ByIdentity, on: date) -> frozenset[tuple[str, str, str]]:
    return frozenset(_identity(problem) for problem in _problems(library.library, on))


def known(library: Library, on: date) -> frozenset[tuple[str, str, str]]:
    """What was wrong before; of that, nobody's change is to blame."""
    return _known_of(_ByIdentity(library), on)


def new_errors(before: Library, after: Library, on: date) -> tuple[Problem, ...]:
    """Errors that one state of a library has and an earlier one had not."""
    were = known(before, on)
    found = (p for p in _problems(after, on) if p.code not in _APPROVALS and p.level == "error")
    return tuple(problem for problem in found if _identity(problem) not in were)


def _identity(problem: Problem) -> tuple[str, str, str]:
    """A problem wherever its line has moved to."""
    return problem.file, problem.code, problem.what


_CONFLICT = re.compile(
    rf"^{MINE}\n(?P<mine>.*?)^{BETWEEN}\n(?P<theirs>.*?)^{THEIRS}(?:\n|$)", re.DOTALL | re.MULTILINE
)


def _conflicts(text: str) -> Iterator[Mark]:
    """Each conflict that a merge left, with the three ways to settle it at once."""
    what = "two people changed these lines"
    fix = "keep what is right of both sides, and delete the three marker lines"
    whole = list(_CONFLICT.finditer(text))
    for match in whole:
        start, end, mine, theirs = *match.span(), match["mine"], match["theirs"]
        fixes = (
            Fix("Keep yours", start, end, mine),
            Fix("Keep what was saved", start, end, theirs),
            Fix("Keep both, one after the other", start, end, mine + theirs),
        )
        yield Mark(start, _line_end(text, start), "error", "L011", what, fix, fixes)
    if not whole:
        marker = MINE if MINE in text else THEIRS
        start = text.index(marker)
        what, fix = "a conflict's marker is left here", "delete the line"
        yield Mark(start, _line_end(text, start), "error", "L011", what, fix)


# --- places ------------------------------------------------------------------------------------


def _mark(text: str, problem: Problem) -> Mark:
    start = _offset(text, problem.line, problem.column)
    end = _word_end(text, start) if problem.line else _line_end(text, 0)
    fixes = tuple(problem_fixes(problem, text, start))
    if fixes:
        start, end = fixes[0].start, fixes[0].end
    return Mark(start, end, problem.level, problem.code, problem.what, problem.fix, fixes)


def _found(text: str, found: Found, again: _Again) -> Mark:
    finding = found.finding
    start = _offset(text, found.line, found.column)
    at = text.find(finding.text, start) if finding.text else -1
    if 0 <= at <= _line_end(text, start) + 1:
        start, end, exact = at, at + len(finding.text), True
    else:
        end, exact = max(_line_end(text, start), start), False
    return Mark(
        start,
        end,
        "error" if finding.stops else "warning",
        finding.rule,
        finding.message.rstrip("."),
        f"Try: {finding.suggestion}" if finding.suggestion else finding.why,
        tuple(guard_fixes(text, start, end, finding, again, keyed=_is_keyed(again.place, text, at)))
        if exact and finding.stops
        else (),
    )


def _is_keyed(place: Place, text: str, at: int) -> bool:
    """Whether a place in a text is a value behind a key: in YAML, or in the header of words."""
    in_header = text.startswith("---\n") and at < text.find("\n---\n", 3)
    return place.file.endswith(".yaml") or (place.role == "words" and in_header)


class _Again:
    """The guard over a file again, with other words in it; `beside` it what changes along."""

    def __init__(
        self, workspace: Workspace, place: Place, guard: GuardLike, beside: dict[str, str]
    ) -> None:
        self.workspace, self.place, self.guard, self.beside = workspace, place, guard, beside
        self.known: dict[str, tuple[Counter[str], set[tuple[str, str]]]] = {}

    def mends(self, rule: str, text: str, mended: str) -> bool:
        """Whether a rule stops other words less often, and nothing else is newly wrong."""
        (were, faults), (are, new_faults) = self._seen(text), self._seen(mended)
        return are[rule] < were[rule] and new_faults <= faults

    def _seen(self, text: str) -> tuple[Counter[str], set[tuple[str, str]]]:
        """How often each rule stops a text, and what is wrong with the file that says it."""
        if text not in self.known:
            library = self.workspace.with_texts({**self.beside, self.place.file: text})
            found = _words(library, self.place, self.guard)
            stops = Counter(f.finding.rule for f in found if f.finding.stops)
            self.known[text] = stops, set(_faults(library, self.place))
        return self.known[text]


def _faults(library: Library, place: Place) -> Iterator[tuple[str, str]]:
    """Why a file cannot be read, or its words not be made into a message's."""
    yield from ((p.code, p.what) for p in library.problems if p.file == place.file)
    pair = _rendition(library, place)
    if pair is not None:
        compiled = compiled_once(pair[0].hash, pair[1].value)
        if isinstance(compiled, RenditionProblems):
            yield from ((p.code, p.message) for p in compiled.problems)


def _words(library: Library, place: Place, guard: GuardLike) -> Iterable[Found]:
    """Findings in the file at a place, as far as it could be read."""
    if library.settings is None:
        return
    reader = WordReader(library, guard)
    if place.role == "words":
        pair = _rendition(library, place)
        if pair is not None:
            yield from reader.rendition(*pair)
        return
    if place.key == library.settings.key:
        yield from reader.locales(library.settings)
        return
    item = library.item(place.key)
    if item is not None:
        yield from reader.lines(item)


def _words_beside(library: Library, files: Iterable[str], guard: GuardLike) -> Iterable[Problem]:
    """What the guard refuses in files that change along: they go into the library unseen."""
    for file in files:
        place = place_of(file)
        if place is not None:
            for found in _words(library, place, guard):
                if found.finding.stops:
                    yield problem_of(found)


def _rendition(library: Library, place: Place) -> tuple[Item[ContentModule], RenditionFile] | None:
    item = library.modules.get(place.name)
    if item is None or place.role != "words":
        return None
    file = next((f for f in library.renditions[place.name] if f.file == place.file), None)
    return (item, file) if file is not None else None


def _offset(text: str, line: int, column: int) -> int:
    """The character at a line and column, both from 1, or the nearest there is."""
    start = 0
    for _ in range(line - 1):
        following = text.find("\n", start)
        if following < 0:
            return len(text)
        start = following + 1
    return min(start + max(column - 1, 0), _line_end(text, start))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _word_end(text: str, start: int) -> int:
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] in "_-./"):
        end += 1
    return end if end > start else _line_end(text, start)
