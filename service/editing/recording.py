"""Commits a reviewer's line under their name, and lines that others left uncommitted apart from it.

Whose name stands at a line of `approvals.jsonl` in the history is what governance asks for. What
was written at the command line, or could not be committed when it was written, is nobody's whom
the studio knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.editing.committing import commit, is_checkout, is_committed

#: No account can have this name, nor this address.
_NOBODY, _NOWHERE = "Outside the studio", "outside+the+studio@studio.invalid"
_APART = """Approval lines that were not committed

They stood in the file when somebody answered in the studio, which cannot say who wrote them there.
"""


@contextmanager
def recorded(path: Path, reviewer: str, subject: str) -> Iterator[None]:
    """Round the writing of a reviewer's line: in a git checkout it becomes a commit of its own.

    Where what stood there before cannot be committed, nothing is: better none than a wrong name.
    """
    folder, file = path.parent, path.name
    if not is_checkout(folder):
        yield
        return
    if not is_committed(folder, file):
        commit(folder, [file], _APART, _NOBODY, _NOWHERE)
    is_apart = is_committed(folder, file)
    yield
    if is_apart:
        commit(folder, [file], subject[:72], reviewer)
