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


def told(folder: Path, text: str) -> list[str]:
    """The whole report, as it is printed."""
    (folder / "cases.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BedsideError) as caught:
        load_decisions(folder)
    return str(caught.value).splitlines()


def test_a_good_file_loads(folder: Path) -> None:
    (case,) = load_decisions(folder).cases
    assert case.asks[0].at.isoformat() == "2026-11-24T16:00:00+00:00"
    assert case.where == "cases.yaml:5"


def test_everything_wrong_comes_at_once(folder: Path) -> None:
    text = CASES.replace("person: ann", "persn: ann").replace("send}", "sent}")
    (folder / "always.yaml").write_text("always: []\n", encoding="utf-8")
    assert told(folder, text) == [
        "always.yaml:1:1 E106 'always' is wrong; it needs at least 1 entry",
        "cases.yaml:7:5 E104 the key 'persn' is not known; did you mean `person`?",
        "cases.yaml:12:18 E106 'outcome' is wrong; did you mean `send`?",
    ]


def test_what_is_wrong_in_the_only_step_is_all_that_is_told(folder: Path) -> None:
    expect = "{outcome: send, reasons: [quiet_hour], modules: {lead: [x]}}"
    text = CASES.replace("{outcome: send}", expect).replace(
        "    person", "    tgs: [a]\n    person"
    )
    assert told(folder, text) == [
        "cases.yaml:7:5 E104 the key 'tgs' is not known; did you mean `tags`?",
        "cases.yaml:13:43 E106 entry 1 of 'reasons' is wrong; did you mean `quiet_hours`?",
        "cases.yaml:13:56 E106 'modules' is wrong; it must be a list, such as [a, b]",
    ]


def test_nothing_wrong_in_a_case_hides_another_fault(folder: Path) -> None:
    second = CASES.partition("cases:\n")[2]
    second = second.replace("it is so", "TODO say why").replace("ann", "anne")
    second = second.replace("2026-11-24 10:00", "2026-13-24")
    assert told(folder, CASES + second) == [
        "cases.yaml:13:5 E107 the id one again; rename it: cases.yaml:5 has it",
        "cases.yaml:14:5 E126 the reason is still to be written; "
        "say why people agree that the result is right",
        "cases.yaml:15:5 E120 nobody is called anne; did you mean `ann`?",
        "cases.yaml:17:9 E122 '2026-13-24' is not a time; write a time such as 2026-11-24 10:00",
    ]


def test_a_case_that_does_not_fit_is_checked_as_far_as_it_can_be_read(folder: Path) -> None:
    text = CASES.replace("it is so", "TODO").replace("person: ann", "person: bob\n    tgs: []")
    text = text.replace("owner: evaluation\n", "").replace("10:00", "25:00")
    (folder / "people.yaml").write_text(PEOPLE.replace("about", "abuot"), encoding="utf-8")
    (folder / "other.yaml").write_text(CASES.replace("ann", "bob"), encoding="utf-8")
    assert [line.split(" ", 2)[:2] for line in told(folder, text)] == [
        ["cases.yaml:1:1", "E105"],
        ["cases.yaml:5:5", "E126"],
        ["cases.yaml:7:5", "E104"],
        ["cases.yaml:9:9", "E122"],
        ["other.yaml:5:5", "E107"],
        ["people.yaml:3:5", "E104"],
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-11-24 10:00", "2026-11-24 25:00"),
        ("by: email", "by: letter"),
        ("by: email", "by: email\n        subject: a b"),
        ("signal:", "sginal:"),
    ],
)
def test_what_rests_on_a_broken_step_is_not_told_again(folder: Path, old: str, new: str) -> None:
    more = "      - {after: 2 days, again: portal.joined, expect: {outcome: send}}\n"
    assert len(told(folder, CASES.replace(old, new) + more)) == 1


def test_a_step_is_looked_at_to_its_end(folder: Path) -> None:
    expect = "{outcome: send, not_before: soon, valid_until: 2026-12-01}"
    text = CASES.replace("{outcome: send}", expect).replace("24 10:00", "24 25:00")
    more = "      - {at: 2026-11-25 10:00, again: portal.jioned, expect: {outcome: send}}\n"
    named = CASES.partition("cases:\n")[2].replace("one", "two") + more
    assert told(folder, text + named) == [
        "cases.yaml:9:9 E122 '2026-11-24 25:00' is not a time: hour must be in 0..23; "
        "write a time such as 2026-11-24 10:00",
        "cases.yaml:12:33 E122 'soon' is not a time; write a time such as 2026-11-24 10:00",
        "cases.yaml:21:32 E125 no earlier signal is called portal.jioned; "
        "did you mean `portal.joined`?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        ("signal: portal", "signl: portal", "entry 1 of 'steps' is wrong; did you mean `signal`?"),
        ("at: 2026-11-24 10:00", "at: 5", "'at' is wrong; write a time such as 2026-11-24 10:00"),
        ("by: email", "by: mail", "'by' is wrong; did you mean `email`?"),
        ("id: one", "id: One", "'id' is wrong; use lower-case words and digits joined by `-`"),
        ("at: 2026-11-24 10:00", "after: 3 d", "write a number and a unit, such as `3 days`"),
        ("    steps", "    but: {zone: 3}\n    steps", "'zone' is wrong; it must be text"),
        ("    steps", "    but: {zne: x}\n    steps", "'zne' is not known; did you mean `zone`?"),
        ("by: email", "by: email\n        wth: {}", "'wth' is not known; did you mean `with`?"),
        ("  - id: one", "  - words\n  - id: one", "entry 1 of 'cases' is wrong; it must hold"),
        ("    steps", "    clock: Mars\n    steps", "'Mars' is not a zone; write a zone such as"),
    ],
)
def test_each_fault_says_what_would_be_right(folder: Path, old: str, new: str, right: str) -> None:
    (line,) = told(folder, CASES.replace(old, new))
    assert right in line


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
