"""A release's file: it gives the release back, and what was altered is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from service.errors import BedsideError
from service.library.building import build
from service.library.hashing import canonical_json, data_hash
from service.library.kept import keep, kept_one
from service.library.library import Library
from service.library.release import Release
from service.library.release_files import read, to_json

TODAY = date(2026, 11, 24)


def codes(error: pytest.ExceptionInfo[BedsideError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture(scope="module")
def small_release(small: Library) -> Release:
    return build(small, TODAY).release


def test_file_gives_the_release_back(small_release: Release, tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    path.write_text(to_json(small_release), encoding="utf-8")
    again = read(path)
    assert again == small_release
    assert to_json(again) == to_json(small_release)


def test_file_from_before_a_field_came_keeps_its_hash(
    small_release: Release, tmp_path: Path
) -> None:
    """Receipts name that hash, and rolling back must not end with the next version of Bedside."""
    data = json.loads(to_json(small_release))
    for trigger in data["release"]["triggers"].values():
        assert trigger.pop("answers_at_once") is not None  # as if the field had come since
    data["hash"] = data_hash(data["release"])
    path = tmp_path / "release.json"
    path.write_text(canonical_json(data) + "\n")
    again = read(path)
    assert again.hash == data["hash"] != small_release.hash
    assert to_json(again) == path.read_text()
    keep(again, tmp_path)
    assert kept_one(again.hash, tmp_path) == again
    changed = again.model_copy(update={"directories": {}})
    changed.__dict__.pop("hash")
    assert json.loads(to_json(changed))["release"]["directories"] == {}
    path.write_text(path.read_text().replace("come along", "come with us"))
    with pytest.raises(BedsideError) as error:
        read(path)
    assert codes(error) == ["L704"]


def test_altered_file_is_refused(small_release: Release, tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    path.write_text(to_json(small_release).replace("come along", "come with us"), encoding="utf-8")
    with pytest.raises(BedsideError) as error:
        read(path)
    assert codes(error) == ["L704"]


def test_file_with_a_right_hash_that_is_not_whole_is_refused(
    small_release: Release, tmp_path: Path
) -> None:
    part = small_release.model_copy(update={"claims": {}})
    part.__dict__.pop("hash", None)
    path = tmp_path / "release.json"
    path.write_text(to_json(part), encoding="utf-8")
    with pytest.raises(BedsideError) as error:
        read(path)
    assert codes(error) == ["L704"]


def test_release_file_is_one_line_of_canonical_json(small_release: Release) -> None:
    text = to_json(small_release)
    assert text.count("\n") == 1
    assert set(json.loads(text)) == {"format", "hash", "release"}
