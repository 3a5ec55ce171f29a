"""Broken files of decision cases: every problem at once, each with its code, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.decisions.loading import load_decisions
from service.errors import BedsideError

PEOPLE = """\
people:
  ann:
    about: a patient
    key: p_ann
    consents: [{purpose: care_operations}]
"""
ALWAYS = """\
always:
  - {reason: nothing of a template, when: {}, lacks: ["{{"]}
"""
CASES = """\
about: visits
owner: evaluation
source: own
cases:
  - id: one
    reason: it is so
    person: ann
    steps:
      - at: 2026-11-24 10:00
        signal: portal.joined
        by: email
        expect: {outcome: send}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "always.yaml").write_text(ALWAYS, encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    (folder / "cases.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BedsideError) as caught:
        load_decisions(folder)
    return [(problem.line, problem.code) for problem in caught.value.problems]


def test_a_good_file_loads(folder: Path) -> None:
    (case,) = load_decisions(folder).cases
    assert case.asks[0].at.isoformat() == "2026-11-24T16:00:00+00:00"
    assert case.where == "cases.yaml:5"


def test_everything_wrong_comes_at_once(folder: Path) -> None:
    text = CASES.replace("person: ann", "persn: ann").replace("send}", "sent}")
    (folder / "always.yaml").write_text("always: []\n", encoding="utf-8")
    assert {code for _, code in problems(folder, text)} == {"E104", "E105", "E106"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("person: ann", "person: bob", (7, "E120")),
        ("2026-11-24 10:00", "2026-11-24 25:00", (9, "E122")),
        ("2026-11-24 10:00", "2026-03-08 02:30", (9, "E122")),
        ("2026-11-24 10:00", "2026-11-01 01:30", (9, "E122")),
        ("      - at: 2026-11-24 10:00", "      - after: 2 days", (9, "E122")),
        ("signal: portal.joined", "again: first", (10, "E125")),
        ("{outcome: send}", "{}", (12, "E106")),
        ("{outcome: send}", "{outcome: send, reasons: [because]}", (12, "E106")),
        ("signal: portal.joined", "does: nothing", (9, "E106")),
    ],
)
def test_each_problem_has_its_place(
    folder: Path, old: str, new: str, expected: tuple[int, str]
) -> None:
    assert expected in problems(folder, CASES.replace(old, new))


def test_what_is_not_yaml_is_one_problem(folder: Path) -> None:
    assert [code for _, code in problems(folder, "cases: [\n")] == ["E102"]


def test_steps_out_of_order(folder: Path) -> None:
    again = "      - {at: 2026-11-23 10:00, again: portal.joined, expect: {outcome: send}}\n"
    assert problems(folder, CASES + again) == [(13, "E123")]


def test_an_id_is_used_once(folder: Path) -> None:
    head, _, case = CASES.partition("cases:\n")
    assert problems(folder, f"{head}cases:\n{case}{case}") == [(13, "E107")]


def test_a_folder_without_cases(tmp_path: Path) -> None:
    with pytest.raises(BedsideError) as caught:
        load_decisions(tmp_path)
    assert {problem.code for problem in caught.value.problems} == {"E101", "E110"}
