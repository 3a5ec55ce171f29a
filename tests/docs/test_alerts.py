"""The alert rules ask about metrics that exist, with labels that they have."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from service.domain.vocabulary import REASON_CODES, Outcome
from tests.docs.watching import alert_rules, known_metrics, metrics_in

RULES = alert_rules()


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_asks_about_what_is_measured(rule: dict[str, Any]) -> None:
    asked = metrics_in(rule["expr"])
    assert asked
    assert asked <= known_metrics()
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["action"].endswith(".")


def test_alerts_name_outcomes_and_reasons_that_exist() -> None:
    expressions = " ".join(rule["expr"] for rule in RULES)
    outcomes = set(re.findall(r'outcome="(\w+)"', expressions))
    reasons = {
        code
        for found in re.findall(r'reason=~"([\w|]+)"', expressions)
        for code in found.split("|")
    }
    assert outcomes
    assert outcomes <= set(get_args(Outcome))
    assert reasons
    assert reasons <= set(REASON_CODES)
