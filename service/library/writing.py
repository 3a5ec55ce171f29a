"""Writes a file whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from service.errors import BedsideError, Problem


def write_whole(path: Path, text: str) -> None:
    """Write a file by way of a draft beside it. Raises `BedsideError`, and leaves no draft."""
    draft = path.parent / f".{path.name}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        what = f"cannot be written ({error.strerror})"
        raise BedsideError(
            [Problem(str(path), 0, 0, "C112", what, "choose another place")]
        ) from None
