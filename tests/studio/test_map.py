"""The map of what a library covers: made beside, once, however often it is looked at."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

from guardrails import Guard
from service.editing.coverage import coverage
from service.studio import mapping
from service.studio.routes import library
from tests.editing.conftest import LIBRARY, WALKING
from tests.studio_pages import studio_pages


class Slow:
    """Makes a map once it may."""

    def __init__(self) -> None:
        self.started, self.may_end = Event(), Event()
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *given: Any) -> Any:
        self.calls.append(given)
        self.started.set()
        self.may_end.wait(30)
        return coverage(*given)


def test_map_that_takes_long_is_made_beside(tmp_path: Path, guard: Guard) -> None:
    """A page that waited for it was given up by proxies, and began anew with every look."""
    people = {"ed.new": frozenset({"editor"})}
    slow = Slow()

    with (
        studio_pages(tmp_path, LIBRARY, guard, people) as pages,
        patch.object(library, "_WAIT", 0.01),
        patch.object(mapping, "coverage", slow),
    ):
        for _ in range(2):
            shown = pages.get("/library/coverage", "ed.new")
            assert "The map is being made." in shown.words
            assert slow.started.wait(30)
        slow.may_end.set()
        with patch.object(library, "_WAIT", 30.0):
            assert "words of its own" in pages.get("/library/coverage", "ed.new").words
    assert len(slow.calls) == 1


def test_maps_of_a_library_that_changes_are_made_one_at_a_time(
    tmp_path: Path, guard: Guard
) -> None:
    """Each takes a processor for a minute; of those that wait only the last is wanted."""
    people = {"ed.new": frozenset({"editor"})}
    slow = Slow()

    with (
        studio_pages(tmp_path, LIBRARY, guard, people) as pages,
        patch.object(library, "_WAIT", 0.01),
        patch.object(mapping, "coverage", slow),
    ):
        said = (pages.studio.library / WALKING).read_text()
        for times in range(3):
            pages.write(WALKING, f"{said}\nWalk{' again' * times}.\n")
            assert "is being made" in pages.get("/library/coverage", "ed.new").words
            assert slow.started.wait(30)
        assert len(slow.calls) == 1
        slow.may_end.set()
        with patch.object(library, "_WAIT", 30.0):
            assert "words of its own" in pages.get("/library/coverage", "ed.new").words
    assert len(slow.calls) == 2


def test_map_that_failed_is_told_and_then_tried_again(tmp_path: Path, guard: Guard) -> None:
    people, failures = {"ed.new": frozenset({"editor"})}, [RuntimeError("once")]

    def once(*given: Any) -> Any:
        if failures:
            raise failures.pop()
        return coverage(*given)

    with (
        studio_pages(tmp_path, LIBRARY, guard, people) as pages,
        patch.object(library, "_WAIT", 30.0),
        patch.object(mapping, "coverage", once),
    ):
        assert pages.get("/library/coverage", "ed.new").status == 500
        assert "words of its own" in pages.get("/library/coverage", "ed.new").words
