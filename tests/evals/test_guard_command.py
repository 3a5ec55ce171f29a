"""The command, with a guard made by hand: options, output, exit codes, what is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evals.commands.guard
import evals.golden
import evals.guard
import evals.thresholds
from evals.golden import GOLDEN_GUARD
from guardrails.verdict import NOT_URGENT, Context, Finding, Urgency, Verdict
from service.commands.eval import eval_
from service.errors import BedsideError, Problem
from service.wiring import the_guard

Run = Callable[..., Result]


class HandMade:
    """Stops what says "your asthma", and reads "chest" as an emergency."""

    word = "your asthma"

    def check(self, text: str, context: Context) -> Verdict:
        start = text.find(self.word)
        if start < 0:
            return Verdict(passed=True)
        finding = Finding(
            rule="DX-02",
            kind="presupposed",
            severity="block",
            start=start,
            end=start + len(self.word),
            text=self.word,
            message="",
            why="",
            link="",
        )
        return Verdict(passed=False, findings=(finding,))

    def read_urgency(self, text: str) -> Urgency:
        return Urgency(urgent=True, kind="emergency") if "chest" in text else NOT_URGENT


class StopsAll(HandMade):
    word = "Manage"


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `bedside eval guard` on the small folder."""
    bar = (GOLDEN_GUARD / "thresholds.yaml").read_text(encoding="utf-8")
    (folder / "thresholds.yaml").write_text(bar, encoding="utf-8")
    load, load_bar = evals.golden.load_golden, evals.thresholds.load_thresholds
    monkeypatch.setattr(evals.golden, "load_golden", lambda: load(folder))
    monkeypatch.setattr(evals.thresholds, "load_thresholds", lambda: load_bar(folder))

    def invoke(*options: str, reader: object = None) -> Result:
        monkeypatch.setattr(evals.guard, "build_guard", lambda: reader or HandMade())
        return CliRunner().invoke(eval_, ["guard", *options])

    return invoke


def test_a_perfect_run_ends_with_0(run: Run) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert "all thresholds reached" in result.stdout


def test_below_the_bar_ends_with_1(run: Run) -> None:
    result = run(reader=StopsAll())
    assert result.exit_code == 1
    assert "below the bar: minimal pairs right: 0 of 1 (0.0%), wanted at least " in result.stdout
    assert "dx02-002 [DX-02 real sms pair dx02-a]  Manage your day.  (DX-02)" in result.stdout


def test_a_broken_file_ends_with_2(run: Run, folder: Path) -> None:
    (folder / "open" / "dx-02.yaml").write_text("kind: [", encoding="utf-8")
    result = run()
    assert result.exit_code == 2
    assert result.stderr.startswith("evals/golden/guard/open/dx-02.yaml:2:1 E102 not YAML: ")
    assert result.stdout == ""


def test_every_broken_file_is_told_by_its_path(run: Run, folder: Path) -> None:
    (folder / "open" / "dx-02.yaml").write_text("kind: [", encoding="utf-8")
    with (folder / "thresholds.yaml").open("a", encoding="utf-8") as file:
        file.write("nope: 1\n")
    lines = run("--education", "none.jsonl").stderr.splitlines()
    assert [line.partition(" E")[2][:3] for line in lines] == ["102", "104", "101"]
    assert lines[1].startswith("evals/golden/guard/thresholds.yaml:")
    assert "the key 'nope' is not known; valid here: claims_real_at_least, " in lines[1]


def test_a_guard_that_cannot_be_built_ends_with_2(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise BedsideError([Problem("guardrails", 0, 0, "E115", "a rule is broken", "mend it")])

    run()
    monkeypatch.setattr(evals.guard, "build_guard", fail)
    result = CliRunner().invoke(eval_, ["guard"])
    assert result.exit_code == 2
    assert result.stderr == "guardrails E115 a rule is broken; mend it\n"


def test_kind_and_split_narrow_the_run(run: Run) -> None:
    assert "claims found" in run("--kind", "DX-02").stdout
    calm = json.loads(run("--split", "held_back", "--format", "json").stdout)
    assert calm[0]["rates"]["claims found"]["total"] == 0
    assert calm[0]["rates"]["urgent texts found"]["count"] == 1
    assert run("--kind", "XX-01").exit_code == 2


def test_education_is_measured_and_shown_on_request(
    run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("education") / "sentences.jsonl"
    path.write_text(
        '{"text": "See to your asthma.", "source": "A"}\n{"text": "Asthma is common."}\n'
    )
    plain = run("--education", str(path))
    assert plain.exit_code == 1
    assert "education sentences flagged: 1 of 2 (50.0%), wanted at most 1%" in plain.stdout
    assert "See to your asthma." not in plain.stdout
    assert "See to your asthma." in run("--education", str(path), "--misses").stdout


def test_write_makes_the_report_for_both_splits(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "docs" / "reports" / "guard.md"
    monkeypatch.setattr(evals.commands.guard, "REPORT", target)
    result = run("--write", reader=StopsAll())
    assert result.exit_code == 1
    first = target.read_text(encoding="utf-8")
    assert "## Open set" in first
    assert "## Held-back set" in first
    run("--write", reader=StopsAll())
    assert target.read_text(encoding="utf-8") == first


def test_the_real_guard_is_ours() -> None:
    import guardrails

    assert guardrails.__distribution__ == evals.__distribution__ == "bedside"


def test_it_builds_the_shipped_guard() -> None:
    """Unlike the commands of these tests, which evaluate the guard that all tests share."""
    import guardrails

    reader = evals.guard.build_guard()
    assert isinstance(reader, guardrails.Guard)
    assert reader is not the_guard()
    assert reader.version == the_guard().version
    assert not reader.check("Manage your asthma.", Context()).passed
    assert reader.check("Walking is good.", Context()).passed


def test_another_package_of_that_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import guardrails

    monkeypatch.setattr(guardrails, "__distribution__", "guardrails-ai")
    with pytest.raises(BedsideError, match="E114"):
        evals.guard.build_guard()


def test_help_is_cheap() -> None:
    """Asking for help must not build the guard, nor import what builds it."""
    import subprocess
    import sys

    code = "import sys, service.commands.eval; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
