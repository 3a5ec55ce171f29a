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


def test_help_lists_every_command() -> None:
    output = call("--help").output
    for name in ("run", "guard", "score", "compare", "baseline", "page", "coverage", "mutate"):
        assert name in output
