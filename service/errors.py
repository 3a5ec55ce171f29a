"""The shape of every error that a person or a caller meets: code, what, where, what to do.

One `Problem` is one thing wrong at one place. `BedsideError` carries all of them at once, so that
nobody has to mend a file one message at a time. The codes are listed in `service/codes/`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place.

    `file` is relative to the library (or the name that the caller gave); `line` and `column`
    start at 1, and are 0 where a file as a whole is meant. `what` never holds a value that
    could identify a person. A warning stops nothing.
    """

    file: str
    line: int
    column: int
    code: str
    what: str
    fix: str = ""
    level: Literal["error", "warning"] = "error"

    @property
    def where(self) -> str:
        """`file:line:column`, or the file alone when no line is meant."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        tail = f"; {self.fix}" if self.fix else ""
        return f"{self.where} {self.code} {self.what}{tail}"


_LONGEST = 80


def shown(word: object) -> str:
    """A word from a file as a report may show it: one line, printable, not too long."""
    text = "".join(
        letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in str(word)
    )
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class BedsideError(Exception):
    """Something a person can mend. Shells print its problems and exit with code 2."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, file: str, code: str, what: str, fix: str = "") -> BedsideError:
        """One thing wrong with a file, setting or option as a whole."""
        return cls([Problem(file, 0, 0, code, what, fix)])

    def __reduce__(self) -> tuple[type[BedsideError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)
