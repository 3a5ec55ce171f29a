"""Where runs are kept: one folder, newest last, never in the repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from evals.runs.log import Run, read_run
from service.errors import BedsideError, Problem, shown

RUNS: Final = Path("out") / "evals" / "runs"
_LAST: Final = re.compile(r"last(-(?P<back>[0-9]{1,6}))?")


def run_files(folder: Path = RUNS) -> list[Path]:
    """The logs of a folder, the oldest first."""
    return sorted(folder.glob("*.jsonl"))


def find_run(name: str, folder: Path = RUNS) -> Run:
    """A run by its file, by its id, or by `last` and `last-1`. Raises `BedsideError`."""
    if name.endswith(".jsonl"):
        return read_run(Path(name))
    files = run_files(folder)
    back = _LAST.fullmatch(name)
    if back and len(files) > int(back["back"] or 0):
        return read_run(files[-1 - int(back["back"] or 0)])
    for file in files:
        if file.stem == name:
            return read_run(file)
    what = f"there is no run called {shown(name)}"
    fix = "name a file, an id, `last` or `last-1`; `bedside eval` makes a run"
    raise BedsideError([Problem(str(folder), 0, 0, "E152", what, fix)])


def latest_whole(folder: Path, count: int) -> list[Run]:
    """The last runs that came to their end, the oldest first. A log that is broken is left out."""
    found: list[Run] = []
    for file in reversed(run_files(folder)):
        if len(found) == count:
            break
        try:
            run = read_run(file)
        except BedsideError:
            continue
        if run.whole:
            found.append(run)
    return found[::-1]
