"""The figures of a report as metrics in Prometheus' text form, for a textfile collector.

What is hidden on the page has no sample here. Every sample carries how long its period was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from service.reporting.cells import Cell, Table
from service.reporting.figures import Figures

_Row = tuple[tuple[str, ...], Cell]

#: A gauge's name, what it is, its labels besides the days, and its samples.
_Figure = tuple[str, str, tuple[str, ...], Iterable[_Row]]


def exposition_of(figures: Figures) -> str:
    """All figures as gauges."""
    registry = CollectorRegistry()
    days = str(figures.period.days)
    for name, about, labels, rows in _all(figures):
        one = Gauge(f"bedside_report_{name}", about, ("days", *labels), registry=registry)
        for values, cell in rows:
            if cell.decisions is not None:
                one.labels(days, *values).set(cell.decisions)
    return generate_latest(registry).decode()


def _all(f: Figures) -> Iterator[_Figure]:
    channels = ("channel", "outcome")
    yield "decisions", "Decisions of the period.", channels, _cells(f.outcomes)
    before = "Decisions of the period before."
    yield "decisions_before", before, channels, _cells(f.outcomes_before)
    triggers = ("trigger", "outcome")
    yield "trigger_decisions", "Decisions by trigger.", triggers, _cells(f.triggers)
    silent = "Held and suppressed, by reason."
    yield "silence", silent, ("reason", "channel"), _cells(f.silence)
    found = "Decisions with a finding."
    yield "guard_findings", found, ("rule", "severity"), _cells(f.findings)
    asked = "What callers asked for, by what the record said."
    yield "caller_mismatches", asked, ("caller", "reason"), _cells(f.callers)
    unconsented = "Sent without a consent on the receipt."
    yield "sent_without_consent", unconsented, (), _one(f.without_consent)
    yield "sent_after_stop", "Sent after a stop that the log holds.", (), _one(f.after_stop)
    missing = (((name,), cell) for name, cell in f.missing)
    incomplete = "Sent without a required module."
    yield "sent_without_required_module", incomplete, ("module",), missing
    checked = "Messages whose required modules were checked."
    yield "required_modules_checked", checked, (), _one(f.sends_checked)
    unchecked = "Messages of a release that was not at hand."
    yield "required_modules_unchecked", unchecked, (), _one(f.sends_unchecked)
    got = "Recipients who got so many messages."
    yield "recipients_by_messages", got, ("kind", "messages"), _cells(f.per_recipient)
    kinds = "Decisions by kind of recipient."
    yield "kind_decisions", kinds, ("kind", "outcome"), _cells(f.kinds)
    sent = "Messages by trigger and kind of recipient."
    yield "trigger_messages", sent, ("trigger", "kind"), _cells(f.triggers_by_kind)
    moved = "Figures that moved by more than chance."
    yield "changes", moved, (), _one(Cell(len(f.changes)))
    ends = "When the last day of the period was over, in seconds since 1970."
    yield "period_ends_timestamp_seconds", ends, (), _one(Cell(int(f.period.end.timestamp())))


def _one(cell: Cell) -> list[_Row]:
    return [((), cell)]


def _cells(table: Table) -> Iterator[_Row]:
    for name, row, _ in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            yield (name, column), cell
