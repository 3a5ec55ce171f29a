"""Errors of the guard's own data: rules, terms, word classes, policies.

They stop the guard from being built. Once built, it never raises: `Guard.check` turns every
failure into a reject.
"""

from __future__ import annotations

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

    `line` starts at 1, and is 0 where a file or folder as a whole is meant.
    """

    def __init__(self, path: Path | str, line: int, problem: str) -> None:
        self.path = str(path)
        self.line = line
        self.problem = problem
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")
