"""The alert rules ask about metrics that exist, with labels that they have."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from service.domain.vocabulary import REASON_CODES, Outcome
from tests.docs.watching import ALERTS, alert_rules, known_metrics, metrics_in

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


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_does_not_wait_for_a_figure_that_may_not_be_there(rule: dict[str, Any]) -> None:
    """A sum over figures that were never counted is no 0 but nothing, and nothing equals nothing:
    `unless` it is more says what is meant."""
    assert not re.search(r"== *0", rule["expr"])


SILENT = {'bedside_decisions_total{channel="sms",outcome="suppress"}': "0+5x200"}
SENT = {'bedside_decisions_total{channel="sms",outcome="send"}': "0+1x200"}
FOUND = {'bedside_guard_findings_total{rule="DX-01",severity="block"}': "0x10 1x10 20x300"}
OFTEN = {'bedside_guard_findings_total{rule="DX-01",severity="block"}': "0+1x2000"}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool of Prometheus")
@pytest.mark.parametrize(
    ("alert", "series", "minute", "labels"),
    [
        ("BedsideWebhookOff", {'bedside_webhooks_disabled_total{webhook="crm"}': "0x9 1x9"}, 12,
         {"webhook": "crm"}),
        ("BedsideWebhookOff", {'bedside_webhooks_disabled_total{webhook="crm"}': "0x30"}, 12, None),
        ("BedsideWebhookGaveUp", {'bedside_webhook_failed_total{webhook="crm"}': "0x9 1x9"}, 12,
         {"webhook": "crm"}),
        ("BedsideApprovedContentBlocked", {'bedside_alerts_total{channel="sms"}': "0x9 1x9"}, 12,
         {"channel": "sms"}),
        ("BedsideSilent", SILENT, 180, {}),
        ("BedsideSilent", {**SILENT, **SENT}, 180, None),
        ("BedsideGuardFindsMore", FOUND, 30, {"rule": "DX-01"}),
        ("BedsideGuardFindsMore", OFTEN, 1990, None),
    ],
)  # fmt: skip
def test_an_alert_fires_when_it_should(
    tmp_path: Path, alert: str, series: dict[str, str], minute: int, labels: dict[str, str] | None
) -> None:
    (rule,) = (rule for rule in RULES if rule["alert"] == alert)
    fired = {
        "exp_labels": {**rule["labels"], **(labels or {})},
        "exp_annotations": rule["annotations"],
    }
    expected = {
        "eval_time": f"{minute}m",
        "alertname": alert,
        "exp_alerts": [] if labels is None else [fired],
    }
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": is_} for name, is_ in series.items()],
        "alert_rule_test": [expected],
    }
    file = tmp_path / "alerts_test.yaml"
    file.write_text(yaml.safe_dump({"rule_files": [str(ALERTS)], "tests": [test]}))
    done = subprocess.run(
        ["promtool", "test", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
