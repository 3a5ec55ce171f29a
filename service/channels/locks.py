"""Lock markers: `[[lock]]…[[/lock]]` and `[[lock: claim some-claim-id]]…[[/lock]]`.

They mark words that nobody and nothing may reword. Reading them here gives their places in a
source; whether a lock stays inside one block is seen when the blocks are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_MARKER: Final = re.compile(r"\[\[([^\[\]\n]*)\]\]")
_LOOSE: Final = re.compile(r"\[\[|\]\]")
_CLAIM: Final = re.compile(r"lock:[ ]*claim[ ]+([a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)")

#: What stands for an opening and a closing marker while Markdown is read: brackets, so that
#: emphasis beside them is still seen as emphasis.
OPEN, CLOSE = "\u2985", "\u2986"

_FORMS: Final = "write `[[lock]]`, `[[lock: claim some-claim-id]]` or `[[/lock]]`"


@dataclass(frozen=True, slots=True)
class LockedSpan:
    """Words that may not change by one character, as they are read; values as `{{ name }}`.

    `claim` is the id of the registered claim whose exact words they are, or None.
    """

    text: str
    claim: str | None


@dataclass(frozen=True, slots=True)
class Marker:
    """One lock marker of a source: where it starts and ends, and what it does."""

    start: int
    end: int
    opens: bool
    claim: str | None = None


def read_locks(source: str) -> tuple[tuple[Marker, ...], tuple[tuple[int, str, str, str], ...]]:
    """The markers of a source, balanced, and what is wrong as (offset, code, message, fix)."""
    markers: list[Marker] = []
    faults: list[tuple[int, str, str, str]] = []
    opened: Marker | None = None
    covered: list[tuple[int, int]] = []
    for match in _MARKER.finditer(source):
        covered.append(match.span())
        inner = match[1].strip()
        claim = _CLAIM.fullmatch(inner)
        if inner == "/lock":
            if opened is None:
                message = "this lock was not opened"
                faults.append((match.start(), "L311", message, "write `[[lock]]` before it"))
                continue
            markers += [opened, Marker(*match.span(), opens=False)]
            opened = None
        elif inner == "lock" or claim:
            if opened is not None:
                message = "a lock stands inside another lock"
                fix = "close the outer one with `[[/lock]]` first"
                faults.append((match.start(), "L312", message, fix))
                continue
            opened = Marker(*match.span(), opens=True, claim=claim[1] if claim else None)
        else:
            message = "this is no lock marker, and other tools would read it as theirs"
            faults.append((match.start(), "L310", message, _FORMS))
    if opened is not None:
        message = "this lock is not closed"
        faults.append((opened.start, "L311", message, "write `[[/lock]]` after the locked words"))
    for loose in _LOOSE.finditer(source):
        if not any(start <= loose.start() < end for start, end in covered):
            message = f"`{loose[0]}` stands alone"
            faults.append((loose.start(), "L310", message, _FORMS))
    return tuple(markers), tuple(faults)
