"""A release that was served can be read again after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.library.kept import FOLDER, keep, kept, spoiled
from service.library.release import Release


def test_a_served_release_is_kept_once_and_found_again(release: Release, tmp_path: Path) -> None:
    place = keep(release, tmp_path)
    assert keep(release, tmp_path) == place
    assert [one.hash for one in kept(tmp_path)] == [release.hash]


def test_a_copy_that_was_altered_proves_nothing(release: Release, tmp_path: Path) -> None:
    assert list(kept(tmp_path)) == []
    keep(release, tmp_path)
    (tmp_path / FOLDER / "other.json").write_text("{}")
    assert [one.hash for one in kept(tmp_path)] == [release.hash]


def test_a_copy_that_was_altered_is_told_and_written_anew(release: Release, tmp_path: Path) -> None:
    assert not spoiled(release.hash, tmp_path)
    place = keep(release, tmp_path)
    right = place.read_bytes()
    assert not spoiled(release.hash, tmp_path)
    for wrong in (right.replace(b"Getting", b"Getting "), right[:-9], b""):
        place.write_bytes(wrong)
        assert spoiled(release.hash, tmp_path)
        keep(release, tmp_path)
        assert place.read_bytes() == right
    assert not spoiled("../secret", tmp_path)


def test_a_copy_that_cannot_be_read_is_written_anew(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another account wrote it: that is no reason not to serve."""
    place = keep(release, tmp_path)
    right, before = place.read_bytes(), place.stat().st_ino
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", _refuse)
        assert spoiled(release.hash, tmp_path)
        keep(release, tmp_path)
    assert place.stat().st_ino != before
    assert place.read_bytes() == right


def _refuse(_: Path) -> bytes:
    raise PermissionError(13, "Permission denied")
