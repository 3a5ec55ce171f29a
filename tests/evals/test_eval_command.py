"""`bedside eval` as people call it: sets by default, exit codes, tags, what a wrong word gets."""

from __future__ import annotations

import json
import shlex
import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.baseline import read_baseline
from evals.commands.covering import _missing
from evals.coverage import Covered
from evals.decisions.loading import GOLDEN_DECISIONS
from evals.suites.decisions import DecisionSuite
from evals.suites.texts import TextSuite
from evals.texts.loading import GOLDEN_TEXTS
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


@pytest.mark.parametrize("more", [(), ("--case", "place-given-back")])
def test_a_named_case_that_the_tags_leave_out_is_refused(more: tuple[str, ...]) -> None:
    result = call("decisions", "--tag", "caps", "--case", "chest-pain-by-text", *more, "--no-log")
    assert str(result.exception) == (
        "eval E141 the case chest-pain-by-text is not tagged caps; leave --tag out"
    )


def test_a_part_of_the_guards_sets_is_never_written_as_the_report() -> None:
    result = call("guard", "--kind", "DX-09", "--write")
    assert "--write is of both sets whole" in str(result.exception)


def test_update_is_refused_where_no_text_is_judged() -> None:
    result = call("decisions", "--update")
    assert "--update writes the agreed words of texts" in str(result.exception)


def test_update_judges_by_the_new_words_and_other_sets_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = tmp_path / "golden"
    for name, folder in (("texts", GOLDEN_TEXTS), ("decisions", GOLDEN_DECISIONS)):
        shutil.copytree(folder, golden / name)
    words = golden / "texts" / "snapshots" / "after-visit.sms.txt"
    agreed = words.read_text(encoding="utf-8")
    words.write_text("Something else.\n", encoding="utf-8")
    caps = golden / "decisions" / "caps.yaml"
    spoiled = caps.read_text(encoding="utf-8").replace("outcome: send", "outcome: hold", 1)
    caps.write_text(spoiled, encoding="utf-8")
    monkeypatch.setattr(DecisionSuite.__init__, "__defaults__", (golden / "decisions", ""))
    monkeypatch.setattr(TextSuite.__init__, "__defaults__", (golden / "texts", ""))
    page = tmp_path / "x.html"
    shown = call("texts", "--case", "after-visit@sms", "--update", "--html", str(page))
    assert (shown.return_value, words.read_text(encoding="utf-8")) == (0, agreed)
    assert page.exists()
    shown = call("texts", "decisions", "--tag", "caps", "--update", "--workers", "1")
    assert shown.return_value == 1
    assert "wrong case fails it: 1" in shown.output


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


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of texts, then one of urgency."""
    folder = tmp_path_factory.mktemp("runs")
    for name in ("texts", "urgency"):
        shown = call(name, "--summary", "--runs", str(folder), "--workers", "1")
        assert shown.return_value == 0, shown.output
    return folder


def test_runs_without_a_case_in_common_are_not_compared(runs: Path) -> None:
    before, after = (file.stem for file in sorted(runs.glob("*.jsonl")))
    error = call("compare", "last-1", "last", "--runs", str(runs)).exception
    assert str(error) == (
        f"compare E155 nothing can be compared: run {before} holds texts, run {after} holds "
        "urgency; name two runs of the same sets; `bedside eval SET` makes one"
    )


def test_a_set_that_only_one_run_has_is_named(runs: Path, tmp_path: Path) -> None:
    common = ("--runs", str(tmp_path), "--workers", "1")
    assert call("texts", "urgency", "--summary", *common).return_value == 0
    (both,) = tmp_path.glob("*.jsonl")
    before = max(runs.glob("*.jsonl"))
    shown = call("compare", str(before), str(both))
    assert shown.return_value == 0
    assert shown.output.endswith(
        f"Not compared:\n  only in run {both.stem}: texts\n\nno case changed in urgency\n"
    )
    data = json.loads(call("compare", str(before), str(both), "--format", "json").stdout)
    assert (data["only_before"], data["only_after"]) == ([], ["texts"])


def test_a_run_that_was_cut_off_never_ends_with_0(runs: Path, tmp_path: Path) -> None:
    whole = max(runs.glob("*.jsonl"))
    lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    of = json.loads(lines[0])["cases"]
    cut = tmp_path / "cut.jsonl"
    cut.write_text("".join(lines[:51]), encoding="utf-8")
    shown = call("score", str(cut), "--summary")
    assert shown.return_value == 1
    assert f"cut off after 50 of {of} cases: no bar counts as reached" in shown.output
    assert "all thresholds reached" not in shown.output
    data = json.loads(call("score", str(cut), "--format", "json").stdout)
    assert (data["whole"], data["reached"]) == (False, False)
    shown = call("compare", str(whole), str(cut))
    assert shown.return_value == 1
    assert f"was cut off after 50 of {of} cases" in shown.output
    assert "gone" not in shown.output


def test_a_part_is_held_against_the_baseline_only_where_it_is_meant(runs: Path) -> None:
    lacks = "not run: decisions, texts, guard, rewordings"
    error = call("baseline", "check", "--runs", str(runs)).exception
    assert str(error) == (
        f"baseline E162 the run holds only a part of the baseline ({lacks}); "
        "run `bedside eval`, or say --part where a part is meant"
    )
    shown = call("baseline", "check", "--part", "--runs", str(runs))
    assert shown.return_value == 0
    assert shown.output == (
        "no case is worse than the baseline in urgency\n"
        f"only a part of the baseline was looked at ({lacks})\n"
    )


def test_coverage_of_a_part_says_what_it_lacks(runs: Path) -> None:
    part = "the figures are of a part of the golden sets (not run: decisions, texts, guard)\n"
    assert call("coverage", "--run", "last", "--runs", str(runs)).stdout.startswith(f"{part}\n")
    shown = call("coverage", "--run", "last", "--format", "json", "--runs", str(runs))
    assert shown.stderr == part
    assert json.loads(shown.stdout)["outcomes"]["touched"] == 0


def test_untouched_items_are_counted_by_folder_where_they_are_many() -> None:
    few = Covered("layouts", 2, ("sms-outreach",))
    assert _missing(few, whole=False) == ["no case touches these layouts:", "  sms-outreach"]
    names = [f"heart/walk-{n}@web" for n in range(7)] + [f"contact/desk-{n}@sms" for n in range(8)]
    many = Covered("renditions", 2, tuple(names))
    assert _missing(many, whole=False) == [
        "no case touches these 15 renditions (--format json names each):",
        "  contact 8, heart 7",
    ]
    assert "heart/walk-6@web" in "".join(_missing(many, whole=True))
    plain = Covered("triggers that send", 2, tuple(f"trigger-{n:02}" for n in range(14)))
    assert _missing(plain, whole=False)[-1].endswith("trigger-11, and 2 more")


def test_page_stands_beside_the_run_wherever_that_is_kept(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was written among the runs of the working folder, over the page of the run itself."""
    elsewhere = tmp_path / "mail"
    elsewhere.mkdir()
    file = elsewhere / "from-ci.jsonl"
    shutil.copy(max(runs.glob("*.jsonl")), file)
    monkeypatch.chdir(tmp_path)
    shown = call("page", str(file))
    assert shown.output == f"wrote {elsewhere / 'from-ci.html'}\n"
    assert {path.name for path in elsewhere.iterdir()} == {"from-ci.html", "from-ci.jsonl"}
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def _cut(runs: Path, target: Path, lines: int) -> int:
    """Keep the head and some cases of a run; how many cases there were to be."""
    whole = max(runs.glob("*.jsonl")).read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text("".join(whole[:lines]), encoding="utf-8")
    return int(json.loads(whole[0])["cases"])


