"""The tests' small library, loaded, and a copy of it to change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.library.library import Library
from service.library.loader import load_library

LIBRARY = Path(__file__).resolve().parents[1] / "data" / "library"


@pytest.fixture(scope="session")
def small() -> Library:
    return load_library(LIBRARY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small library that a test may change."""
    copy = tmp_path / "library"
    shutil.copytree(LIBRARY, copy)
    return copy
