"""The map says what the pipeline does: own words, general ones, or none and why."""

from __future__ import annotations

from pathlib import Path

from guardrails import Guard
from service.editing.coverage import Cell, coverage
from service.library.building import build
from service.library.loader import load_library
from tests.conftest import TODAY


def cells(folder: Path, guard: Guard) -> dict[tuple[str, str], Cell]:
    release = build(load_library(folder), TODAY, assume_approved=True).release
    return {(cell.signal, cell.channel): cell for row in coverage(release, guard) for cell in row}


def test_channel_that_no_trigger_offers_has_nothing(folder: Path, guard: Guard) -> None:
    found = cells(folder, guard)
    assert found["article.read", "sms"].state == "nothing"
    assert found["article.read", "email"].state == "own"
    assert {cell.state for cell in found.values()} == {"own", "nothing"}


def test_topic_without_words_of_its_own_falls_back(folder: Path, guard: Guard) -> None:
    module = folder / "content/heart/walking/module.yaml"
    module.write_text(module.read_text().replace("topics: [walking]", "topics: [general]"))
    assert cells(folder, guard)["article.read", "email"].state == "general"


def test_gap_is_told_with_its_reason(folder: Path, guard: Guard) -> None:
    module = folder / "content/heart/walking/module.yaml"
    module.write_text(module.read_text().replace("audience: [patient]", "audience: [clinician]"))
    cell = cells(folder, guard)["article.read", "email"]
    assert cell.state == "none"
    assert {case.trigger_id for case in cell.cases} == {"article-follow-up"}
    assert all(case.detail.startswith("no_content") for case in cell.cases)
