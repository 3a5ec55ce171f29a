"""Decides the same calls in a process of its own: prints their digest and what they opened.

`python -m tests.pipeline.fresh_process`; `test_purity.py` runs it with other hash seeds.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from typing import Any

from service.answers import answer, receipt_to_json
from service.domain.decision import Decision
from service.library.building import build
from service.library.loader import load_library
from service.library.release import Release
from service.pipeline import decide
from service.scenarios import Scenario, load_scenarios
from tests.conftest import STARTER, TODAY
from tests.doubles import ScriptedGuard, make_finding


def decisions(release: Release, scenarios: Iterable[Scenario]) -> list[Decision]:
    """Decides each call with a guard that finds several things in every text."""
    return [
        decide(
            release,
            scenario.signal,
            scenario.standing,
            scenario.now,
            channel=scenario.channel,
            guard=ManyFindings(),
        )
        for scenario in scenarios
    ]


class ManyFindings(ScriptedGuard):
    """Passes everything with the same warnings in several severities, in an order of its own."""

    def check(self, text: str, context: Any) -> Any:
        verdict = super().check(text, context)
        found = (
            make_finding("RD-01", "warn"),
            make_finding("RD-01", "info"),
            make_finding("AA-01", "warn"),
        )
        return type(verdict)(passed=verdict.passed, findings=found)


def digest(found: list[Decision]) -> str:
    """One hash over every byte that could leave: answers and receipts."""
    data = [(answer(decision), receipt_to_json(decision.receipt)) for decision in found]
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def main() -> None:
    """Decide twice; the second time, every file, socket and process is noticed."""
    release = build(load_library(STARTER), TODAY).release
    scenarios = load_scenarios()
    first = digest(decisions(release, scenarios))
    touched: list[str] = []

    def notice(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event.split(".")[0] in {"open", "socket", "os", "subprocess"}:
            touched.append(f"{event} {arguments[:1]}")

    watching = False
    sys.addaudithook(notice)
    watching = True
    again = decisions(release, scenarios)
    watching = False
    json.dump({"first": first, "again": digest(again), "touched": touched}, sys.stdout)


if __name__ == "__main__":
    main()
