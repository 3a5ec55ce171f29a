"""Copies the starter library to a new place, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from service.errors import BedsideError
from service.library.prompts_folder import PROMPTS, prompts_of


def start_library(starter: Path, target: Path, *, approvals: bool = True) -> int:
    """Copy the starter library with its brands; how many files.

    Raises `BedsideError` and leaves nothing behind.
    """
    place = target.resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        what, fix = "is there already and not empty", "name a new folder"
        raise BedsideError.at(str(target), "C113", what, fix)
    if starter.resolve() in place.parents:
        what, fix = "lies inside of the starter library", "name a folder elsewhere"
        raise BedsideError.at(str(target), "C113", what, fix)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".bedside-") as draft:
            new = Path(draft) / "library"
            left_out = shutil.ignore_patterns("__pycache__", "*.pyc", "__init__.py")
            shutil.copytree(starter, new, ignore=left_out)
            prompts = prompts_of(starter)
            if prompts is not None:
                shutil.copytree(prompts, new / PROMPTS, ignore=left_out, dirs_exist_ok=True)
            if not approvals:
                for folder in (new, new / PROMPTS):
                    (folder / "approvals.jsonl").unlink(missing_ok=True)
            _put(new, place)
    except OSError as error:
        what = f"cannot be written ({_why(error)})"
        raise BedsideError.at(str(target), "C112", what, "choose another place") from None
    return sum(path.is_file() for path in place.rglob("*"))


def _why(error: OSError) -> str:
    """What the system says; a copy of many files says it of each."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        said = str(error.args[0][0][-1])  # `[Errno 28] No space left on device: 'FILE'`
        return said.partition("] ")[2].partition(": ")[0] or "not every file"
    return error.strerror or "no reason was given"


def _put(new: Path, place: Path) -> None:
    """Move a finished folder to its place; into a folder that is there, entry by entry."""
    if not place.exists():
        new.rename(place)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(new.iterdir()):
            moved.append(entry.rename(place / entry.name))  # noqa: PERF401 - undone one by one
    except OSError:
        for entry in moved:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        raise
