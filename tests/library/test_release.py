"""Releases: the same hash anywhere, another one with another character."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.library.building import build
from service.library.library import Library
from service.library.loader import load_library
from service.library.release import Release
from tests.data.sign import sign
from tests.library.conftest import LIBRARY

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def small_release(small: Library) -> Release:
    return build(small, TODAY).release


def test_hash_is_the_same_from_another_place_and_order(
    small_release: Release, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "a" / "b" / "copy"
    elsewhere.mkdir(parents=True)
    for path in sorted(LIBRARY.rglob("*"), reverse=True):  # files are made in another order
        if path.is_file():
            target = elsewhere / path.relative_to(LIBRARY)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    lines = (elsewhere / "approvals.jsonl").read_text().splitlines()
    (elsewhere / "approvals.jsonl").write_text("\n".join(reversed(lines)))
    assert build(load_library(elsewhere), TODAY).release.hash == small_release.hash


def test_hash_changes_with_one_character(small_release: Release, folder: Path) -> None:
    words = folder / "content/heart/walking/en-US/email.md"
    words.write_text(words.read_text().replace("come along.", "come along!"))
    sign(folder)
    assert build(load_library(folder), TODAY).release.hash != small_release.hash


def test_part_of_a_release_says_so(small_release: Release) -> None:
    part = small_release.only("visit-booked")
    assert list(part.triggers) == ["visit-booked"]
    assert part.hash == f"{small_release.hash}/visit-booked"
    assert part.whole is small_release
    assert small_release.whole is None
