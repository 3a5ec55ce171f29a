"""A copy of the small library to edit, and the workspace on it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from service.editing.workspace import Workspace

LIBRARY = Path(__file__).resolve().parents[1] / "data" / "library"

WALKING = "content/heart/walking/en-US/email.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "library"
    shutil.copytree(LIBRARY, copy)
    return copy


@pytest.fixture
def workspace(folder: Path) -> Workspace:
    return Workspace(folder)


@pytest.fixture
def checkout(folder: Path) -> Path:
    """The library's folder as a git checkout with one commit."""
    for arguments in (
        ["init", "--quiet"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@t.invalid", "commit", "-qm", "Begin"],
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder
