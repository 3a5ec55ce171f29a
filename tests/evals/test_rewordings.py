"""Rewording sets: not measured without a reworder, judged sample by sample with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.runs.running import run_cases
from evals.suites.rewordings import RewordingSuite
from evals.system import System
from guardrails import Guard
from service.domain.rewording import Rewording, RewordingRequest
from service.library.release import Release


@pytest.fixture
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


class HandMade:
    """Answers in turn with the approved words, and with words that presume something."""

    def __init__(self, extra: str) -> None:
        self.extra, self.asked = extra, 0

    def reword(self, request: RewordingRequest) -> Rewording | None:
        self.asked += 1
        source = request.rendition.source
        return Rewording(source + self.extra if self.asked % 2 else source)


def test_without_a_reworder_nothing_is_measured(system: System) -> None:
    suite = RewordingSuite()
    results = list(run_cases([suite], suite.items(), system))
    assert not any(result.measured or result.ok for result in results)


def test_kept_words_are_right(system: System) -> None:
    suite = RewordingSuite(reworder=HandMade(""))
    results = list(run_cases([suite], suite.items(), system))
    assert all(result.ok for result in results)


def test_a_broken_property_is_counted_by_sample(system: System) -> None:
    suite = RewordingSuite(reworder=HandMade("\n\nManage your diabetes today."))
    items = [item for item in suite.items() if item.id == "walking-keeps-its-claim"]
    (result,) = run_cases([suite], items, system)
    (fault,) = result.faults
    assert (fault.kind, fault.got) == ("missed", "5 of 10 samples")
    assert suite.shortfalls([result])


def test_a_module_that_is_gone_fails(system: System, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(
        "about: a\nowner: b\nsource: c\ncases:\n"
        "  - {id: lost, reason: r, module: heart/lost, channel: email}\n",
        encoding="utf-8",
    )
    suite = RewordingSuite(tmp_path, HandMade(""))
    (result,) = run_cases([suite], suite.items(), system)
    assert result.has("gone")
