"""Runs as data: logs, workers, resuming, judging again, comparing, and the baseline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from evals.baseline import ASSUMED, accept, read_baseline, refuse_old, since
from evals.comparing.compare import compare
from evals.comparing.mcnemar import mcnemar_p
from evals.decisions.loading import GOLDEN_DECISIONS
from evals.faults import Fault
from evals.pages.annotations import annotation_lines, bar_lines
from evals.pages.html_page import html_page
from evals.runs.log import Header, Run, read_run
from evals.runs.running import judge_again, run_cases
from evals.runs.session import Plan
from evals.runs.session import run as run_plan
from evals.runs.store import find_run
from evals.runs.summary import pairs_right, reached, summarise, summarise_run
from evals.scoring import Rate
from evals.suites.base import Item, Result
from evals.suites.decisions import DecisionSuite
from evals.suites.guarding import GuardSuite, UrgencySuite
from evals.system import ROOT, System, Versions, versions_of
from guardrails import Guard
from service.errors import BedsideError
from service.library.release import Release

VERSIONS = Versions("r1", {"trigger:visit-cancelled": "a"}, "g1", {"DX-02.yaml": "x"})


@pytest.fixture(scope="module")
def suite() -> DecisionSuite:
    return DecisionSuite()


@pytest.fixture
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


@pytest.fixture
def clock() -> Any:
    ticks = (datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(seconds=n) for n in range(1000))
    return lambda: next(ticks)


def go(suite: DecisionSuite, system: System, folder: Path, clock: Any, **more: Any) -> Run:
    plan = Plan((suite,), tags=("leap-day",))
    return run_plan(plan, system, more.pop("versions", VERSIONS), folder, clock, **more)


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Another process that has the log open to go on with it."""
    code = (
        "import pathlib, sys; from evals.alone import open_alone; "
        "held = open_alone(pathlib.Path(sys.argv[1]), anew=False); print('held', flush=True); "
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
        process.communicate()


class TestLog:
    def test_a_run_is_read_as_it_was_written(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        made = go(suite, system, tmp_path, clock)
        kept = read_run(Path(made.file))
        assert kept.results == made.results
        assert (kept.digest, kept.whole) == (made.digest, True)
        assert find_run("last", tmp_path).header.id == made.header.id

    def test_a_cut_off_run_goes_on(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        made = go(suite, system, tmp_path, clock)
        file = Path(made.file)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(lines[:3]) + lines[3][:40], encoding="utf-8")
        assert not read_run(file).whole
        again = go(suite, system, tmp_path, clock, resume=True)
        assert (again.file, again.digest) == (made.file, made.digest)
        assert read_run(file).digest == made.digest

    def test_it_does_not_go_on_with_another_library(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        made = go(suite, system, tmp_path, clock)
        file = Path(made.file)
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
        other = replace(VERSIONS, release="r2")
        with pytest.raises(BedsideError, match="E153"):
            go(suite, system, tmp_path, clock, resume=True, versions=other)

    def test_it_does_not_go_on_with_a_run_that_another_process_writes(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        """Two processes at once would write each case twice, and the log would be lost."""
        file = Path(go(suite, system, tmp_path, clock).file)
        cut = "".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:3])
        file.write_text(cut, encoding="utf-8")
        with _writing(file), pytest.raises(BedsideError, match="E153 another process"):
            go(suite, system, tmp_path, clock, resume=True)
        assert file.read_text(encoding="utf-8") == cut
        assert go(suite, system, tmp_path, clock, resume=True).whole

    @pytest.mark.parametrize(
        ("text", "code"),
        [("", "E151"), ("{}\n", "E151"), ("[]\n", "E151"), ("not json\n{}\n", "E151")],
    )
    def test_a_broken_log_says_where(self, tmp_path: Path, text: str, code: str) -> None:
        file = tmp_path / "x.jsonl"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BedsideError, match=code):
            read_run(file)

    def test_a_log_that_lost_a_case_or_holds_two_runs_is_broken(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        file = Path(go(suite, system, tmp_path, clock).file)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
        with pytest.raises(BedsideError, match="E151 its cases are not those"):
            read_run(file)
        file.write_text("".join(lines * 2), encoding="utf-8")
        with pytest.raises(BedsideError, match="E151 it holds more than one run"):
            read_run(file)

    def test_an_unknown_run_or_tag_is_a_problem(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        for name in ("last", "last-1", "last-", "last-one", "last-\u00b2", "9\x1b[31m"):
            with pytest.raises(BedsideError, match="E152") as caught:
                find_run(name, tmp_path)
            assert str(caught.value).isprintable()
        go(suite, system, tmp_path, clock)
        with pytest.raises(BedsideError, match="E152"):
            find_run("last-one", tmp_path)
        with pytest.raises(BedsideError, match="E141"):
            run_plan(Plan((suite,), tags=("leap-dya",)), system, VERSIONS, None, clock)


def test_workers_change_nothing(suite: DecisionSuite, system: System) -> None:
    items = [item for item in suite.items() if "caps" in item.tags]
    assert len(items) > 24
    alone = [(r.item.id, r.observed) for r in run_cases([suite], items, system)]
    shared = [(r.item.id, r.observed) for r in run_cases([suite], items, system, workers=2)]
    assert alone == shared


def test_a_case_that_raises_is_a_result(suite: DecisionSuite, system: System) -> None:
    lost = Item("decisions", "no-such-case", "x.yaml:1", "r", "h")
    (result,) = run_cases([suite], [lost], system)
    assert result.has("crashed")


def test_judged_again_without_running(
    suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
) -> None:
    made = go(suite, system, tmp_path, clock)
    spoiled = [replace(r, faults=(Fault("other", "old opinion"),)) for r in made.results]
    assert [r.ok for r in judge_again([suite], spoiled, system.known)] == [True] * len(spoiled)


class TestCompare:
    @pytest.fixture
    def runs(
        self, suite: DecisionSuite, system: System, clock: Any, tmp_path: Path
    ) -> tuple[Run, Run]:
        before = go(suite, system, tmp_path, clock)
        first = before.results[0]
        seen = [{**step, "outcome": "suppress", "text": ""} for step in first.observed]
        fault = Fault("over_blocked", "another outcome", "send", "suppress", 1)
        broken = replace(first, observed=seen, faults=(fault,))
        key = f"trigger:{first.observed[0]['trigger']}"
        items = {key: "b"}
        versions = replace(VERSIONS, release="r2", items=items)
        header = replace(before.header, id="later", versions=versions)
        return before, replace(before, header=header, results=(broken, *before.results[1:]))

    def test_lists_what_changed_and_why(self, runs: tuple[Run, Run], suite: DecisionSuite) -> None:
        found = compare(*runs, [suite])
        (change,) = found.changes
        assert (change.way, found.worse) == ("broken", True)
        assert change.causes[0].startswith("trigger:")
        assert any(line.startswith("-send") for line in change.diff)
        assert found.sets[0].only_before == 1

    def test_nothing_changed(self, runs: tuple[Run, Run], suite: DecisionSuite) -> None:
        found = compare(runs[0], runs[0], [suite])
        assert (found.changes, found.worse, found.moved.anything) == ((), False, False)


class TestRepeats:
    """A case that is repeated counts once, and as right only when every repeat was."""

    @pytest.fixture
    def rounds(self, suite: DecisionSuite, system: System, clock: Any) -> Run:
        return run_plan(Plan((suite,), tags=("leap-day",), repeat=4), system, VERSIONS, None, clock)

    def test_the_interval_is_that_of_the_cases(self, rounds: Run, suite: DecisionSuite) -> None:
        (found,) = summarise_run(rounds, [suite])
        cases = len(rounds.results) // 4
        assert (found.right, len(found.ms)) == (Rate(cases, cases), 4 * cases)
        assert str(found.spread) == (
            "each case 4 times, right when it was right every time; no repeat differs"
        )
        assert summarise(suite, rounds.results[:cases]).spread is None

    def test_a_case_that_is_wrong_once_is_wrong_and_told_once(
        self, rounds: Run, suite: DecisionSuite
    ) -> None:
        cases = len(rounds.results) // 4
        name = rounds.results[0].item.id
        results = list(rounds.results)
        results[0] = replace(results[0], faults=(Fault("other", "x"),))
        results[2 * cases] = replace(results[0], faults=(Fault("missed", "x"),))
        run = replace(rounds, results=tuple(results))
        (found,) = summarise_run(run, [suite])
        assert found.right == Rate(cases - 1, cases)
        assert [result.item.id for result in found.missed] == [name]
        assert (found.other, len(found.short)) == ((), 2)
        assert found.spread is not None
        assert [rate.count for rate in found.spread.alone] == [cases - 1, cases] * 2
        assert f"right in some repeats only: {name} 2 of 4" in str(found.spread)
        assert len(list(annotation_lines(run))) == 1


class TestCutOff:
    """A run of two sets that ended in the second: it is never a good run."""

    @pytest.fixture
    def suites(self, suite: DecisionSuite) -> tuple[Any, ...]:
        return suite, UrgencySuite()

    @pytest.fixture
    def made(self, suites: tuple[Any, ...], system: System, tmp_path: Path, clock: Any) -> Run:
        plan = Plan(suites, only=("place-given-back", "urgency-001", "urgency-002"))
        made = run_plan(plan, system, versions_of(system), tmp_path, clock)
        return replace(made, header=replace(made.header, only=()))

    def test_github_is_told_what_fails_a_run_without_a_wrong_case(
        self, made: Run, suites: tuple[Any, ...]
    ) -> None:
        """It ended with 1 and said nothing: no case was wrong."""
        cut = replace(made, results=made.results[:1], finished="")
        lines = list(bar_lines(cut, summarise_run(cut, suites)))
        assert lines == [
            f"::error title=the run is not whole::cut off after 1 of {made.header.cases} cases"
        ]
        asked = replace(made.results[0], measured=False, observed=None)
        empty = replace(made, results=(asked, *made.results[1:]))
        assert list(bar_lines(empty, summarise_run(empty, suites))) == [
            "::error title=decisions is below its bar::none of its cases was measured"
        ]

    def test_no_bar_after_the_cut_counts_as_reached(
        self, made: Run, suites: tuple[Any, ...]
    ) -> None:
        assert reached(made, summarise_run(made, suites))
        for kept in (1, 2):
            cut = replace(made, results=made.results[:kept], finished="")
            summaries = summarise_run(cut, suites)
            assert not reached(cut, summaries)
            assert [s.passes for s in summaries] == [kept == 2, False]
        assert not reached(replace(made, finished=""), summaries)

    def test_the_page_says_so(self, made: Run, suites: tuple[Any, ...]) -> None:
        cut = replace(made, results=made.results[:1], finished="")
        page = html_page(cut, summarise_run(cut, suites), suites, [])
        assert "The run was cut off after 1 of 3 cases: no bar counts as reached." in page
        assert "1 of 1 cases that ran are as agreed." in page
        assert "not run: the run was cut off before it" in page
        assert "no model was asked" not in page
        assert "reaches its bar" not in page

    def test_what_it_did_not_reach_is_neither_new_nor_gone(
        self, made: Run, suites: tuple[Any, ...]
    ) -> None:
        cut = replace(made, results=made.results[:1], finished="")
        for runs, which in (((made, cut), "second"), ((cut, made), "first")):
            found = compare(*runs, suites)
            assert (found.changes, found.worse, found.sure) == ((), False, False)
            (words,) = found.cut_off
            assert words == f"the {which} run {made.header.id} was cut off after 1 of 3 cases"


@pytest.mark.parametrize(
    ("before", "after", "p"), [(0, 0, 1.0), (1, 1, 1.0), (0, 6, 0.03125), (6, 0, 0.03125)]
)
def test_mcnemar(before: int, after: int, p: float) -> None:
    assert mcnemar_p(before, after) == pytest.approx(p)


class TestBaseline:
    def test_records_who_and_why(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        made = go(suite, system, tmp_path, clock)
        whole = replace(made, header=replace(made.header, tags=()))
        file = tmp_path / "baseline.json"
        accept(
            whole, [summarise(suite, whole.results)], "ann", "the first one we trust", clock(), file
        )
        accept(whole, [summarise(suite, whole.results)], "bob", "the same once more", clock(), file)
        found = read_baseline(file)
        assert found is not None
        assert (found.by, found.history[0]["by"]) == ("bob", "ann")
        wrong = replace(whole.results[0], faults=(Fault("missed", "x"),))
        other = replace(wrong, item=replace(wrong.item, id="written-since"))
        changed = since(summarise(suite, [wrong, other]), found)
        assert changed is not None
        assert changed.newly_wrong == (wrong.item.id,)
        assert (changed.new_and_wrong, changed.new) == (("written-since",), 1)
        assert changed.gone == len(whole.results) - 1
        level = {
            line.split()[0] for line in annotation_lines(replace(whole, results=(wrong,)), found)
        }
        assert level == {"::error"}

    def test_what_was_wrong_then_is_mended_or_a_warning(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        made = go(suite, system, tmp_path, clock)
        wrong = replace(made.results[0], faults=(Fault("missed", "x"),))
        run = replace(made, header=replace(made.header, tags=()), results=(wrong,))
        file = tmp_path / "baseline.json"
        found = accept(
            run, [summarise(suite, run.results)], "ann", "we know of this one", clock(), file
        )
        changed = since(summarise(suite, [made.results[0]]), found)
        assert changed is not None
        assert changed.mended == (wrong.item.id,)
        assert [line.split()[0] for line in annotation_lines(run, found)] == ["::warning"]

    def test_refuses_a_run_whose_cases_are_gone(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        made = go(suite, system, tmp_path, clock)
        refuse_old(made, (suite,))
        old = made.results[0]
        gone = replace(old, item=replace(old.item, id="gone-since"))
        with pytest.raises(BedsideError) as caught:
            refuse_old(replace(made, results=(*made.results, gone)), (suite,))
        assert [(p.code, p.what) for p in caught.value.problems] == [
            ("E161", "cases that decisions has no more: 1")
        ]

    def test_refuses_a_part_and_an_empty_reason(
        self, suite: DecisionSuite, system: System, tmp_path: Path, clock: Any
    ) -> None:
        made = go(suite, system, tmp_path, clock)
        with pytest.raises(BedsideError) as caught:
            accept(made, [], "ann", "ok", clock(), tmp_path / "baseline.json")
        assert len(caught.value.problems) == 2
        assumed = replace(made.header, tags=(), note=ASSUMED)
        with pytest.raises(BedsideError, match="assumed"):
            accept(
                replace(made, header=assumed),
                [],
                "ann",
                "nobody approved it",
                clock(),
                tmp_path / "baseline.json",
            )

    def test_a_broken_baseline_is_a_problem(self, tmp_path: Path) -> None:
        file = tmp_path / "baseline.json"
        file.write_text(json.dumps({"by": "ann"}), encoding="utf-8")
        with pytest.raises(BedsideError, match="E160"):
            read_baseline(file)


def test_what_one_side_gains_hides_no_loss_of_the_other() -> None:
    """Six claims more that are found, six good texts more that are stopped: not "no change"."""
    items = [
        Item("guard", f"{side}{n}", "f", "r", "h", {"expect": side})
        for side in ("stop", "pass")
        for n in range(6)
    ]
    wrong = (Fault("missed", "it passes"),)

    def run_of(name: str, side: str) -> Run:
        results = [Result(i, [], wrong if i.labels["expect"] == side else ()) for i in items]
        return Run(Header(name, "", ("guard",), (), 12, VERSIONS), tuple(results), "end")

    found = compare(run_of("a", "stop"), run_of("b", "pass"), [GuardSuite()])
    assert [s.p for s in found.sets] == [1.0]
    assert [(s.name, s.only_before, s.only_after) for s in found.sides] == [
        ("guard, claims", 0, 6),
        ("guard, look-alikes", 6, 0),
    ]
    assert all(s.p < 0.05 for s in found.sides)


def test_half_a_pair_counts_as_nothing() -> None:
    items = [Item("guard", f"c{n}", "f", "r", "h", {"pair": "p"}) for n in range(2)]
    right = Result(items[0], [], ())
    wrong = Result(items[1], [], (Fault("missed", "x"),))
    assert pairs_right([right, wrong]).count == 0
    assert pairs_right([right, Result(items[1], [], ())]).count == 1
    assert pairs_right([right]) == Rate(0, 0)  # a filter left the other text out


def test_guard_suite_scores_as_the_guard_report_does(guard: Guard, release: Release) -> None:
    suite = GuardSuite()
    system = System(release, guard)
    results = list(run_cases([suite], suite.items()[:40], system))
    for result in results:
        outcome = suite.outcome(result.item.id, result.observed)
        assert outcome.right == result.ok


@pytest.mark.parametrize("suite", [GuardSuite(), UrgencySuite()])
def test_a_case_without_a_verdict_keeps_the_guard_below_its_bar(suite: Any) -> None:
    first, second = suite.items()[:2]
    observed = [["DX-01", True, 0, 1]] if suite.name == "guard" else ""
    read = Result(first, observed, suite.judge(first.id, observed, ()))
    lost = Result(second, None, (Fault("crashed", "MemoryError"),))
    found = summarise(suite, [read, lost])
    assert found.short[-1] == "crashed: 1, wanted none"
    assert lost in found.other


@pytest.mark.parametrize("suite", [GuardSuite(), UrgencySuite()])
def test_a_case_that_is_gone_counts_among_what_was_wrong_but_not_for_the_bar(
    suite: Any, system: System
) -> None:
    item = suite.items()[0]
    observed = [] if suite.name == "guard" else ""
    good = Result(item, observed, ())
    gone = Result(replace(item, id="gone-since"), observed, (Fault("missed", "x"),))
    both = summarise(suite, [good, gone])
    assert [result.item.id for result in both.missed] == ["gone-since"]
    assert both.short == summarise(suite, [good]).short
    header = Header("1", "2026-11-24T10:00:00+00:00", (suite.name,), (), 2, versions_of(system))
    page = html_page(Run(header, (good, gone), "", 1.0), [both], [suite], [], (), None)
    assert "gone-since" in page


# One write, as `print` makes two where Python does not buffer, and the workers share the pipe.
WAITING = """\
import os
import threading
from evals.runs.running import run_cases
from evals.suites.base import Item

class Waits:
    name = "waits"
    def items(self):
        return [Item("waits", f"c{n}", "f", "r", "h") for n in range(60)]
    def observe(self, case_id, system):
        os.write(1, b"began\\n")
        threading.Event().wait()

list(run_cases([Waits()], Waits().items(), None, workers=2))
"""


def test_no_worker_outlives_a_run_that_was_killed() -> None:
    """The workers hold the output open: it ends when the last of them has."""
    with subprocess.Popen(
        [sys.executable, "-c", WAITING],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
    ) as run:
        try:
            assert run.stdout is not None
            assert run.stdout.readline() == b"began\n"
        finally:
            run.kill()
        run.communicate(timeout=60)


def test_a_case_has_the_same_hash_in_every_process() -> None:
    """Else a run that was cut off could not go on, and a comparison told of edits."""
    code = (
        "from evals.suites.guarding import GuardSuite\n"
        "print([item.hash for item in GuardSuite().items()])"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_a_decision_case_that_only_moved_in_its_file_is_the_same(tmp_path: Path) -> None:
    folder = shutil.copytree(GOLDEN_DECISIONS, tmp_path / "decisions")
    file = folder / "caps.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\ncases:", "\n# a line more\ncases:"), encoding="utf-8")
    before, after = DecisionSuite().items(), DecisionSuite(folder).items()
    assert [item.where for item in before] != [item.where for item in after]
    assert [item.hash for item in before] == [item.hash for item in after]
