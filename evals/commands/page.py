"""`bedside eval page [RUN]`: the HTML page of a kept run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.commands.common import runs_option, system_of, system_options

if TYPE_CHECKING:
    from evals.coverage import Covered
    from evals.runs.log import Run
    from evals.suites.base import Suite
    from evals.system import System


@click.command("page")
@click.argument("name", default="last", metavar="[RUN]")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Default: beside the run.")
@runs_option
@system_options
def page(
    name: str,
    target: Path | None,
    runs_dir: Path,
    library_dir: Path | None,
    on: date | None,
    assume_approved: bool,
) -> int:
    """Write one self-contained HTML page of the kept RUN (a file, an id, `last`, `last-1`)."""
    from evals.files import write_whole
    from evals.runs.store import find_run
    from evals.suites.registry import suites_of
    from service.errors import BedsideError

    run = find_run(name, runs_dir)
    try:
        system = system_of(run, library_dir, assume_approved, on)
    except BedsideError:
        if library_dir is not None:
            raise
        system = None  # the library of the run's own call is not there any more, or is broken
    chosen = suites_of(run.header.sets, run.header.versions, run.header.golden)
    path = target or Path(run.file).with_suffix(".html")
    write_whole(path, page_of(run, chosen, system, Path(run.file).parent))
    click.echo(f"wrote {path}" + (f" (the run was {run.cut_off})" if run.cut_off else ""))
    return 0


def page_of(run: Run, chosen: Sequence[Suite], system: System | None, runs_dir: Path) -> str:
    """The page, with the runs before it for the plot over runs.

    What cases touch stands on it where the system is there and is that of the run.
    """
    from evals.baseline import baseline_for
    from evals.coverage import coverage
    from evals.pages.html_page import html_page
    from evals.runs.store import latest_whole
    from evals.runs.summary import summarise_run

    earlier = [
        other
        for other in latest_whole(runs_dir, 20)
        if other.header.id < run.header.id and other.header.golden == run.header.golden
    ]
    summaries = summarise_run(run, chosen)
    covered: Sequence[Covered] = ()
    if "decisions" in run.header.sets:
        if system is not None and system.release.hash == run.header.versions.release:
            covered = coverage(run.results, system.release)
        else:
            why = "cannot be had" if system is None else "is another than when it was run"
            click.echo(f"the library {why}, so the page lacks what cases touch", err=True)
    return html_page(run, summaries, chosen, earlier, covered, baseline_for(run))
