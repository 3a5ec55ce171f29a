"""Workflow commands that GitHub shows beside the case that failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from evals.runs.log import Run
from evals.suites.base import Result

#: Where the files of a set stand in the repository.
FOLDERS: Final = {
    "decisions": "evals/golden/decisions",
    "texts": "evals/golden/texts",
    "guard": "evals/golden/guard",
    "guard-held-back": "evals/golden/guard",
    "urgency": "evals/golden/guard",
    "urgency-held-back": "evals/golden/guard",
    "rewordings": "evals/golden/rewordings",
}


def annotation_lines(run: Run) -> Iterator[str]:
    """One line for each wrong case, what was missed first."""
    wrong = [result for result in run.results if result.faults]
    for result in sorted(wrong, key=lambda r: not r.has("missed")):
        yield _line(result)


def _line(result: Result) -> str:
    file, _, line = result.item.where.partition(":")
    place = f"file={_property(FOLDERS[result.item.set])}/{_property(file)}"
    if line:
        place += f",line={line}"
    kind = result.faults[0].kind.replace("_", "-")
    title = _property(f"{result.item.set} {result.item.id}: {kind}")
    message = _message("; ".join(str(fault) for fault in result.faults))
    return f"::error {place},title={title}::{message}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
