"""A release that was served can be read again after a restart."""

from __future__ import annotations

from pathlib import Path

from service.library.kept import FOLDER, keep, kept
from service.library.release import Release


def test_a_served_release_is_kept_once_and_found_again(release: Release, tmp_path: Path) -> None:
    place = keep(release, tmp_path)
    assert keep(release, tmp_path) == place
    assert [one.hash for one in kept(tmp_path)] == [release.hash]


def test_a_copy_that_was_altered_proves_nothing(release: Release, tmp_path: Path) -> None:
    assert kept(tmp_path) == []
    keep(release, tmp_path)
    (tmp_path / FOLDER / "other.json").write_text("{}")
    assert [one.hash for one in kept(tmp_path)] == [release.hash]
