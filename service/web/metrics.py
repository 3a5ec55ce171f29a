"""What the service counts. Labels are words of closed vocabularies: no person, key or topic."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar, get_args

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

from service.domain.decision import Receipt
from service.domain.vocabulary import CHANNELS, Outcome
from service.web.sharing import SHARED

M = TypeVar("M", Counter, Gauge, Histogram)

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
TRIGGERS = Counter(
    "bedside_trigger_decisions_total", "Decisions by trigger.", ("trigger", "outcome")
)
RECIPIENTS = Counter(
    "bedside_recipient_decisions_total",
    "Decisions by kind of recipient, known or anonymous.",
    ("kind", "outcome"),
)
FINDINGS = Counter(
    "bedside_guard_findings_total",
    "Decisions in which a rule of the guard found something.",
    ("rule", "severity"),
)
UNCONSENTED = Counter(
    "bedside_sent_without_consent_total", "Sent without a consent on the receipt; must stay 0."
)
INCOMPLETE = Counter(
    "bedside_sent_without_required_module_total",
    "Sent without a content module that the layout requires; must stay 0.",
)
ALERTS = Counter(
    "bedside_alerts_total", "Decisions in which approved content failed a check.", ("channel",)
)
REWORDINGS = Counter(
    "bedside_rewordings_total", "Calls for other words, by what came of them.", ("result",)
)
REWORDING_SECONDS = Histogram(
    "bedside_rewording_seconds", "Seconds that a model took for one rendition.", buckets=_SECONDS
)
REWORDING_TOKENS = Counter(
    "bedside_rewording_tokens_total", "Tokens that models read and wrote.", ("direction",)
)
WEBHOOK_CALLS = Counter(
    "bedside_webhook_calls_total", "Calls to webhooks, by what came of them.", ("webhook", "result")
)
WEBHOOK_SECONDS = Histogram(
    "bedside_webhook_seconds", "Seconds that a webhook took to answer.", buckets=_SECONDS
)
WEBHOOK_WAITING = Gauge(
    "bedside_webhook_waiting",
    "Deliveries that wait, by webhook.",
    ("webhook",),
    multiprocess_mode="livemostrecent",
)
WEBHOOK_FAILED = Counter(
    "bedside_webhook_failed_total", "Deliveries given up after the last attempt.", ("webhook",)
)
WEBHOOKS_DISABLED = Counter(
    "bedside_webhooks_disabled_total", "Webhooks turned off, not by hand.", ("webhook",)
)
APPROVALS_END = Gauge(
    "bedside_first_approval_ends_timestamp_seconds",
    "When the first approval in the release ends, in seconds since 1970; 0: not known yet.",
    # Not the least: a worker that was replaced has none, a 0, until its service is built.
    multiprocess_mode="mostrecent",
)
PROBLEMS = Counter("bedside_problems_total", "Errors answered, by code.", ("code",))
UNHEARD = Counter(
    "bedside_unheard_total",
    "Calls that may have brought a stop or a call for help, and could not be read.",
)


@lru_cache(maxsize=4096)
def labelled(metric: M, *labels: str) -> M:
    """The part of a figure that has these labels; looked up once, for every call counts some."""
    return metric.labels(*labels)


def count_decision(
    channel: str, outcome: str, reasons: Iterable[str], *, replayed: bool, alert: bool
) -> None:
    """Count one answered decision."""
    if replayed:
        labelled(REPEATS, channel).inc()
        return
    labelled(DECISIONS, channel, outcome).inc()
    for reason in reasons:
        labelled(REASONS, channel, outcome, reason).inc()
    if alert:
        labelled(ALERTS, channel).inc()


def count_rewording(result: str, seconds: float, tokens_in: int, tokens_out: int) -> None:
    """Count one call for other words; those that were not made took no time."""
    labelled(REWORDINGS, result).inc()
    if seconds:
        REWORDING_SECONDS.observe(seconds)
    labelled(REWORDING_TOKENS, "in").inc(tokens_in)
    labelled(REWORDING_TOKENS, "out").inc(tokens_out)


def begin_at_zero() -> None:
    """Show what alerts ask about before any of it happens: they see growth alone, and a figure
    that first appears as 1 has not grown.
    """
    for channel in CHANNELS:
        labelled(ALERTS, channel)
        for outcome in get_args(Outcome):
            labelled(DECISIONS, channel, outcome)


def tell_webhooks(waiting: Mapping[str, int], gone: Collection[str]) -> None:
    """Tell how many deliveries wait for each webhook, none for those that are gone, and begin what
    else is counted of each at zero.
    """
    for name in gone:
        labelled(WEBHOOK_WAITING, name).set(0)
    for name, count in waiting.items():
        labelled(WEBHOOK_WAITING, name).set(count)
        labelled(WEBHOOK_FAILED, name)
        labelled(WEBHOOKS_DISABLED, name)


def tell_approvals(until: Iterable[date]) -> None:
    """Tell when an item of the release may first no longer be used: its last day over, in UTC."""
    over = datetime.combine(min(until) + timedelta(days=1), time(), UTC)
    APPROVALS_END.set(over.timestamp())


def count_receipt(receipt: Receipt, required: Collection[str]) -> None:
    """Count what a new decision rests on. `required` are the modules that its layout requires."""
    labelled(TRIGGERS, receipt.trigger_id or "none", receipt.outcome).inc()
    labelled(RECIPIENTS, receipt.recipient_kind, receipt.outcome).inc()
    for rule, severity in {(note.rule, note.severity) for note in receipt.findings}:
        labelled(FINDINGS, rule, severity).inc()
    if receipt.outcome == "send":
        if receipt.consent is None or receipt.consent.given_at is None:
            UNCONSENTED.inc()
        if not {choice.module_id for choice in receipt.choices}.issuperset(required):
            INCOMPLETE.inc()


def exposition() -> bytes:
    """All figures in Prometheus' text form, over every worker process."""
    if SHARED not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
