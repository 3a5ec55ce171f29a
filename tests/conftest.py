"""What all tests share: the guard, the starter library and its release, built once.

Files with many slow tests run first, so that no worker is left with one of them at the end.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from guardrails import Guard
from guardrails import guard as guards
from service import parallel
from service.library.building import build
from service.library.library import Library
from service.library.loader import load_library
from service.library.release import Release
from service.wiring import the_guard
from tests.read_once import FOLDER, read_once

STARTER = Path(__file__).resolve().parent.parent / "modules"

#: The tests' own day; nothing in them reads a clock.
TODAY = date(2026, 11, 24)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first. Within a file the order stays."""
    slow = Counter(
        item.path
        for item in items
        if item.get_closest_marker("slow") or item.get_closest_marker("browser")
    )
    items.sort(key=lambda item: -slow[item.path])


@pytest.fixture(scope="session", autouse=True)
def one_core() -> Iterator[None]:
    """Beside other workers no check of a library forks: the cores are taken, and what a fork has
    read the guard here would read again. `test_parallel.py` forks all the same."""
    with pytest.MonkeyPatch.context() as patch:
        if "PYTEST_XDIST_WORKER" in os.environ:
            patch.setattr(parallel, "_cores", lambda: 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Beside other workers, what one has read of a library the others do not read again."""
    with pytest.MonkeyPatch.context() as patch:
        if "PYTEST_XDIST_WORKER" in os.environ:
            folder = tmp_path_factory.getbasetemp().parent / "read-once"
            patch.setattr(guards, "read", read_once(guards.read, folder))
            patch.setenv(FOLDER, str(folder))
        yield


@pytest.fixture(scope="session")
def guard() -> Guard:
    """The real guard with its shipped rules; commands that run in this process have the same."""
    return the_guard()


@pytest.fixture(scope="session")
def starter() -> Library:
    """The starter library as it is in the repository."""
    return load_library(STARTER)


@pytest.fixture(scope="session")
def release(starter: Library) -> Release:
    """What the starter library serves on the tests' day."""
    return build(starter, TODAY).release
