"""`bedside eval` as people call it: sets by default, exit codes, tags, what a wrong word gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.commands.eval import eval_
from service.errors import BedsideError


def call(*args: str) -> Result:
    return CliRunner().invoke(eval_, args, standalone_mode=False)


def test_sets_need_no_command_before_them(tmp_path: Path) -> None:
    result = call("decisions", "--tag", "leap-day", "--runs", str(tmp_path), "--workers", "1")
    assert result.return_value == 0, result.output
    assert "all thresholds reached" in result.output
    assert len(list(tmp_path.glob("*.jsonl"))) == 1


def test_json_and_files(tmp_path: Path) -> None:
    junit, page = tmp_path / "j.xml", tmp_path / "p.html"
    result = call(
        "decisions",
        *("--case", "place-given-back", "--format", "json", "--workers", "1"),
        *("--junit", str(junit), "--html", str(page), "--runs", str(tmp_path)),
    )
    data = json.loads(result.stdout)
    assert data["sets"]["decisions"]["cases"] == 1
    assert junit.exists()
    assert page.exists()
    assert not list(tmp_path.glob("*.jsonl"))  # one case alone is no run


@pytest.mark.parametrize("args", [("decsions",), ("decisions", "--tag", "leap-dya")])
def test_a_wrong_word_is_a_problem_with_a_hint(args: tuple[str, ...]) -> None:
    result = call(*args)
    assert isinstance(result.exception, BedsideError)
    assert "did you mean" in str(result.exception)


def test_kept_runs_are_scored_and_compared(tmp_path: Path) -> None:
    common = ("--tag", "leap-day", "--runs", str(tmp_path), "--workers", "1")
    assert call("decisions", *common).return_value == 0
    assert call("decisions", *common).return_value == 0
    assert call("score", "last", "--runs", str(tmp_path)).return_value == 0
    result = call("compare", "last-1", "last", "--runs", str(tmp_path))
    assert result.return_value == 0
    assert "no case changed" in result.output


def test_a_run_of_one_case_says_that_it_is_not_kept(tmp_path: Path) -> None:
    common = ("--runs", str(tmp_path), "--workers", "1")
    shown = call("decisions", "--case", "place-given-back", *common)
    assert "not kept: `last` does not mean this run" in shown.output
    assert not list(tmp_path.glob("*.jsonl"))


def test_help_lists_every_command() -> None:
    output = call("--help").output
    for name in ("run", "guard", "score", "compare", "baseline", "page", "coverage", "mutate"):
        assert name in output


def test_coverage_of_a_kept_run_runs_nothing(tmp_path: Path) -> None:
    common = ("--runs", str(tmp_path))
    assert call("decisions", "--tag", "leap-day", *common, "--workers", "1").return_value == 0
    shown = call("coverage", "--run", "last", "--format", "json", *common)
    data = json.loads(shown.stdout)
    assert data["outcomes"]["touched"] < 5
    (file,) = tmp_path.glob("*.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    head = json.loads(lines[0])
    head["versions"]["release"] = "another"
    file.write_text(json.dumps(head) + "\n" + "".join(lines[1:]), encoding="utf-8")
    assert "E154" in str(call("coverage", "--run", "last", *common).exception)


def test_a_part_of_a_set_says_nothing_of_what_is_gone(tmp_path: Path) -> None:
    result = call("decisions", "--tag", "leap-day", "--runs", str(tmp_path), "--workers", "1")
    assert "since the baseline" in result.output
    assert "are gone" not in result.output


def test_held_back_sets_come_along_when_they_are_asked_for(tmp_path: Path) -> None:
    result = call("urgency", "--held-back", "--runs", str(tmp_path), "--format", "json")
    assert set(json.loads(result.stdout)["sets"]) == {
        "urgency",
        "guard-held-back",
        "urgency-held-back",
    }
