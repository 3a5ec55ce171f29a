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


CHECKS = 'bedside_http_requests_total{method="GET",route="/readyz",status="%s"}'
CALLS = 'bedside_http_requests_total{method="POST",route="/v1/messages",status="%s"}'
HEALTHY = {CHECKS % 200: "0+120x60"}  # balancers and monitors ask, four times a second
ESCALATED = 'bedside_decisions_total{channel="sms",outcome="escalate"}'
NOT_AGREED = 'bedside_decision_reasons_total{channel="sms",outcome="suppress",reason="opted_out"}'
SLOWLY = {
    f'bedside_http_seconds_bucket{{route="/v1/messages",le="{le}"}}': f"0+{count}x60"
    for le, count in (("0.2", 50), ("0.5", 90), ("1.0", 100), ("+Inf", 100))
}
APPROVED = "bedside_first_approval_ends_timestamp_seconds"
WEEK = 7 * 24 * 60
SELDOM = "0x5 1x5 2x5 3x5 4x5 5x5 6x5 7x5 8x5 9x5"  # each three minutes
SUPPRESSED = 'bedside_decisions_total{channel="sms",outcome="suppress"}'
SILENT = {SUPPRESSED: "0+5x200"}
SENT = {'bedside_decisions_total{channel="sms",outcome="send"}': "0+1x200"}
FOUND = {'bedside_guard_findings_total{rule="DX-01",severity="block"}': "0x10 1x10 20x300"}
OFTEN = {'bedside_guard_findings_total{rule="DX-01",severity="block"}': "0+1x2000"}


#: An alert, what was counted, when it is asked about, and the labels that it then has; None where
#: it stays silent.
CASES: list[tuple[str, dict[str, str], int, dict[str, str] | None]] = [
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
    ("BedsideSentWithoutConsent", {"bedside_sent_without_consent_total": "0x9 1x9"}, 12, {}),
    ("BedsideSentWithoutConsent", {"bedside_sent_without_consent_total": "0x30"}, 12, None),
    ("BedsideRequiredModuleMissing", {"bedside_sent_without_required_module_total": "0x9 1x9"},
     12, {}),
    ("BedsideSentAfterStop", {"bedside_report_sent_after_stop": "0x9 1x9"}, 12, {}),
    ("BedsideSentAfterStop", {"bedside_report_sent_after_stop": "0x30"}, 12, None),
    # Promtool's time begins at 0, the hour at which this report's last day is over.
    ("BedsideReportOld", {"bedside_report_period_ends_timestamp_seconds": "0x9000"}, 3610, {}),
    ("BedsideReportOld", {"bedside_report_period_ends_timestamp_seconds": "0x9000"}, 3590, None),
    ("BedsideApprovalsEnd", {APPROVED: f"{13 * 86400}x60"}, 12, {}),
    ("BedsideApprovalsEnd", {APPROVED: f"{15 * 86400}x60"}, 12, None),
    ("BedsideApprovalsEnd", {APPROVED: "0x60"}, 12, None),  # its service is not built yet
    ("BedsideCallsForHelp", {ESCALATED: "0x60 0+1x60"}, 100, {}),  # in its first week
    ("BedsideCallsForHelp", {ESCALATED: f"0+1x{WEEK + 200}"}, WEEK + 100, None),
    ("BedsideConsentMismatch", {**SILENT, NOT_AGREED: "0+3x200"}, 100, {}),
    ("BedsideConsentMismatch", {**SILENT, NOT_AGREED: "0+2x200"}, 100, None),
    ("BedsideConsentMismatch", {SUPPRESSED: "0x20 1x80", NOT_AGREED: "0x20 1x80"}, 70,
     None),  # one, at night
    ("BedsideUnheard", {"bedside_unheard_total": "0x9 1x9"}, 12, {}),
    ("BedsideUnheard", {"bedside_unheard_total": "1x90"}, 80, None),
    ("BedsideDown", HEALTHY, 12, {}),
    ("BedsideDown", {"bedside_http_under_way": "0x60"}, 12, None),
    ("BedsideReplicaGone", {'bedside_http_under_way{instance="a"}': "0x20 stale"}, 30,
     {"instance": "a"}),
    ("BedsideReplicaGone", {'bedside_http_under_way{instance="a"}': "0x60"}, 30, None),
    ("BedsideErrors", {**HEALTHY, CALLS % 503: "0+1x60"}, 12, {}),  # its checks are no calls
    ("BedsideErrors", {CHECKS % 503: "0+12x60"}, 12, {}),  # not ready, so nobody calls
    ("BedsideErrors", {**HEALTHY, CALLS % 500: SELDOM}, 25, {}),  # few call, and none is answered
    ("BedsideErrors", {**HEALTHY, CALLS % 200: SELDOM, CALLS % 500: "0x20 1x60"}, 25, None),
    ("BedsideErrors", {CALLS % 200: "0+1000x60", CALLS % 503: "0+1x60"}, 12, None),
    ("BedsideErrors", {CHECKS % 503: "0x4 12+12x3 48x60"}, 8, None),  # it was started
    ("BedsideSlow", SLOWLY, 30, {}),
    ("BedsideSlow", {**SLOWLY, 'bedside_http_seconds_bucket{route="/v1/messages",le="0.5"}':
     "0+100x60"}, 30, None),
    ("BedsideWebhookBehind", {'bedside_webhook_waiting{webhook="crm"}': "1001x60"}, 20,
     {"webhook": "crm"}),
    ("BedsideWebhookBehind", {'bedside_webhook_waiting{webhook="crm"}': "1000x60"}, 20, None),
]  # fmt: skip


def test_of_every_alert_it_is_shown_that_it_fires() -> None:
    fired = {alert for alert, _, _, labels in CASES if labels is not None}
    assert fired == {rule["alert"] for rule in RULES}


def promtool(*words: str | Path) -> None:
    """Prometheus itself has nothing to say against it."""
    if shutil.which("promtool") is None:
        pytest.skip("no promtool; `make browser` fetches Debian's")
    done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_the_file_as_it_is() -> None:
    promtool("check", "rules", ALERTS)


@pytest.mark.parametrize(("alert", "series", "minute", "labels"), CASES)
def test_an_alert_fires_when_it_should(
    tmp_path: Path, alert: str, series: dict[str, str], minute: int, labels: dict[str, str] | None
) -> None:
    """Its rule stands alone, and is asked each ten minutes where days go by: it is the last answer
    that counts."""
    (rule,) = (rule for rule in RULES if rule["alert"] == alert)
    alone = tmp_path / "alone.yaml"
    alone.write_text(yaml.safe_dump({"groups": [{"name": "alone", "rules": [rule]}]}))
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
        "interval": "30s" if alert == "BedsideErrors" else "1m",
        "input_series": [{"series": name, "values": is_} for name, is_ in series.items()],
        "alert_rule_test": [expected],
    }
    every = "10m" if minute > 1000 else "1m"
    asked = {"rule_files": [str(alone)], "evaluation_interval": every, "tests": [test]}
    file = tmp_path / "alerts_test.yaml"
    file.write_text(yaml.safe_dump(asked))
    promtool("test", "rules", file)
