"""What the loader says about broken case files: where, a code, what is wrong, what is right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.decisions.loading import GOLDEN_DECISIONS, load_decisions
from evals.golden import GOLDEN_GUARD, load_golden
from evals.located import read_located
from evals.suites.rewordings import GOLDEN_REWORDINGS, RewordingSuite
from evals.texts.loading import GOLDEN_TEXTS, load_texts
from evals.thresholds import load_thresholds
from service.errors import BedsideError


def problems(folder: Path) -> list[str]:
    with pytest.raises(BedsideError) as caught:
        load_golden(folder)
    return [str(problem) for problem in caught.value.problems]


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "open" / "dx-02.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_right_folder_loads(folder: Path) -> None:
    golden = load_golden(folder)
    assert [case.id for case in golden.cases] == ["dx02-001", "dx02-002"]
    assert [case.id for case in golden.urgency] == ["urgency-001", "urgency-002"]
    assert list(golden.pairs) == ["dx02-a"]


def test_a_file_is_taken_apart_again_when_it_says_something_else(folder: Path) -> None:
    path = folder / "open" / "dx-02.yaml"
    before, text = read_located(path, "one"), path.read_bytes()
    assert read_located(path, "one") is before
    change(folder, "Manage your day.", "Manage your week.")
    assert read_located(path, "one").value["cases"][1]["text"] == "Manage your week."
    path.write_bytes(text)
    assert read_located(path, "another").value == before.value


def test_unknown_key(folder: Path) -> None:
    change(folder, "tier: real", "teir: real\n    tier: real")
    assert problems(folder) == [
        "open/dx-02.yaml:10:5 E104 the key 'teir' is not known; remove it; `tier` is there"
    ]


def test_missing_key_points_at_the_case(folder: Path) -> None:
    change(folder, "    reason: presumes asthma\n", "")
    assert problems(folder) == ["open/dx-02.yaml:6:5 E105 the key 'reason' is missing; add it"]


def test_wrong_value(folder: Path) -> None:
    change(folder, "expect: stop", "expect: halt")
    assert problems(folder) == ["open/dx-02.yaml:8:5 E106 'expect' is wrong; use `stop` or `pass`"]


def test_unknown_kind_lists_the_known_ones(folder: Path) -> None:
    change(folder, "kind: DX-02", "kind: DX-99")
    (problem,) = problems(folder)
    assert problem.startswith("open/dx-02.yaml:1:1 E106 'kind' is wrong; 'DX-99' is not a kind")
    assert "DX-01, DX-02" in problem


def test_duplicate_key(folder: Path) -> None:
    change(folder, "tier: real", "tier: real\n    tier: adversarial")
    assert problems(folder) == ["open/dx-02.yaml:11:5 E103 the key 'tier' twice; keep one of them"]


def test_not_yaml(folder: Path) -> None:
    change(folder, 'text: "Manage your day."', 'text: "Manage your day.')
    (problem,) = problems(folder)
    assert problem.startswith("open/dx-02.yaml:")
    assert " E102 not YAML: " in problem


def test_alias_is_refused(folder: Path) -> None:
    change(folder, "expect: stop", "expect: &x stop")
    change(folder, "reason: no condition", "reason: *x")
    assert problems(folder) == [
        "open/dx-02.yaml:21:5 E102 an alias (*name); write the value out again"
    ]


def test_empty_file(folder: Path) -> None:
    (folder / "open" / "dx-02.yaml").write_text("", encoding="utf-8")
    assert problems(folder) == ["open/dx-02.yaml:1:1 E102 the file is empty; write kind and cases"]


def test_not_utf8(folder: Path) -> None:
    (folder / "open" / "dx-02.yaml").write_bytes(b"\xff\xfe")
    assert problems(folder) == [
        "open/dx-02.yaml E101 the file is not UTF-8; a readable file in UTF-8"
    ]


def test_duplicate_id(folder: Path) -> None:
    change(folder, "id: dx02-002", "id: dx02-001")
    assert problems(folder) == [
        "open/dx-02.yaml:14:5 E107 the id dx02-001 again; rename it: open/dx-02.yaml:6 has it"
    ]


def test_span_that_is_not_in_the_text(folder: Path) -> None:
    change(folder, 'span: "your asthma"', 'span: "your cough"')
    assert problems(folder) == [
        "open/dx-02.yaml:9:5 E108 the span is not in the text; copy the exact words of the text"
    ]


def test_same_text_in_the_same_place(folder: Path) -> None:
    change(folder, 'text: "Manage your day."', 'text: "manage  your ASTHMA."')
    change(folder, "    context: {channel: sms}\n", "")
    assert problems(folder) == [
        "open/dx-02.yaml:14:5 E109 the text of dx02-001 again, with another label; "
        "keep the right one of it and open/dx-02.yaml:6"
    ]


def test_same_text_in_another_place_is_another_case(folder: Path) -> None:
    change(folder, 'text: "Manage your day."', 'text: "Manage your asthma."')
    assert len(load_golden(folder).cases) == 2


def test_pair_without_its_other_half(folder: Path) -> None:
    change(folder, "pair: dx02-a\n    reason: no", "reason: no")
    assert problems(folder) == [
        "open/dx-02.yaml:6:5 E111 the pair dx02-a has 1 text(s); one to stop and one to pass"
    ]


def test_empty_split(folder: Path) -> None:
    (folder / "held_back" / "urgency.yaml").unlink()
    assert problems(folder) == [
        "held_back E110 no case files here; put .yaml files into held_back/"
    ]


def test_cases_that_would_not_be_run_are_refused(folder: Path) -> None:
    """They were passed over, and whoever had written them believed that they were run."""
    case = (folder / "open" / "dx-02.yaml").read_text(encoding="utf-8")
    (folder / "open" / "more").mkdir()
    for name in ("open/a.yml", "open/b.YAML", "open/c.json", "open/more/d.yaml", "e.yaml"):
        (folder / name).write_text(case, encoding="utf-8")
    for name in ("README.md", "open/notes.txt", "open/.hidden.yml", "thresholds.yaml"):
        (folder / name).write_text("x", encoding="utf-8")
    what = "E116 it is not read, for cases stand in files `NAME.yaml`"
    assert problems(folder) == [
        "e.yaml E116 it is not read; put cases into open/ or held_back/",
        f"open/a.yml {what}; rename it to `a.yaml`",
        f"open/b.YAML {what}; rename it to `b.yaml`",
        f"open/c.json {what}; move it elsewhere",
        "open/more E116 a folder inside of a folder of cases is not read; move its files up",
    ]


@pytest.mark.parametrize(
    ("shipped", "load"),
    [
        (GOLDEN_DECISIONS, load_decisions),
        (GOLDEN_TEXTS, load_texts),
        (GOLDEN_REWORDINGS, lambda folder: RewordingSuite(folder).items()),
    ],
)
def test_other_sets_refuse_them_too(
    tmp_path: Path, shipped: Path, load: Callable[[Path], object]
) -> None:
    golden = tmp_path / "golden"
    shutil.copytree(shipped, golden)
    load(golden)
    (golden / "own.yml").write_text("cases: []\n", encoding="utf-8")
    (golden / "own").mkdir()
    with pytest.raises(BedsideError) as caught:
        load(golden)
    assert [problem.code for problem in caught.value.problems] == ["E116", "E116"]


def test_all_problems_come_at_once(folder: Path) -> None:
    change(folder, "expect: stop", "expect: halt")
    urgency = folder / "held_back" / "urgency.yaml"
    urgency.write_text(
        urgency.read_text(encoding="utf-8").replace("expect: emergency", "expect: fire"),
        encoding="utf-8",
    )
    found = problems(folder)
    assert [line.split()[:2] for line in found] == [
        ["held_back/urgency.yaml:8:5", "E106"],
        ["open/dx-02.yaml:8:5", "E106"],
    ]


def test_broken_thresholds(tmp_path: Path) -> None:
    (tmp_path / "thresholds.yaml").write_text("pairs_at_least: 7\n", encoding="utf-8")
    with pytest.raises(BedsideError) as caught:
        load_thresholds(tmp_path)
    lines = [str(problem) for problem in caught.value.problems]
    assert "thresholds.yaml:1:1 E112 'pairs_at_least' is wrong; it must be at most 1" in lines
    assert "thresholds.yaml:1:1 E105 the key 'kind_counts_from' is missing; add it" in lines


def test_an_unknown_threshold_is_told_with_the_nearest(tmp_path: Path) -> None:
    bar = (GOLDEN_GUARD / "thresholds.yaml").read_text(encoding="utf-8")
    text = bar.replace("pairs_at_least:", "pair_at_least:")
    (tmp_path / "thresholds.yaml").write_text(text + "nope: 1\n", encoding="utf-8")
    with pytest.raises(BedsideError) as caught:
        load_thresholds(tmp_path)
    first, second = caught.value.problems
    assert "E104 the key 'pair_at_least' is not known; did you mean `pairs_at_least`?" in str(first)
    assert "E104 the key 'nope' is not known; valid here: claims_real_at_least, " in str(second)
