"""A browser a file and one running studio for this folder; each test has pages of its own.

Tests that change the library use `own_studio`, which has a library to itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import running_browser
from tests.studio_forks import Forks, running_forks
from tests.studio_live import LiveStudio, Server, running_studio


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One a file: while Playwright runs, no other test can start an event loop."""
    with running_browser() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The studio that all tests look at."""
    with running_studio(tmp_path_factory.mktemp("studio")) as running:
        yield running


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Where studios of one's own come from: starting each from nothing takes some seconds."""
    with running_forks() as running:
        yield running


@pytest.fixture
def studio(browser: Any, server: Server) -> Iterator[LiveStudio]:
    """The running studio, for tests that only look."""
    live = LiveStudio(browser, server)
    yield live
    live.close_pages()


@pytest.fixture
def own_studio(browser: Any, tmp_path: Path, forks: Forks) -> Iterator[LiveStudio]:
    """A studio with a library of its own, for tests that change it."""
    with running_studio(tmp_path, forks=forks) as running:
        live = LiveStudio(browser, running)
        yield live
        live.close_pages()
