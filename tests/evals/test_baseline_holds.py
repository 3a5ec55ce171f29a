"""The accepted baseline, which the README quotes, still says what the system does.

It does not have to be equal: a guard that is being worked on changes a case here and there. A
figure must not flatter, so a share below the accepted interval fails; nor may it be out of date,
so one that is better by far, or a set that has grown by far, fails too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.baseline import Baseline, read_baseline
from evals.runs.log import Run
from evals.runs.running import run_cases
from evals.runs.store import RUNS, latest_whole
from evals.runs.summary import summarise
from evals.suites.base import Result, Suite
from evals.suites.registry import DEFAULT, HELD_BACK, suites
from evals.system import System, versions_of
from guardrails import Guard
from service.library.release import Release

ACCEPT = (
    "accept the figures of today: bedside eval --held-back --summary; "
    "bedside eval baseline accept --by NAME --why REASON; make docs"
)

ROOT = Path(__file__).resolve().parents[2]
BETTER_BY_FAR = 0.05


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    found = read_baseline()
    assert found is not None, ACCEPT
    return found


@pytest.fixture(scope="module")
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


@pytest.fixture(scope="module")
def last(system: System) -> Run | None:
    """The run that `make evals` has just made, where library, guard and code are still the same."""
    runs = [
        run for run in latest_whole(ROOT / RUNS, 1) if run.header.versions == versions_of(system)
    ]
    return runs[0] if runs else None


def results_of(suite: Suite, system: System, last: Run | None) -> list[Result]:
    """What the cases come to: from the last run, if it is of these very cases, or else anew."""
    kept = list(last.of(suite.name)) if last else []
    if [result.item for result in kept] == list(suite.items()):
        return kept
    return list(run_cases([suite], suite.items(), system))


def test_every_shipped_set_is_in_it(baseline: Baseline) -> None:
    assert list(baseline.sets) == [*DEFAULT, *HELD_BACK]


@pytest.mark.parametrize("name", [*DEFAULT, *HELD_BACK])
def test_what_is_quoted_still_holds(
    name: str, baseline: Baseline, system: System, last: Run | None
) -> None:
    (suite,) = suites([name])
    results = results_of(suite, system, last)
    now, then = summarise(suite, results).right, baseline.sets[name]
    low, high = then["interval"]
    assert low <= now.share <= high + BETTER_BY_FAR, f"{name}: {now.share:.1%} now; {ACCEPT}"
    assert 0.8 <= now.total / then["cases"] <= 1.25, f"{name}: {now.total} cases now; {ACCEPT}"