def test_a_cut_off_run_says_how_to_go_on_with_it_where_it_is_kept(
    runs: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "my runs"
    folder.mkdir()
    cut = folder / "cut.jsonl"
    of = _cut(runs, cut, 51)
    command = f"bedside eval urgency --resume --runs '{folder}'"
    assert f"(`{command}` goes on with it)" in call("score", str(cut)).output
    assert call(*shlex.split(command)[2:], "--workers", "1").return_value == 0
    assert [path.name for path in folder.iterdir()] == ["cut.jsonl"]
    assert call("score", str(cut)).return_value == 0
    _cut(runs, cut, 51)
    _cut(runs, folder / "later.jsonl", of + 2)
    assert "goes on with the last run of a folder alone)" in call("score", str(cut)).output


def test_a_cut_off_run_is_held_against_the_baseline_as_far_as_it_came(
    runs: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.jsonl"
    of = _cut(runs, cut, 51)
    accepted = read_baseline()
    assert accepted is not None
    then = accepted.sets["urgency"]["cases"]
    shown = call("baseline", "check", "--part", str(cut))
    assert (shown.return_value, shown.output.splitlines()[0]) == (
        0,
        f"no case is worse than the baseline in urgency (50 of {then} cases)",
    )
    _cut(runs, cut, 1)
    assert str(call("baseline", "check", "--part", str(cut)).exception) == (
        "baseline E162 the run holds nothing of the baseline (not run: decisions, texts, guard, "
        f"rewordings; cut off after 0 of {of} cases, before it came to urgency); run `bedside eval`"
    )


def test_a_tag_far_from_all_gets_those_that_most_cases_have() -> None:
    error = str(call("decisions", "--tag", "nope").exception)
    counted = Counter(tag for item in DecisionSuite().items() for tag in item.tags)
    (most, _), *_ = counted.most_common(1)
    assert error.startswith(f"eval E141 no tag is called nope; use one of {most}, ")
    assert error.endswith(" more, which stand in evals/golden/decisions")
    assert str(call("rewordings", "--tag", "nope").exception).endswith("its cases have no tags")
    assert str(call("urgency", "--tag", "nope").exception).endswith("use one of second")
