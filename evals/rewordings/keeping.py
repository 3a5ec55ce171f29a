"""Kept comparisons: JSON lines, one a trial, read back whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from evals.rewordings.trials import Trial, from_data
from service.errors import BedsideError, Problem

REWORDINGS: Final = Path("out") / "evals" / "rewordings"


def read_trials(path: Path) -> tuple[Trial, ...]:
    """Every trial of a file. A last line that was cut off is left out; the rest must be whole."""
    try:
        # Not splitlines(): a model may write U+2028, which ends no line of JSON.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read ({type(error).__name__})"
        fix = "name a file that `bedside eval reword` kept"
        raise BedsideError([Problem(str(path), 0, 0, "E193", what, fix)]) from None
    trials, problems = [], []
    for number, line in enumerate(lines[:-1], 1):
        try:
            trials.append(from_data(json.loads(line)))
        except (ValueError, KeyError, TypeError):
            fix = "restore the file, or compare again"
            problems.append(Problem(str(path), number, 1, "E193", "it is no trial", fix))
    if problems:
        raise BedsideError(problems)
    return tuple(trials)


def refuse_other(path: Path, trials: Iterable[Trial], release: str) -> None:
    """Raise E153 where kept trials are of another release: side by side they would look alike."""
    if any(not release.startswith(trial.release) for trial in trials):
        what = "it cannot go on: the library changed since it was cut off"
        fix = "run without --resume to begin again"
        raise BedsideError([Problem(str(path), 0, 0, "E153", what, fix)])


def latest(folder: Path = REWORDINGS) -> Path:
    """The comparison that was kept last. Raises `BedsideError` where there is none."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        what, fix = "no comparison is kept here", "`bedside eval reword` makes one"
        raise BedsideError([Problem(str(folder), 0, 0, "E193", what, fix)])
    return files[-1]
