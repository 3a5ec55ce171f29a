"""Workflow commands that GitHub shows beside the case that failed."""

from __future__ import annotations

from collections.abc import Iterator

from evals.baseline import Baseline
from evals.places import placed
from evals.runs.log import Run
from evals.runs.repeats import by_case
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
