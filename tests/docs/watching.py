"""The tables of the page on metrics and alerts: from the registry and from the rule file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import REGISTRY
from prometheus_client.core import Metric

from service.reporting.exposition import exposition_of
from service.web import metrics
from tests.reporting.facts import counted

ALERTS = Path(__file__).resolve().parents[2] / "docs" / "alerts.yaml"

#: What PromQL calls a metric, and its words that look the same.
_NAME = re.compile(r"\bbedside_[a-z0-9_]+")
_SUFFIX = re.compile(r"_(?:total|bucket|count|sum|created)$")


def own_metrics() -> list[Metric]:
    """The metrics of Bedside's own, in the order in which the code lists them."""
    assert metrics.REQUESTS  # the module registers them
    return [family for family in REGISTRY.collect() if family.name.startswith("bedside_")]


def metric_rows() -> list[tuple[str, str, str]]:
    """Each metric, its labels, and what it counts."""
    rows = []
    for family in own_metrics():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        (collector,) = {
            REGISTRY._names_to_collectors[known]
            for known in REGISTRY._names_to_collectors
            if _SUFFIX.sub("", known) == family.name
        }
        labels = ", ".join(f"`{label}`" for label in collector._labelnames)  # type: ignore[attr-defined]
        rows.append((f"`{name}`", labels, family.documentation))
    return rows


def alert_rules() -> list[dict[str, Any]]:
    """Every alert of the rule file."""
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alert_rows() -> list[tuple[str, str, str, str]]:
    """Each alert, whom it wakes, what it means and what to do."""
    return [
        (
            f"`{rule['alert']}`",
            rule["labels"]["severity"],
            rule["annotations"]["summary"],
            rule["annotations"]["action"],
        )
        for rule in alert_rules()
    ]


def metrics_in(expression: str) -> set[str]:
    """The metrics that an alert asks about, without the endings of their samples."""
    return {_SUFFIX.sub("", name) for name in _NAME.findall(expression)}


def known_metrics() -> set[str]:
    """Every metric that Bedside gives, of the service and of a report."""
    of_reports = {
        line.split()[2]
        for line in exposition_of(counted()).splitlines()
        if line.startswith("# TYPE ")
    }
    return {family.name for family in own_metrics()} | of_reports
