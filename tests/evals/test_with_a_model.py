"""The rewordings set asked of a real model: run on demand, with `pytest -m model`.

BEDSIDE_MODEL names the model, and BEDSIDE_MODEL_API_BASE where it is served. It takes minutes.
"""

from __future__ import annotations

import os

import pytest

from evals.rewordings.providers import provider_of
from evals.runs.running import run_cases
from evals.suites.rewordings import RewordingSuite
from evals.system import System
from guardrails import Guard
from service.library.release import Release

MODEL, BASE = os.environ.get("BEDSIDE_MODEL", ""), os.environ.get("BEDSIDE_MODEL_API_BASE", "")


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not MODEL, reason="BEDSIDE_MODEL names no model to ask")
def test_what_a_real_model_says_keeps_the_properties(release: Release, guard: Guard) -> None:
    suite = RewordingSuite(provider=provider_of(f"{MODEL}@{BASE}" if BASE else MODEL))
    results = list(run_cases([suite], suite.items(), System(release, guard)))
    assert not [f"{r.item.id}: {fault}" for r in results for fault in r.faults]
    samples = [sample for result in results for sample in result.observed["samples"]]
    answered = [s for s in samples if not {"RW-60", "RW-61"} & set(s["codes"])]
    assert answered, "the model answered nothing"
