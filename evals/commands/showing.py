"""Shows a run in a terminal, as JSON, or as annotations; computes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from statistics import pstdev
from typing import Any

import click

from evals.baseline import Baseline, Since, baseline_for, changes_since
from evals.pages.overview import HEAD, cells
from evals.resuming import going_on
from evals.runs.log import Run
from evals.runs.repeats import Spread
from evals.runs.summary import SetSummary, reached, slowest
from evals.scoring import Rate, percentile
from evals.suites.base import Result
from evals.tables import Row, plain_table, rate_rows

_MOST = 40
_FEW = 8
_OWN = ("cases of your own: no baseline is held against them",)
_OWN_GUARD = ("a guard of your own: no baseline is held against it",)


def show_run(run: Run, summaries: Sequence[SetSummary], *, form: str, brief: bool) -> None:
    """Print a run, and what is different from the accepted baseline."""
    baseline = baseline_for(run)
    changes = changes_since(run, summaries, baseline)
    if form == "json":
        data = as_json(run, summaries, baseline, changes)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    if form == "github":
        click.echo("\n".join(_github(run, summaries, baseline)))
        return
    since: Sequence[str] = _since(baseline, changes)
    if run.header.golden or run.header.guard:
        since = _OWN if run.header.golden else _OWN_GUARD
    click.echo("\n".join(_lines(run, summaries, since, brief=brief)))


def _lines(
    run: Run, summaries: Sequence[SetSummary], changed: Sequence[str], *, brief: bool
) -> list[str]:
    lines = _overview(run, summaries)
    for summary in summaries:
        lines += _failures(summary)
    if not brief:
        for summary in summaries:
            if summary.right.total:
                lines += _tables(summary)
        lines += _slowest(run)
    lines += ["", *changed]
    for summary in summaries:
        lines += [f"below the bar: {summary.name}: {what}" for what in summary.short]
    lines += _verdict(run, summaries)
    if run.file:
        lines.append(f"kept as {run.file} (digest {run.digest})")
    else:
        lines.append("not kept: `last` does not mean this run")
    return lines


def _github(run: Run, summaries: Sequence[SetSummary], baseline: Baseline | None) -> Iterator[str]:
    """What GitHub shows beside the cases, and for whoever opens the log the numbers behind it.

    It shows the first ten errors of a step alone, so what fails a whole set stands first.
    """
    from evals.pages.annotations import annotation_lines, bar_lines

    yield from bar_lines(run, summaries)
    yield from annotation_lines(run, baseline)
    yield from _overview(run, summaries)
    yield from _verdict(run, summaries)


def _verdict(run: Run, summaries: Sequence[SetSummary]) -> list[str]:
    if reached(run, summaries):
        return ["all thresholds reached"]
    if run.cut_off:
        return [f"{run.cut_off}: no bar counts as reached ({going_on(run)})"]
    wrong = sum(len(summary.failed) for summary in summaries)
    if run.header.part:
        return [f"only a part of the sets was run, so every wrong case fails it: {wrong}"]
    return []


def _since(baseline: Baseline | None, changes: Sequence[Since]) -> list[str]:
    """What is different from the baseline: it informs, and decides nothing."""
    if baseline is None:
        return ["no baseline has been accepted yet (`bedside eval baseline accept`)"]
    lines: list[str] = []
    for change in changes:
        for words, ids in (
            ("wrong now, right then", change.newly_wrong),
            ("right now, wrong then", change.mended),
            ("new, and wrong", change.new_and_wrong),
        ):
            if ids:
                shown = ", ".join(ids[:_FEW])
                more = f" and {len(ids) - _FEW} more" if len(ids) > _FEW else ""
                lines.append(f"  {change.set}, {words}: {len(ids)} ({shown}{more})")
        if change.new or change.gone:
            lines.append(f"  {change.set}: {_cases(change.new)} new, {_cases(change.gone)} gone")
    head = f"since the baseline that {baseline.by} accepted on {baseline.at[:10]}"
    return [f"{head}:", *lines] if lines else [f"{head} no case changed sides"]


def _overview(run: Run, summaries: Sequence[SetSummary]) -> list[str]:
    rows = [(summary.name, *cells(summary)) for summary in summaries]
    versions = run.header.versions
    total = sum(s.right.total for s in summaries)
    done = sum(len(s.ms) for s in summaries)
    times = f", {done // total} times each," if done > total else ""
    pace = f" in {run.seconds:.2f} s, {done / run.seconds:.0f} a second" if run.seconds else ""
    return [
        f"release {versions.release[:12]}  guard {versions.guard}  code {versions.code['service']}",
        *plain_table(("set", *HEAD), rows),
        f"  {_cases(total)}{times}{pace}",
        *(f"  {s.name}: {s.spread}" for s in summaries if s.spread),
        *_samples(run),
        *(
            f"  {s.name}: {_cases(s.unmeasured)} not measured; nothing was asked"
            for s in summaries
            if s.unmeasured
        ),
    ]


def _cases(number: int) -> str:
    return f"{number} {'case' if number == 1 else 'cases'}"


def _samples(run: Run) -> list[str]:
    """How many samples of a model a set rests on, and how far they spread."""
    taken: dict[str, list[bool]] = {}
    for result in run.of("rewordings"):
        samples = (result.observed or {}).get("samples", ())
        if samples:
            taken.setdefault(result.item.id, []).extend(s["source"] is not None for s in samples)
    if not taken:
        return []
    shares = [sum(each) / len(each) for each in taken.values()]
    accepted, total = sum(map(sum, taken.values())), sum(map(len, taken.values()))
    low, high = Rate(accepted, total, cases=len(shares)).interval
    return [
        f"  rewordings: {run.header.versions.model} gave {total} samples, accepted {accepted} "
        f"({accepted / total:.0%}, 95% {low:.0%} to {high:.0%} for {_cases(len(shares))}), by case "
        f"{min(shares):.0%} to {max(shares):.0%}, standard deviation {pstdev(shares):.2f}"
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


def as_json(
    run: Run,
    summaries: Sequence[SetSummary],
    baseline: Baseline | None,
    changes: Sequence[Since],
) -> dict[str, Any]:
    """The run's numbers and wrong cases, for tools."""
    return {
        "run": run.header.id,
        "digest": run.digest,
        "whole": run.whole,
        "reached": reached(run, summaries),
        "release": run.header.versions.release,
        "guard": run.header.versions.guard,
        "seconds": round(run.seconds, 3),
        "sets": {s.name: _set_json(s) for s in summaries},
        "baseline": None
        if baseline is None
        else {
            "by": baseline.by,
            "at": baseline.at,
            "run": baseline.run,
            "since": {change.set: asdict(change) for change in changes},
        },
    }


def _spread_json(spread: Spread) -> dict[str, Any]:
    return {
        "times": len(spread.alone),
        "right_alone": [rate.count for rate in spread.alone],
        "right_in_some_only": {case: rate.count for case, rate in spread.unsteady},
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
        "repeats": None if summary.spread is None else _spread_json(summary.spread),
        "missed": [r.item.id for r in summary.missed],
        "over_blocked": [r.item.id for r in summary.over_blocked],
        "other": [r.item.id for r in summary.other],
        "below": list(summary.short),
    }
