"""A case made from life: it loads, it passes, and nothing personal is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.adding import case_from_receipt
from evals.decisions.loading import GOLDEN_DECISIONS, load_decisions
from evals.decisions.playing import play
from guardrails import Guard
from service.answers import answer, receipt_to_json
from service.errors import BedsideError
from service.library.release import Release
from service.pipeline import decide
from service.scenarios import Scenario, load_scenarios

HEAD = "about: from life\nowner: evaluation\nsource: receipts\ncases:\n"


def answered(release: Release, guard: Guard, scenario: Scenario) -> str:
    decision = decide(
        release,
        scenario.signal,
        scenario.standing,
        scenario.now,
        channel=scenario.channel,
        guard=guard,
    )
    return json.dumps({**answer(decision), "receipt": receipt_to_json(decision.receipt)})


def test_a_decision_becomes_a_case(release: Release, guard: Guard, tmp_path: Path) -> None:
    scenario = load_scenarios()[0]
    text = answered(release, guard, scenario)
    case = case_from_receipt(text, "answer.json", release, "America/Chicago")
    for name in ("people.yaml", "always.yaml"):
        (tmp_path / name).write_text(
            (GOLDEN_DECISIONS / name).read_text(encoding="utf-8"), encoding="utf-8"
        )
    (tmp_path / "life.yaml").write_text(HEAD + case, encoding="utf-8")
    (loaded,) = load_decisions(tmp_path).cases
    (seen,) = play(loaded, release, guard)
    assert (seen["outcome"], seen["trigger"]) == ("send", "visit-preparation")


def test_nothing_personal_is_in_it(release: Release, guard: Guard) -> None:
    for scenario in load_scenarios():
        if scenario.tamper:
            continue
        case = case_from_receipt(
            answered(release, guard, scenario), "answer.json", release, "America/Chicago"
        )
        secrets = [scenario.standing.recipient.key, scenario.signal.id, scenario.signal.subject]
        secrets.append(scenario.signal.text)
        assert not [secret for secret in secrets if secret and secret in case]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"receipt": 1}'])
def test_what_is_no_receipt_is_a_problem(release: Release, text: str) -> None:
    with pytest.raises(BedsideError, match="E170"):
        case_from_receipt(text, "answer.json", release, "America/Chicago")
