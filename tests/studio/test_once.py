"""What several pages ask at the same time is worked out once, and none of them loses its answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from guardrails import Guard
from service.editing.drafts import Draft
from service.editing.looking import look
from service.library.building import build
from service.studio import desk as desks
from service.studio.desk import Desk
from service.studio.once import Once
from tests.editing.conftest import LIBRARY, WALKING
from tests.factories import NOW
from tests.studio_pages import Pages, studio_pages

TODAY = NOW.date()
MAIN = "content/heart/walking/module.yaml"


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, {"ed.new": frozenset({"editor"})}) as made:
        yield made


def test_release_is_built_once_for_all_who_ask_meanwhile(pages: Pages) -> None:
    desk, library = pages.studio.desk, pages.studio.desk.workspace.library()
    began, may_go, built = threading.Event(), threading.Event(), []

    def slow(*given: Any, **how: Any) -> Any:
        built.append(given)
        began.set()
        may_go.wait(10)
        return build(*given, **how)

    with patch.object(desks, "build", slow), ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(desk._release, library, TODAY)]
        began.wait(10)
        asked += [threads.submit(desk._release, library, TODAY) for _ in range(2)]
        for thread in asked[1:]:
            assert not thread.done()
        may_go.set()
        found = [thread.result(20) for thread in asked]
    assert len(built) == 1
    assert all(release is found[0] for release in found)


def test_answer_comes_though_others_take_its_place_meanwhile() -> None:
    """The first of five libraries is pushed out of the four that are kept while it is built."""
    once: Once[str] = Once(4)
    began, may_go = threading.Event(), threading.Event()

    def slow() -> str:
        began.set()
        may_go.wait(10)
        return "first"

    first, others = object(), [object() for _ in range(5)]
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(once.of, first, TODAY, slow)
        began.wait(10)
        assert [once.of(other, TODAY, lambda: "other") for other in others] == ["other"] * 5
        may_go.set()
        assert asked.result(10) == "first"
    assert len(once._held) == 4


def test_failure_is_told_to_all_who_wait_and_tried_again() -> None:
    once: Once[str] = Once(4)
    about = object()

    def fails() -> str:
        raise ValueError("not today")

    for _ in range(2):
        with pytest.raises(ValueError, match="not today"):
            once.of(about, "it", fails)
    assert once.of(about, "it", lambda: "now") == "now"
    assert once.of(about, "it", fails) == "now"


def test_same_text_is_looked_at_once_for_its_drafts_marks_and_messages(
    pages: Pages, guard: Guard
) -> None:
    """With a draft beside it every look asked for one more, of the whole library each time."""
    desk: Desk = pages.studio.desk
    main = desk.workspace.text(MAIN) or ""
    desk.drafts.keep(Draft("ed.new", MAIN, main, main.replace("title:", "title: One"), NOW))
    text = (desk.workspace.text(WALKING) or "").replace("a friend", "{{ nobody }}")
    looked: list[dict[str, str]] = []

    def counted(*given: Any, beside: dict[str, str]) -> Any:
        looked.append(beside)
        return look(*given, beside=beside)

    with patch.object(desks, "look", counted):
        for page in ("look", "changes", "look"):
            sent = {"file": WALKING, "text": text, "base": "", "new": "no"}
            assert pages.post(f"/edit/{page}", "ed.new", **sent).status == 200
    assert [sorted(beside) for beside in looked] == [[], [MAIN]]
    assert desk.look(WALKING, text, date(2026, 11, 28), {}).stops
