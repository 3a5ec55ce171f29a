"""One case at a time: shown with what came of it, chosen by a pattern, run again if it failed."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from evals.excerpts import excerpt
from evals.faults import Fault
from evals.runs.failing import wrong_in
from evals.runs.log import Header, Run
from evals.suites.base import Item
from evals.suites.base import Result as ResultOf
from evals.system import ROOT, Versions
from service.commands.eval import eval_
from service.errors import BedsideError

PEOPLE = """\
people:
  ana: {about: a patient, key: p_ana01, consents: [{purpose: care_operations}]}
"""
CASES = """\
about: visits
owner: quality
source: own
cases:
  - id: booked-by-portal
    reason: whoever books a visit is told how to prepare
    person: ana
    steps:
      - {at: 2026-11-24 10:00, signal: appointment.booked, by: portal,
         with: {starts_at: 2026-12-03 09:30, place: north, visit_kind: office},
         expect: {outcome: send, trigger: visit-preparation}}

  - id: article-without-a-yes
    reason: health information needs a yes of its own
    person: ana
    steps:
      - {at: 2026-11-24 11:00, signal: article.read, with: {topic: heart},
         by: email, expect: {outcome: WANTED}}
"""


def call(*args: str) -> Result:
    return CliRunner().invoke(eval_, args, standalone_mode=False)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    (folder / "decisions").mkdir(parents=True)
    (folder / "decisions" / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    write(folder, "send")
    return folder


def write(folder: Path, wanted: str) -> None:
    text = CASES.replace("WANTED", wanted)
    (folder / "decisions" / "visits.yaml").write_text(text, encoding="utf-8")


class TestShow:
    def test_a_case_is_shown_as_written_with_what_came_and_what_is_wrong(
        self, golden: Path
    ) -> None:
        result = call("show", "article-without-a-yes", "--golden", str(golden))
        assert result.return_value == 1
        assert result.stdout == (
            f"decisions article-without-a-yes  {golden}/decisions/visits.yaml:13\n"
            "  - id: article-without-a-yes\n"
            "    reason: health information needs a yes of its own\n"
            "    person: ana\n"
            "    steps:\n"
            "      - {at: 2026-11-24 11:00, signal: article.read, with: {topic: heart},\n"
            "         by: email, expect: {outcome: send}}\n"
            "\n"
            "what came:\n"
            "  # step 1: article.read by email\n"
            "  suppress (consent_absent) article-follow-up\n"
            "  valid_until: 2026-11-27 11:00\n"
            "\n"
            "over-blocked: step 1: another outcome (wanted send, got suppress (consent_absent))\n"
        )

    def test_a_pattern_shows_several_and_a_right_case_says_its_words(self, golden: Path) -> None:
        result = call("show", "booked-*", "--golden", str(golden))
        assert result.return_value == 0
        assert "module: visit/prepare-office" in result.stdout
        assert "You booked a visit with us." in result.stdout
        assert result.stdout.endswith("as agreed\n")
        assert "article-without" not in result.stdout

    def test_a_kept_run_is_shown_as_it_was(self, golden: Path, tmp_path: Path) -> None:
        runs = ("--runs", str(tmp_path / "runs"))
        call("--golden", str(golden), *runs)
        result = call("show", "article-*", "--run", "last", *runs)
        assert "over-blocked: step 1: another outcome" in result.stdout
        missing = call("show", "nobody", "--run", "last", *runs)
        assert isinstance(missing.exception, BedsideError)
        assert "E141 the run holds no case called nobody" in str(missing.exception)

    def test_of_a_kept_run_the_lines_are_those_of_the_same_case_now(
        self, golden: Path, tmp_path: Path
    ) -> None:
        """It may stand on another line since, be written otherwise, or be gone."""
        runs = ("--runs", str(tmp_path / "runs"))
        call("--golden", str(golden), *runs)
        file = golden / "decisions" / "visits.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(f"# one line more\n{text}", encoding="utf-8")
        moved = call("show", "article-*", "--run", "last", *runs).stdout
        assert f"{file}:14\n  - id: article-without-a-yes\n" in moved
        assert "edited" not in moved
        write(golden, "suppress")
        edited = call("show", "article-*", "--run", "last", *runs).stdout
        assert "expect: {outcome: suppress}}\n  (edited since the run)\n" in edited
        file.write_text(text.replace("article-without", "reader-without"), encoding="utf-8")
        gone = call("show", "article-*", "--run", "last", *runs).stdout
        assert "\n  (the case is not there any more)\n" in gone
        assert "- id:" not in gone

    def test_a_misspelt_case_is_told_before_anything_is_built(self, golden: Path) -> None:
        result = call("show", "booked-by-portl", "--golden", str(golden), "--library", "nowhere")
        assert isinstance(result.exception, BedsideError)
        assert "did you mean `booked-by-portal`" in str(result.exception)

    def test_lines_end_where_the_next_case_begins(self, golden: Path, tmp_path: Path) -> None:
        file = golden / "decisions" / "visits.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_bytes(text.replace("\n", "\r\n").encode())
        lines = excerpt(file, 5)
        assert (lines[0], lines[-1].strip()[:7], len(lines)) == (
            "- id: booked-by-portal",
            "expect:",
            7,
        )
        sheet = tmp_path / "a.csv"
        sheet.write_text("text,expect\nWe sell braces.,pass\n", encoding="utf-8")
        assert excerpt(sheet, 2) == ["We sell braces.,pass"]
        sheet.write_text(
            'text,expect\n"Dear all,\x0b\n\nthe ""end"".",pass\nx,pass\n', encoding="utf-8"
        )
        assert excerpt(sheet, 2) == ['"Dear all,\x0b', "", 'the ""end"".",pass']
        assert excerpt(sheet, 5) == ["x,pass"]
        assert excerpt(sheet, 9) == excerpt(tmp_path / "gone.yaml", 1) == []


class TestFailed:
    def test_only_what_was_wrong_is_run_again_and_no_run_is_kept(
        self, golden: Path, tmp_path: Path
    ) -> None:
        runs = ("--runs", str(tmp_path / "runs"))
        call("--golden", str(golden), *runs)
        again = call("--failed", "last", *runs, "--summary")
        assert again.return_value == 1
        assert "0 / 1" in again.output
        write(golden, "suppress")
        mended = call("--failed", "last", *runs, "--summary")
        assert (mended.return_value, "1 / 1" in mended.output) == (0, True)
        assert len(list((tmp_path / "runs").glob("*.jsonl"))) == 1

    def test_a_case_that_is_gone_since_keeps_no_other_from_being_run(
        self, golden: Path, tmp_path: Path
    ) -> None:
        write(golden, "hold")
        file = golden / "decisions" / "visits.yaml"
        text = file.read_text(encoding="utf-8").replace("{outcome: send,", "{outcome: hold,")
        file.write_text(text, encoding="utf-8")
        runs = ("--runs", str(tmp_path / "runs"))
        call("--golden", str(golden), *runs)
        text = text.replace("article-without", "reader-without")
        file.write_text(text, encoding="utf-8")
        again = call("--failed", "last", *runs, "--summary")
        assert again.return_value == 1
        gone = "1 case that was wrong is not there any more: article-without-a-yes\n"
        assert again.stdout.startswith(gone)
        assert "0 / 1" in again.stdout
        file.write_text(text.replace("booked-by", "visit-by"), encoding="utf-8")
        nothing = call("--failed", "last", *runs)
        assert nothing.return_value == 0
        assert nothing.stdout == (
            "2 cases that were wrong are not there any more: article-without-a-yes, "
            "booked-by-portal\n"
        )

    def test_where_nothing_was_wrong_nothing_is_run(self, golden: Path, tmp_path: Path) -> None:
        write(golden, "suppress")
        runs = ("--runs", str(tmp_path / "runs"))
        call("--golden", str(golden), *runs)
        result = call("--failed", "last", *runs)
        assert result.return_value == 0
        assert result.output.startswith("no case of run ")
        other = call("texts", "--failed", "last", *runs)
        assert isinstance(other.exception, click.UsageError)
        assert "the run does not hold texts" in str(other.exception)


def test_a_pattern_chooses_cases_and_one_that_fits_none_is_refused(golden: Path) -> None:
    args = ("--golden", str(golden), "--no-log", "--summary")
    assert "1 / 1" in call(*args, "--case", "booked-*").output
    result = call(*args, "--case", "missed-*")
    assert isinstance(result.exception, BedsideError)
    assert "no case is called missed-*" in str(result.exception)


def test_a_pattern_that_fits_none_is_told_with_the_nearest(golden: Path) -> None:
    result = call("show", "articles-*", "--golden", str(golden))
    assert "no case is called articles-*; did you mean `article-*`?" in str(result.exception)


@pytest.mark.parametrize("command", ["show", "run"])
def test_the_pattern_that_the_help_shows_names_shipped_cases(command: str) -> None:
    (shown,) = set(re.findall(r"[a-z-]+-\*", call(command, "--help").output))
    decisions = ROOT / "evals" / "golden" / "decisions"
    texts = [path.read_text(encoding="utf-8") for path in decisions.glob("*.yaml")]
    assert re.search(rf"- id: {shown[:-1]}", "\n".join(texts))


def test_held_back_cases_are_named_only_where_their_set_is() -> None:
    wrong = (Fault("missed", "x"),)
    items = [
        Item("guard", "dx09-001", "open/a.yaml:1", "r", "h"),
        Item("guard-held-back", "dx09-h1", "held_back/a.yaml:1", "held back", "h"),
    ]
    header = Header("r", "now", ("guard", "guard-held-back"), (), 2, Versions("r1"))
    run = Run(header, tuple(ResultOf(item, [], wrong) for item in items), "then")
    assert wrong_in(run).ids == ("dx09-001",)
    assert wrong_in(run, ["guard-held-back"]).ids == ("dx09-h1",)


def test_kept_runs_are_listed_the_newest_first_with_what_is_wrong_of_them(
    golden: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "runs"
    assert call("runs", "--runs", str(folder)).output.startswith("no run is kept in")
    for note in ("before", "after"):
        call("--golden", str(golden), "--runs", str(folder), "--note", note)
        write(golden, "suppress")
    (folder / "00000000.jsonl").write_text("{}\n", encoding="utf-8")
    lines = call("runs", "--runs", str(folder)).output.splitlines()
    assert [line.split()[0] for line in lines] == ["last", "last-1", "last-2"]
    assert "2 of 2 right, 0 missed: decisions, release " in lines[0]
    assert lines[0].endswith(f"cases of {golden}, after")
    assert "1 of 2 right" in lines[1]
    assert lines[2].endswith("00000000  cannot be read (E151)")
    assert call("runs", "--runs", str(folder), "--most", "1").output.endswith("2 older (--most)\n")
