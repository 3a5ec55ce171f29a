"""Files of others are what they were, with their licence beside them."""

from __future__ import annotations

from tests.studio.vendored import FILES, ROOT, digest


def test_every_vendored_file_is_what_it_was() -> None:
    changed = [file.path for file in FILES if digest(ROOT / file.path) != file.sha256]
    assert changed == []


def test_every_vendored_file_is_listed() -> None:
    folders = {(ROOT / file.path).parent for file in FILES}
    found = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir()}
    assert found == {file.path for file in FILES}
