"""The accepted baseline, which the README quotes, still says what the system does.

It does not have to be equal: a guard that is being worked on changes a case here and there. A
figure must not flatter, so a share below the accepted interval fails; nor may it be out of date,
so one that is better by far, or a set that has grown by far, fails too.
"""

from __future__ import annotations

import pytest

from evals.baseline import Baseline, read_baseline
from evals.runs.running import run_cases
from evals.runs.summary import summarise
from evals.suites.registry import DEFAULT, HELD_BACK, suites
from evals.system import System
from guardrails import Guard
from service.library.release import Release

ACCEPT = (
    "accept the figures of today: bedside eval --held-back --summary; "
    "bedside eval baseline accept --by NAME --why REASON; make docs"
)

BETTER_BY_FAR = 0.05


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    found = read_baseline()
    assert found is not None, ACCEPT
    return found


def test_every_shipped_set_is_in_it(baseline: Baseline) -> None:
    assert list(baseline.sets) == [*DEFAULT, *HELD_BACK]


@pytest.mark.parametrize("name", [*DEFAULT, *HELD_BACK])
def test_what_is_quoted_still_holds(
    name: str, baseline: Baseline, release: Release, guard: Guard
) -> None:
    (suite,) = suites([name])
    results = list(run_cases([suite], suite.items(), System(release, guard)))
    now, then = summarise(suite, results).right, baseline.sets[name]
    low, high = then["interval"]
    assert low <= now.share <= high + BETTER_BY_FAR, f"{name}: {now.share:.1%} now; {ACCEPT}"
    assert 0.8 <= now.total / then["cases"] <= 1.25, f"{name}: {now.total} cases now; {ACCEPT}"
