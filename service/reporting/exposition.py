"""The figures of a report as metrics in Prometheus' text form, for a textfile collector.

What is hidden on the page has no sample here. Every sample carries how long its period was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from service.reporting.cells import Cell, Table
from service.reporting.figures import Figures

_Row = tuple[tuple[str, ...], Cell]


def exposition_of(figures: Figures) -> str:
    """All figures as gauges."""
    registry = CollectorRegistry()
    days = str(figures.period.days)

    def gauge(name: str, about: str, labels: Sequence[str], rows: Iterator[_Row]) -> None:
        one = Gauge(f"bedside_report_{name}", about, ("days", *labels), registry=registry)
        for values, cell in rows:
            if cell.decisions is not None:
                one.labels(days, *values).set(cell.decisions)

    channels = ("channel", "outcome")
    gauge("decisions", "Decisions of the period.", channels, _cells(figures.outcomes))
    gauge(
        "decisions_before",
        "Decisions of the period before.",
        channels,
        _cells(figures.outcomes_before),
    )
    triggers = ("trigger", "outcome")
    gauge("trigger_decisions", "Decisions by trigger.", triggers, _cells(figures.triggers))
    gauge(
        "silence", "Held and suppressed, by reason.", ("reason", "channel"), _cells(figures.silence)
    )
    gauge(
        "guard_findings",
        "Decisions with a finding.",
        ("rule", "severity"),
        _cells(figures.findings),
    )
    gauge(
        "caller_mismatches",
        "What callers asked for, by what the record said.",
        ("caller", "reason"),
        _cells(figures.callers),
    )
    gauge(
        "sent_without_consent",
        "Sent without a consent on the receipt.",
        (),
        iter([((), figures.without_consent)]),
    )
    gauge(
        "sent_after_stop",
        "Sent after a stop that the log holds.",
        (),
        iter([((), figures.after_stop)]),
    )
    gauge(
        "sent_without_required_module",
        "Sent without a required module.",
        ("module",),
        (((name,), cell) for name, cell in figures.missing),
    )
    gauge(
        "required_modules_checked",
        "Messages whose required modules were checked.",
        (),
        iter([((), figures.sends_checked)]),
    )
    gauge(
        "required_modules_unchecked",
        "Messages of a release that was not at hand.",
        (),
        iter([((), figures.sends_unchecked)]),
    )
    gauge(
        "recipients_by_messages",
        "Recipients who got so many messages.",
        ("kind", "messages"),
        _cells(figures.per_recipient),
    )
    gauge(
        "kind_decisions",
        "Decisions by kind of recipient.",
        ("kind", "outcome"),
        _cells(figures.kinds),
    )
    gauge(
        "trigger_messages",
        "Messages by trigger and kind of recipient.",
        ("trigger", "kind"),
        _cells(figures.triggers_by_kind),
    )
    gauge(
        "changes",
        "Figures that moved by more than chance.",
        (),
        iter([((), Cell(len(figures.changes)))]),
    )
    gauge(
        "period_ends_timestamp_seconds",
        "When the last day of the period was over, in seconds since 1970.",
        (),
        iter([((), Cell(_over(figures.period.last)))]),
    )
    return generate_latest(registry).decode()


def _over(last: date) -> int:
    return int(datetime.combine(last + timedelta(days=1), time(), UTC).timestamp())


def _cells(table: Table) -> Iterator[_Row]:
    for name, row, _ in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            yield (name, column), cell
