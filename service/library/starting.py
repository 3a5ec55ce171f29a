"""Copies the starter library to a new place, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from service.errors import BedsideError, Problem


def start_library(starter: Path, target: Path, *, approvals: bool = True) -> int:
    """Copy the starter library; how many files. Raises `BedsideError` and leaves nothing behind."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        what, fix = "is there already and not empty", "name a new folder"
        raise BedsideError([Problem(str(target), 0, 0, "C113", what, fix)])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bedside-") as draft:
            new = Path(draft) / "library"
            left_out = shutil.ignore_patterns("__pycache__", "*.pyc", "__init__.py")
            shutil.copytree(starter, new, ignore=left_out)
            if not approvals:
                (new / "approvals.jsonl").unlink(missing_ok=True)
            if target.exists():
                target.rmdir()
            new.rename(target)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise BedsideError(
            [Problem(str(target), 0, 0, "C112", what, "choose another place")]
        ) from None
    return sum(path.is_file() for path in target.rglob("*"))
