"""Errors of the guard's own data: rules, terms, word classes, policies.

They stop the guard from being built. Once built, it never raises: `Guard.check` turns every
failure into a reject.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path


def read_data(path: Path) -> str:
    """The text of a data file. Raises GuardDataError, with the line, where it is none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise GuardDataError(path, 1, f"cannot be read: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GuardDataError(
            path, line, f"not UTF-8 text (byte 0x{content[error.start]:02x})"
        ) from None


class GuardDataError(ValueError):
    """A rule, term or policy file that cannot be used; says where and what would be right.

    `line` and `column` start at 1, and are 0 where a file, folder or line as a whole is meant.
    Where more than one thing is wrong, `every` holds all of them, this one first, and the
    text has a line for each.
    """

    def __init__(
        self,
        path: Path | str,
        line: int,
        problem: str,
        more: Sequence[GuardDataError] = (),
        column: int = 0,
    ) -> None:
        self.path = str(path)
        self.line = line
        self.column = column
        self.problem = problem
        self.every: tuple[GuardDataError, ...] = (self, *more)
        place = ":".join(str(number) for number in (path, line, column) if number)
        self.text = f"{place}: {problem}"
        super().__init__("\n".join(one.text for one in self.every))


def refuse(path: Path, problems: Sequence[tuple[int, str]]) -> None:
    """Raises one GuardDataError with all that is wrong in a file, by line; none where none is."""
    refuse_all([GuardDataError(path, line, problem) for line, problem in sorted(problems)])


def refuse_all(wrong: Sequence[GuardDataError]) -> None:
    """Raises these errors as one; nothing where there are none."""
    if wrong:
        first, *more = wrong
        raise GuardDataError(first.path, first.line, first.problem, more, first.column) from None


def one_of(word: object, valid: Sequence[str]) -> str:
    """What to write in place of a word that is none of these: the nearest, or all of them."""
    near = get_close_matches(str(word), valid, n=1)
    return f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(valid)}"
