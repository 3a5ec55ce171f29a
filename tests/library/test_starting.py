"""A new library is copied whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.errors import BedsideError
from service.library import starting
from service.library.starting import start_library
from tests.library.conftest import LIBRARY


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("name", ["new", "deep/er/new", "empty"])
def test_library_is_copied_whole(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert start_library(LIBRARY, tmp_path / name) == len(files(LIBRARY))
    assert files(tmp_path / name) == files(LIBRARY)


def test_library_can_be_made_in_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    start_library(LIBRARY, Path())
    assert files(Path()) == files(LIBRARY)


def test_approvals_can_be_left_out(tmp_path: Path) -> None:
    start_library(LIBRARY, tmp_path / "new", approvals=False)
    assert files(LIBRARY).keys() - files(tmp_path / "new").keys() == {
        "approvals.jsonl",
        "prompts/approvals.jsonl",
    }


@pytest.mark.parametrize("taken", ["file", "folder"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, taken: str) -> None:
    target = tmp_path / "new"
    if taken == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    before = files(tmp_path)
    with pytest.raises(BedsideError) as error:
        start_library(LIBRARY, target)
    assert [problem.code for problem in error.value.problems] == ["C113"]
    assert files(tmp_path) == before


def test_starter_is_never_copied_into_itself(tmp_path: Path) -> None:
    starter = tmp_path / "starter"
    shutil.copytree(LIBRARY, starter)
    with pytest.raises(BedsideError) as error:
        start_library(starter, starter / "content" / "new")
    assert [problem.code for problem in error.value.problems] == ["C113"]
    assert files(starter) == files(LIBRARY)


def test_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(starting.shutil, "copytree", full)
    with pytest.raises(BedsideError) as error:
        start_library(LIBRARY, tmp_path / "new")
    assert "No space left on device" in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BedsideError) as error:
        start_library(LIBRARY, tmp_path / "file" / "new")
    assert [problem.code for problem in error.value.problems] == ["C112"]
