"""Errors of the guard's own data: rules, terms, word classes, policies.

They stop the guard from being built. Once built, it never raises: `Guard.check` turns every
failure into a reject.
"""

from __future__ import annotations

from pathlib import Path


class GuardDataError(ValueError):
    """A rule, term or policy file that cannot be used; says where and what would be right."""

    def __init__(self, path: Path | str, line: int, problem: str) -> None:
        self.path = str(path)
        self.line = line
        self.problem = problem
        super().__init__(f"{path}:{line}: {problem}")
