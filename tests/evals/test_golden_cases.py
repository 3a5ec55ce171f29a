"""Every deterministic golden case as a test, and what the sets promise as a whole."""

from __future__ import annotations

import pytest

from evals.coverage import coverage
from evals.decisions.judging import judge
from evals.decisions.loading import load_decisions
from evals.decisions.playing import play
from evals.pytest_plugin import check_case, golden_tests
from evals.runs.running import run_cases
from evals.suites.base import Item, Suite
from evals.suites.decisions import DecisionSuite
from evals.system import System
from guardrails import Guard
from service.library.banked import BankReworder
from service.library.release import Release


@pytest.fixture(scope="session")
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


@pytest.mark.parametrize(("suite", "item"), golden_tests(["decisions", "texts"]))
def test_golden(suite: Suite, item: Item, system: System) -> None:
    check_case(suite, item, system)


def test_has_the_promised_number_of_decision_cases() -> None:
    items = DecisionSuite().items()
    assert len(items) >= 150
    assert all(item.reason and item.tags for item in items)


def test_decision_cases_touch_everything_that_can_be_decided(system: System) -> None:
    suite = DecisionSuite()
    results = list(run_cases([suite], suite.items(), system))
    rows = {row.family: row for row in coverage(results, system.release)}
    decided = ("triggers that send", "triggers by audience", "outcomes", "reasons", "channels")
    for family in (*decided, "audiences", "signals"):
        assert rows[family].missing == (), family
    assert rows["triggers by channel"].rate.share > 0.95  # the agreed texts hold the others
    assert rows["modules"].rate.share > 0.98
    assert rows["renditions"].rate.share > 0.8


@pytest.mark.slow
def test_the_words_of_the_bank_come_out_as_agreed_too(system: System) -> None:
    """The sets are played in the approved words; under BEDSIDE_REWORDING=bank others go out."""
    bank = BankReworder(system.release, system.release.settings.brand)
    said, wrong = set(), {}
    golden = load_decisions()
    for case in golden.cases:
        seen = play(case, system.release, system.guard, bank)
        faults = judge(case, seen, golden.always, system.known)
        if faults:
            wrong[case.id] = [str(fault) for fault in faults]
        said |= {
            one["item"] for step in seen for one in step.get("receipt", {}).get("reworded", ())
        }
    assert wrong == {}
    assert said == {f"rewording:{name}" for name in system.release.rewordings}
