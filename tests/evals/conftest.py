"""Builders of cases, outcomes and golden folders for the tests of the evaluation runner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.golden import GuardCase, UrgencyCase
from evals.scoring import Hit, Outcome
from guardrails.verdict import Context
from service.wiring import the_guard

GUARD_FILE = """\
kind: DX-02
about: presupposed
owner: evaluation
source: own
cases:
  - id: dx02-001
    text: "Manage your asthma."
    expect: stop
    span: "your asthma"
    tier: real
    style: email
    pair: dx02-a
    reason: presumes asthma
  - id: dx02-002
    text: "Manage your day."
    expect: pass
    tier: real
    style: sms
    context: {channel: sms}
    pair: dx02-a
    reason: no condition
"""

URGENCY_FILE = """\
kind: urgency
about: inbound words
owner: evaluation
source: own
cases:
  - id: urgency-001
    text: "pain in my chest"
    expect: emergency
    tier: real
    reason: says so
"""


@pytest.fixture(scope="module", autouse=True)
def one_guard() -> Iterator[None]:
    """Every command here evaluates the guard of the other tests, in place of building its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evals.system.build_guard", the_guard)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small golden folder in which everything is right."""
    for split, number in (("open", "1"), ("held_back", "2")):
        (tmp_path / split).mkdir()
        text = URGENCY_FILE.replace("urgency-001", f"urgency-00{number}")
        text = text.replace("pain in my chest", f"pain in my chest {number}")
        (tmp_path / split / "urgency.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "open" / "dx-02.yaml").write_text(GUARD_FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def make_case() -> Callable[..., GuardCase]:
    """Build a guard case; anything not named is unremarkable."""

    def build(**fields: Any) -> GuardCase:
        defaults: dict[str, Any] = {
            "id": "dx02-001",
            "text": "Manage your asthma.",
            "stop": True,
            "kind": "DX-02",
            "tier": "real",
            "style": "email",
            "context": Context(),
            "split": "open",
            "source": "own",
            "reason": "presumes asthma",
        }
        return GuardCase(**{**defaults, **fields})

    return build


@pytest.fixture
def make_outcome(make_case: Callable[..., GuardCase]) -> Callable[..., Outcome]:
    """Build an outcome; `rules` stop, `notes` do not."""

    def build(rules: tuple[str, ...] = (), notes: tuple[str, ...] = (), **fields: Any) -> Outcome:
        case = make_case(**fields)
        end = len(case.text)
        hits = [Hit(rule, True, 0, end) for rule in rules]
        hits += [Hit(rule, False, 0, end) for rule in notes]
        return Outcome(case, tuple(hits))

    return build


@pytest.fixture
def make_urgent() -> Callable[..., UrgencyCase]:
    """Build an inbound text."""

    def build(kind: str, text: str = "help", number: int = 1) -> UrgencyCase:
        return UrgencyCase(f"urgency-{number:03d}", text, kind, "real", "open", "says so")

    return build
