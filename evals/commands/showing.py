"""Shows a run in a terminal, as JSON, or as annotations; computes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from evals.runs.log import Run
from evals.runs.summary import SetSummary, percentile, slowest
from evals.suites.base import Result
from evals.tables import Row, plain_table, rate_rows

_MOST = 40


def show_run(run: Run, summaries: Sequence[SetSummary], *, form: str, brief: bool) -> None:
    """Print a run."""
    if form == "json":
        click.echo(json.dumps(as_json(run, summaries), indent=2, ensure_ascii=False))
        return
    if form == "github":
        from evals.pages.annotations import annotation_lines

        for line in annotation_lines(run):
            click.echo(line)
        return
    click.echo("\n".join(_lines(run, summaries, brief=brief)))


def _lines(run: Run, summaries: Sequence[SetSummary], *, brief: bool) -> list[str]:
    lines = _overview(run, summaries)
    for summary in summaries:
        lines += _failures(summary)
    if not brief:
        for summary in summaries:
            if summary.right.total:
                lines += _tables(summary)
        lines += _slowest(run)
    lines.append("")
    for summary in summaries:
        lines += [f"below the bar: {summary.name}: {what}" for what in summary.short]
    if all(summary.passes for summary in summaries):
        lines.append("all thresholds reached")
    if run.file:
        lines.append(f"kept as {run.file} (digest {run.digest})")
    return lines


def _overview(run: Run, summaries: Sequence[SetSummary]) -> list[str]:
    head: Row = (
        "set",
        "right",
        "95% interval",
        "count",
        "missed",
        "over-blocked",
        "other",
        "pairs",
    )
    rows: list[Row] = []
    for s in summaries:
        low, high = s.right.interval
        if not s.right.total:
            rows.append((s.name, "not measured", "-", f"0 / {s.unmeasured}", "-", "-", "-", "-"))
            continue
        rows.append(
            (
                s.name,
                f"{s.right.share:.1%}",
                f"{low:.1%} to {high:.1%}",
                f"{s.right.count} / {s.right.total}",
                str(len(s.missed)),
                str(len(s.over_blocked)),
                str(len(s.other)),
                f"{s.pairs.count} / {s.pairs.total}" if s.pairs.total else "-",
            )
        )
    versions = run.header.versions
    total = sum(len(s.ms) for s in summaries)
    pace = f", {total / run.seconds:.0f} a second" if run.seconds else ""
    return [
        f"release {versions.release[:12]}  guard {versions.guard}  code {versions.code['service']}",
        *plain_table(head, rows),
        f"  {total} cases in {run.seconds:.2f} s{pace}",
        *(
            f"  {s.name}: {s.unmeasured} cases are not measured; the system has no such part yet"
            for s in summaries
            if s.unmeasured
        ),
    ]


def _failures(summary: SetSummary) -> list[str]:
    lines: list[str] = []
    titles = (
        ("Missed: something unsafe went out", summary.missed),
        ("Over-blocked: something good was kept back", summary.over_blocked),
        ("Wrong in another way", summary.other),
    )
    for title, results in titles:
        if not results:
            continue
        lines += ["", f"{summary.title}. {title}: {len(results)}"]
        for result in results[:_MOST]:
            lines += _case(result)
        if len(results) > _MOST:
            lines.append(f"  and {len(results) - _MOST} more; the HTML page lists them all")
    return lines


def _case(result: Result) -> list[str]:
    if len(result.faults) == 1:
        return [f"  {result.item.id}  [{result.item.where}]  {result.faults[0]}"]
    return [
        f"  {result.item.id}  [{result.item.where}]",
        *(f"    {fault.kind}: {fault}" for fault in result.faults),
    ]


def _tables(summary: SetSummary) -> list[str]:
    head: Row = ("", "right", "95% interval", "count")
    return [
        "",
        f"{summary.title}, by kind",
        *plain_table(head, rate_rows(summary.by_kind)),
        "",
        f"{summary.title}, by channel",
        *plain_table(head, rate_rows(summary.by_channel)),
    ]


def _slowest(run: Run) -> list[str]:
    rows: list[Row] = [
        (f"{r.item.set} {r.item.id}", f"{r.ms:.1f} ms") for r in slowest(run.results)
    ]
    times = sorted(r.ms for r in run.results)
    middle, late = percentile(times, 0.5), percentile(times, 0.95)
    return [
        "",
        f"Slowest cases (median {middle:.2f} ms, 95% within {late:.1f} ms)",
        *plain_table(("", ""), rows),
    ]


def as_json(run: Run, summaries: Sequence[SetSummary]) -> dict[str, Any]:
    """The run's numbers and wrong cases, for tools."""
    return {
        "run": run.header.id,
        "digest": run.digest,
        "release": run.header.versions.release,
        "guard": run.header.versions.guard,
        "seconds": round(run.seconds, 3),
        "sets": {s.name: _set_json(s) for s in summaries},
    }


def _set_json(summary: SetSummary) -> dict[str, Any]:
    low, high = summary.right.interval
    return {
        "passes": summary.passes,
        "right": summary.right.count,
        "cases": summary.right.total,
        "interval": [round(low, 4), round(high, 4)],
        "pairs": [summary.pairs.count, summary.pairs.total],
        "not_measured": summary.unmeasured,
        "missed": [r.item.id for r in summary.missed],
        "over_blocked": [r.item.id for r in summary.over_blocked],
        "other": [r.item.id for r in summary.other],
        "below": list(summary.short),
    }
