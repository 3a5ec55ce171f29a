"""What a broken reference says to do."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from service.library.checks.references import check_references
from service.library.loader import load_library
from tests.conftest import STARTER


def test_a_topic_that_is_not_there_is_added_in_the_settings(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(STARTER, folder)
    module = folder / "content/heart/walking-basics/module.yaml"
    module.write_text(module.read_text().replace("topics: [heart]", "topics: [zzz]"))
    (problem,) = check_references(load_library(folder), date(2026, 11, 24))
    assert (problem.what, problem.fix) == (
        "no topic is called `zzz`",
        "add it under `topics` in library.yaml, or use one that is there",
    )


def test_removed_names_are_worked_out_once_a_library() -> None:
    """A check asks for them with each name: in a large library some thousands of times."""
    library = load_library(STARTER)
    assert library.removed("module") is library.removed("module")
