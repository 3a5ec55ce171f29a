"""How to go on with a run that was cut off: the very command, for wherever the run is kept."""

from __future__ import annotations

import shlex
from pathlib import Path

from evals.baseline import ASSUMED
from evals.runs.log import Run
from evals.runs.store import RUNS, run_files
from evals.suites.registry import DEFAULT
from evals.system import NO_MODEL


def going_on(run: Run) -> str:
    """What to do about a cut-off run: resuming is for the last run of a folder alone."""
    file = Path(run.file)
    if run_files(file.parent)[-1:] != [file]:
        return "run its sets again, for `--resume` goes on with the last run of a folder alone"
    return f"`{shlex.join(_command(run, file.parent))}` goes on with it"


def _command(run: Run, folder: Path) -> list[str]:
    header = run.header
    return [
        *("bedside", "eval"),
        # Alone, `guard` would be the guard's own report, which keeps nothing to go on with.
        *(("run",) if tuple(header.sets) == ("guard",) else ()),
        *(() if header.sets == DEFAULT else header.sets),
        *(word for tag in header.tags for word in ("--tag", tag)),
        *(("--model", header.versions.model) if header.versions.model != NO_MODEL else ()),
        *header.guard,
        *(("--golden", header.golden) if header.golden else ()),
        *(("--library", header.library) if header.library else ()),
        *(("--on", header.on) if header.on else ()),
        *(("--assume-approved",) if ASSUMED in header.note else ()),
        "--resume",
        *(("--runs", str(folder)) if folder.resolve() != RUNS.resolve() else ()),
    ]
