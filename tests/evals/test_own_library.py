"""The golden sets on a library of one's own: whose approvals begin on another day."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from evals.commands.common import on_option
from evals.system import DAY
from service.commands.eval import eval_
from service.errors import BedsideError
from service.settings import STARTER_LIBRARY


def call(*args: str) -> Result:
    return CliRunner().invoke(eval_, args, standalone_mode=False)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter library as a customer has it who approved everything on 26 November."""
    library = tmp_path_factory.mktemp("own") / "our-library"
    shutil.copytree(STARTER_LIBRARY, library)
    approvals = library / "approvals.jsonl"
    text = approvals.read_text(encoding="utf-8")
    approvals.write_text(text.replace('"on":"2026-11-20"', '"on":"2026-11-26"'), encoding="utf-8")
    return library


def test_approvals_of_a_later_day_hold_where_the_day_is_said(later: Path, tmp_path: Path) -> None:
    args = ("decisions", "--tag", "leap-day", "--workers", "1", "--library", str(later))
    result = call(*args, "--on", "2026-11-27", "--runs", str(tmp_path))
    assert result.return_value == 0, result.output
    run = next(tmp_path.glob("*.jsonl"))
    lines = run.read_text(encoding="utf-8").splitlines(keepends=True)
    run.write_text("".join(lines[:2]), encoding="utf-8")
    shown = call("score", str(run), "--runs", str(tmp_path)).output
    assert "bedside eval decisions --tag leap-day --on 2026-11-27 --resume" in shown


def test_a_library_that_is_approved_later_is_told_the_day_and_the_way_out(later: Path) -> None:
    result = call("decisions", "--no-log", "--library", str(later))
    assert isinstance(result.exception, BedsideError)
    assert str(result.exception.problems[0]) == (
        "library.yaml:1:1 L701 the library's settings are not approved on 2026-11-24, the day that "
        "counts here; give `--on` a later day; `--assume-approved` tries what nobody has "
        "approved yet"
    )


def test_the_help_names_the_day_that_counts() -> None:
    help_ = CliRunner().invoke(on_option(click.Command("x")), ["--help"]).output
    assert str(DAY) in " ".join(help_.split())
