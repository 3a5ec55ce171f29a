"""What the service counts. Labels are words of closed vocabularies: no person, key or topic."""

from __future__ import annotations

import os
from collections.abc import Iterable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 1.5, 5.0, 10.0)

REQUESTS = Counter("bedside_http_requests_total", "Calls answered.", ("method", "route", "status"))
SECONDS = Histogram(
    "bedside_http_seconds", "Seconds from a call to its answer.", ("route",), buckets=_SECONDS
)
UNDER_WAY = Gauge("bedside_http_under_way", "Calls being answered.", multiprocess_mode="livesum")
DECISIONS = Counter(
    "bedside_decisions_total", "Decisions answered, dry runs apart.", ("channel", "outcome")
)
REASONS = Counter(
    "bedside_decision_reasons_total", "Reasons of decisions.", ("channel", "outcome", "reason")
)
REPEATS = Counter("bedside_repeats_total", "Calls answered with an earlier decision.", ("channel",))
ALERTS = Counter("bedside_alerts_total", "Decisions that approved content failed.", ("channel",))
PROBLEMS = Counter("bedside_problems_total", "Errors answered, by code.", ("code",))


def count_decision(
    channel: str, outcome: str, reasons: Iterable[str], *, replayed: bool, alert: bool
) -> None:
    """Count one answered decision."""
    if replayed:
        REPEATS.labels(channel).inc()
        return
    DECISIONS.labels(channel, outcome).inc()
    for reason in reasons:
        REASONS.labels(channel, outcome, reason).inc()
    if alert:
        ALERTS.labels(channel).inc()


def exposition() -> bytes:
    """All figures in Prometheus' text form, over every worker process."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
