"""Writes a file whole or not at all, with a problem that a person can mend where it cannot."""

from __future__ import annotations

from pathlib import Path

from service.errors import BedsideError, Problem


def write_whole(path: Path, text: str) -> None:
    """Write a text file. Raises `BedsideError`; nothing half-written is left."""
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        what = f"cannot be written ({error.strerror})"
        raise BedsideError(
            [Problem(str(path), 0, 0, "E180", what, "choose another place")]
        ) from None
