"""Workflow commands that GitHub shows beside the case that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.baseline import Baseline
from evals.places import placed
from evals.runs.log import Run
from evals.runs.repeats import by_case
from evals.runs.summary import SetSummary
from evals.suites.base import Result


def annotation_lines(run: Run, baseline: Baseline | None = None) -> Iterator[str]:
    """One line for each wrong case: first what was right in the baseline, then what was missed.

    A case that was wrong when the baseline was accepted is a warning: GitHub shows few errors, and
    those that are new must be among them.
    """
    wrong = [result for result in by_case(run.results) if result.faults]

    def known(result: Result) -> bool:
        return baseline is not None and result.item.id in baseline.wrong(result.item.set)

    for result in sorted(wrong, key=lambda r: (known(r), not r.has("missed"))):
        yield _line(result, "warning" if known(result) else "error", run.header.golden)


def bar_lines(run: Run, summaries: Sequence[SetSummary]) -> Iterator[str]:
    """One line for whatever else fails the run: a set below its bar, or a run that was cut off.

    Of a part of the sets no bar is asked; there each wrong case fails it, and has a line already.
    """
    if run.cut_off:
        yield f"::error title={_property('the run is not whole')}::{_message(run.cut_off)}"
    if run.header.part:
        return
    for summary in summaries:
        title = _property(f"{summary.name} is below its bar")
        yield from (f"::error title={title}::{_message(what)}" for what in summary.short)


def _line(result: Result, level: str, golden: str) -> str:
    file, _, line = result.item.where.partition(":")
    place = f"file={_property(placed(result.item.set, file, golden))}"
    if line:
        place += f",line={line}"
    kind = result.faults[0].kind.replace("_", "-")
    title = _property(f"{result.item.set} {result.item.id}: {kind}")
    message = _message("; ".join(str(fault) for fault in result.faults))
    return f"::{level} {place},title={title}::{message}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
