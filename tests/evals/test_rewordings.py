"""Rewording sets: answers written ahead, or a model's samples, through the checks of production."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.commands.showing import show_run
from evals.comparing.touched import touched
from evals.decisions.loading import read_file
from evals.rewordings.formats import RewordingFile
from evals.runs.log import Header, Run
from evals.runs.running import run_cases
from evals.runs.summary import summarise
from evals.suites.base import Result
from evals.suites.registry import suites_of
from evals.suites.rewordings import GOLDEN_REWORDINGS, RewordingSuite
from evals.system import System, Versions
from guardrails import Guard
from service.library.release import Release
from service.rewording.providers.scripted import ScriptedProvider, word_for_word

CASE = """\
about: a
owner: b
source: c
cases:
  - id: labels
    reason: r
    module: {module}
    channel: portal
    samples: 4
    holds: {{lacks: ["At the store"]}}
    answers:
      - {{say: {{"In the store": "At the store"}}, accepted: {accepted}}}
"""


@pytest.fixture(scope="module")
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


def suite_in(
    folder: Path,
    provider: ScriptedProvider | None = None,
    *,
    module: str = "heart/salt-on-labels",
    accepted: str = "true",
) -> RewordingSuite:
    text = CASE.format(module=module, accepted=accepted)
    (folder / "r.yaml").write_text(text, encoding="utf-8")
    bar = (GOLDEN_REWORDINGS / "thresholds.yaml").read_text(encoding="utf-8")
    (folder / "thresholds.yaml").write_text(bar, encoding="utf-8")
    return RewordingSuite(folder, provider)


def results_of(suite: RewordingSuite, system: System) -> list[Result]:
    return list(run_cases([suite], suite.items(), system))


def test_nothing_that_may_not_go_out_passes(system: System) -> None:
    suite = RewordingSuite()
    results = results_of(suite, system)
    assert len(results) >= 25
    assert not [result.item.id for result in results if result.has("missed")]
    assert suite.shortfalls(results) == []


@pytest.mark.parametrize(("accepted", "kinds"), [("true", []), ("false", ["missed"])])
def test_an_answer_is_judged_by_what_people_agreed(
    accepted: str, kinds: list[str], system: System, tmp_path: Path
) -> None:
    (result,) = results_of(suite_in(tmp_path, accepted=accepted), system)
    assert [fault.kind for fault in result.faults] == kinds
    assert touched(result) >= {"module:heart/salt-on-labels", "brand:cedar-valley"}


def test_a_good_answer_that_is_refused_is_over_blocked(system: System, tmp_path: Path) -> None:
    suite = suite_in(tmp_path)
    text = (tmp_path / "r.yaml").read_text(encoding="utf-8")
    worse = text.replace('"At the store"}', '"Never in the store"}')
    (tmp_path / "r.yaml").write_text(worse, encoding="utf-8")
    (result,) = results_of(suite, system)
    assert [fault.kind for fault in result.faults] == ["over_blocked"]
    assert "RW-20" in result.faults[0].got


def test_a_model_is_asked_as_often_as_the_case_says(
    system: System, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provider = word_for_word({"In the store": "At the store"})
    suite = suite_in(tmp_path, provider)
    (result,) = results_of(suite, system)
    assert len({ask.seed for ask in provider.asked}) == 4
    (fault,) = result.faults
    assert (fault.kind, fault.got) == ("missed", "4 of 4 samples")
    versions = Versions(release="r", code={"service": "c"}, model="a-model")
    run = Run(Header("1", "2026-11-24", ("rewordings",), (), 1, versions), (result,), "end", 1.0)
    show_run(run, [summarise(suite, [result])], form="text", brief=True)
    told = "a-model gave 4 samples, accepted 4 (100%, 95% 21% to 100% for 1 case)"
    assert told in capsys.readouterr().out
    (kept,) = suites_of(("rewordings",), versions)
    assert "walking-keeps-its-claim" in {item.id for item in kept.items()}


def test_without_answers_or_a_model_nothing_is_measured(system: System, tmp_path: Path) -> None:
    suite = suite_in(tmp_path)
    text = (tmp_path / "r.yaml").read_text(encoding="utf-8")
    (tmp_path / "r.yaml").write_text(text[: text.index("    answers")], encoding="utf-8")
    (result,) = results_of(suite, system)
    assert (result.measured, result.ok) == (False, False)


def test_a_module_that_is_gone_fails(system: System, tmp_path: Path) -> None:
    (result,) = results_of(suite_in(tmp_path, module="heart/lost"), system)
    assert result.has("gone")


def test_words_that_are_accepted_have_no_reasons(tmp_path: Path) -> None:
    suite_in(tmp_path, accepted="true, codes: [RW-20]")
    problems: list[object] = []
    assert read_file(tmp_path / "r.yaml", RewordingFile, problems) is None  # type: ignore[arg-type]
    assert "no reasons against them" in str(problems[0])
