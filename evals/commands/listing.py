"""`bedside eval runs`: the runs that are kept, the newest first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.commands.common import runs_option

if TYPE_CHECKING:
    from evals.runs.log import Run


@click.command("runs")
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help="So many.")
@runs_option
def runs(most: int, runs_dir: Path) -> int:
    """List the kept runs, the newest first: what each is of, and what came of it.

    `compare`, `score`, `page`, `show --run` and `--failed` take either name; a run's id stays its
    name when others follow.
    """
    from evals.runs.log import read_run
    from evals.runs.store import run_files
    from service.errors import BedsideError

    files = run_files(runs_dir)
    if not files:
        click.echo(f"no run is kept in {runs_dir}; `bedside eval` makes one")
        return 0
    for back, file in enumerate(reversed(files[-most:])):
        name = f"last-{back}" if back else "last"
        try:
            told = _told(read_run(file))
        except BedsideError as error:
            told = f"cannot be read ({error.problems[0].code})"
        click.echo(f"{name:<8} {file.stem}  {told}")
    if len(files) > most:
        click.echo(f"and {len(files) - most} older (--most)")
    return 0


def _told(run: Run) -> str:
    """How many cases are right and missed, the sets, and what is special about the run."""
    from evals.runs.repeats import by_case
    from evals.system import NO_MODEL

    header = run.header
    cases = [result for result in by_case(run.results) if result.measured or result.faults]
    right = sum(result.ok for result in cases)
    missed = sum(result.has("missed") for result in cases)
    special = [
        " ".join(header.sets),
        f"release {header.versions.release[:12]}",
        f"guard {header.versions.guard[:12]}",
        *([" ".join(header.guard)] if header.guard else []),
        *([f"model {header.versions.model}"] if header.versions.model != NO_MODEL else []),
        *([f"cases of {header.golden}"] if header.golden else []),
        *([f"library {header.library}"] if header.library else []),
        *([f"only tagged {' or '.join(header.tags)}"] if header.tags else []),
        *([run.cut_off] if run.cut_off else []),
        *([header.note] if header.note else []),
    ]
    return f"{right} of {len(cases)} right, {missed} missed: {', '.join(special)}"
