"""The catalogue of error codes: what each means and what to do, and the page made from it.

Families: L a library and what is built from it, S what callers send, C the command line and the
installation, D the store. A test keeps it whole: every code that the service raises is here, and
no other.
The guard's rules have their own pages (`docs/rules/`), evaluations theirs
(`docs/evaluation-reference.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from service.codes import calling, commands, reading, reviewing, storing
from service.codes.note import CodeNote

__all__ = ["CODES", "CodeNote", "errors_page"]

#: The parts of the page, in its order.
_PARTS: Final[tuple[tuple[str, Mapping[str, CodeNote]], ...]] = (
    ("L0 - reading files", reading.READING),
    ("L1 - fields of a file", reading.FIELDS),
    ("L2, L37 - between files", reading.BETWEEN),
    ("L3 - words of a rendition", reviewing.RENDITIONS),
    ("L4 - dates and approvals", reviewing.APPROVALS),
    ("L5, L6 - messages and the guard", reviewing.MESSAGES),
    ("L7 - releases", reviewing.RELEASES),
    ("S - signals, standings, receipts", calling.INPUTS),
    ("S4 - what recipients say of themselves", calling.WORD_OF_RECIPIENTS),
    ("C - command line and installation", commands.COMMANDS),
    ("D - the store", storing.STORE),
)

#: Every code of the families L, S, C and D.
CODES: Final[Mapping[str, CodeNote]] = {
    code: note for _, notes in _PARTS for code, note in notes.items()
}


def errors_page() -> str:
    """`docs/errors.md`, which explains every code."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Error codes"
    yield ""
    yield "What each code of a report or a command means, and what to do. Made from"
    yield "`service/codes/` by `make docs`; do not edit it here. The codes of the HTTP API, W101 to"
    yield "W599, are on [a page of their own](api/problems.md)."
    yield ""
    yield "Each line of a report is `file:line:column CODE what is wrong; what would be right`."
    yield "Lines and columns count from 1. A warning stops nothing; anything else ends with exit"
    yield "code 2. Reports name fields and places, and never a value that could identify a person."
    yield ""
    yield "The guard's rules are explained in [rules](rules/), the reason codes of decisions in"
    yield "[reason codes](reason-codes.md)."
    for heading, notes in _PARTS:
        yield ""
        yield f"## {heading}"
        yield ""
        for number, (code, note) in enumerate(notes.items()):
            if not note.means:
                yield f"- **{code}** {note.title}"
                continue
            if number:
                yield ""
            yield f"### {code} {note.title}"
            yield ""
            yield f"{note.means} {note.do}"
