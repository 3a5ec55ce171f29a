"""What all tests share: the guard, the starter library and its release, built once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guardrails import Guard
from service.library.library import Library
from service.library.loader import load_library
from service.library.release import Release, build

STARTER = Path(__file__).resolve().parent.parent / "modules"

#: The tests' own day; nothing in them reads a clock.
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def guard() -> Guard:
    """The real guard with its shipped rules."""
    return Guard()


@pytest.fixture(scope="session")
def starter() -> Library:
    """The starter library as it is in the repository."""
    return load_library(STARTER)


@pytest.fixture(scope="session")
def release(starter: Library) -> Release:
    """What the starter library serves on the tests' day."""
    return build(starter, TODAY).release
