"""Commits what was saved, where the library is a git checkout: those files, and nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: Seconds; a hook that takes longer is stopped, and what was saved stays saved.
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of a commit: its short name, or why there is none.

    Both are empty where the folder is no checkout.
    """

    commit: str = ""
    why_not: str = ""


NOT_COMMITTED = Committed()


def commit(
    folder: Path, files: Sequence[str], message: str, editor: str, email: str = ""
) -> Committed:
    """Commit some files of a library as somebody's change; an account needs no `email`.

    Never raises: a save that could not be committed is still a save, and says so.
    """
    try:
        if not is_checkout(folder):
            return NOT_COMMITTED
        _git(folder, "add", "--", *files)
        address = email or f"{editor}@studio.invalid"
        author = ("--author", f"{editor} <{address}>")
        _git(
            folder,
            *_committer(folder, editor, address),
            *("commit", "--quiet", *author, "--message", message, "--", *files),
        )
        return Committed(commit=_git(folder, "rev-parse", "--short", "HEAD").strip())
    except (OSError, subprocess.SubprocessError) as error:
        return Committed(why_not=_why(error))


def is_committed(folder: Path, file: str) -> bool:
    """Whether a file says what the last commit says; no, where git does not tell."""
    try:
        return not _git(folder, "status", "--porcelain", "--", file).strip()
    except (OSError, subprocess.SubprocessError):
        return False


def is_checkout(folder: Path) -> bool:
    """Whether a library lies in a git checkout that does not ignore it."""
    try:
        inside = _git(folder, "rev-parse", "--is-inside-work-tree").strip() == "true"
        return inside and not _ignored(folder)
    except (OSError, subprocess.SubprocessError):
        return False


def versions(folder: Path, file: str, most: int) -> list[str]:
    """The commits that changed a file or a folder, the latest first; none outside a checkout."""
    try:
        return _git(folder, "log", f"-{most}", "--format=%H", "--", file).split()
    except (OSError, subprocess.SubprocessError):
        return []


def texts_at(folder: Path, version: str, path: str) -> dict[str, str]:
    """The files below a path of the library as a commit holds them, by their names there."""
    try:
        names = _git(folder, "ls-tree", "-r", "--name-only", version, "--", path).splitlines()
        return {name: _git(folder, "show", f"{version}:./{name}") for name in names}
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return {}


def _committer(folder: Path, name: str, email: str) -> list[str]:
    """Options that name a committer where the checkout names none."""
    try:
        _git(folder, "config", "user.email")
    except subprocess.CalledProcessError:
        return ["-c", f"user.name={name}", "-c", f"user.email={email}"]
    return []


def _ignored(folder: Path) -> bool:
    result = _run(folder, "check-ignore", "--quiet", "library.yaml")
    return result.returncode == 0


def _git(folder: Path, *arguments: str) -> str:
    result = _run(folder, *arguments)
    result.check_returncode()
    return result.stdout


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Variables of a git that is at work around us would point it at another repository.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(  # noqa: S603 - git alone, with file names behind `--`
        ["git", "-c", "core.quotePath=false", *arguments],  # noqa: S607 - whichever git is there
        cwd=folder,
        env={**kept, "GIT_TERMINAL_PROMPT": "0"},
        capture_output=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        check=False,
    )


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return "git took too long"
    if isinstance(error, subprocess.CalledProcessError):
        lines = (error.stderr or error.stdout or "").strip().splitlines()
        return f"git said: {lines[-1][:200]}" if lines else "git refused"
    return "git cannot be run"
