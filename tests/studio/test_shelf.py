"""The library as its folder stands: read again when it changes, beside when that takes long."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from service.errors import BedsideError
from service.studio import shelf as shelves
from service.studio.shelf import Shelf
from tests.conftest import TODAY

SMALL = Path(__file__).resolve().parents[1] / "data" / "library"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "library"
    shutil.copytree(SMALL, copied)
    return copied


def touch(folder: Path) -> str:
    file = next((folder / "content").rglob("module.yaml"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("title: ", "title: Another ", 1), encoding="utf-8")
    return next(line for line in file.read_text().splitlines() if line.startswith("title"))


def titles(shelf: Shelf) -> set[str]:
    return {f"title: {item.value.title}" for item in shelf.held().library.modules.values()}


def test_a_change_is_seen_and_nothing_is_read_twice(folder: Path) -> None:
    shelf = Shelf(folder)
    first = shelf.held()
    shelf.look_again()
    assert shelf.held() is first
    title = touch(folder)
    shelf.look_again()
    assert title in titles(shelf)
    assert shelf.held() is not first


def test_a_large_library_is_read_beside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "_QUICK", 0.0)
    shelf = Shelf(folder)
    first = shelf.held()
    release = first.release(TODAY, drafts=False)
    title = touch(folder)
    shelf.look_again()
    assert shelf.held() is first
    deadline = time.monotonic() + 20
    while shelf.is_reading and time.monotonic() < deadline:
        time.sleep(0.01)
    assert title in titles(shelf)
    assert (TODAY, False) in shelf.held()._built
    assert first.release(TODAY, drafts=False) is release


def test_a_folder_without_a_library_says_so(tmp_path: Path) -> None:
    with pytest.raises(BedsideError):
        Shelf(tmp_path / "nowhere").held()
