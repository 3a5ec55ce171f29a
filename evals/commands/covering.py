"""`bedside eval coverage`: what no golden case touches, in a run of now or in a kept one."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.commands.common import ProgressLine, now, runs_option, system_options, the_system

if TYPE_CHECKING:
    from evals.coverage import Covered
    from evals.suites.base import Result
    from evals.system import System


@click.command("coverage")
@click.option("--run", "name", default="", metavar="RUN", help="Of a kept run; runs nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@runs_option
@system_options
def coverage(
    name: str, form: str, runs_dir: Path, library_dir: Path | None, assume_approved: bool
) -> int:
    """Triggers, modules, rules, reasons and more that no golden case touches."""
    from evals.coverage import coverage as cover

    system = the_system(library_dir, assume_approved)
    rows = cover(_results(name, runs_dir, system), system.release)
    if form == "json":
        data = {row.family: {"touched": row.touched, "missing": list(row.missing)} for row in rows}
        click.echo(json.dumps(data, indent=2))
    else:
        click.echo("\n".join(_lines(rows, form)))
    return 0


def _results(name: str, runs_dir: Path, system: System) -> tuple[Result, ...]:
    """What a kept run observed, or a run of now; never what another release observed."""
    from evals.runs.running import default_workers
    from evals.runs.session import Plan
    from evals.runs.session import run as run_plan
    from evals.runs.store import find_run
    from evals.suites.registry import suites
    from evals.system import versions_of
    from service.errors import BedsideError, Problem

    if name:
        kept = find_run(name, runs_dir)
        if kept.header.versions.release != system.release.hash:
            what, fix = "the run is of another release", "run again, or leave --run out"
            raise BedsideError([Problem(name, 0, 0, "E154", what, fix)])
        return kept.results
    plan = Plan(suites(("decisions", "texts", "guard", "urgency")), workers=default_workers())
    line = ProgressLine("cases")
    made = run_plan(plan, system, versions_of(system), None, now, progress=line)
    line.close()
    return made.results


def _lines(rows: Sequence[Covered], form: str) -> list[str]:
    from evals.coverage import overall
    from evals.tables import Row, markdown_table, plain_table, rate_cells

    table: list[Row] = [
        (row.family, f"{row.rate.share:.1%}", f"{row.rate.count} / {row.rate.total}")
        for row in rows
    ]
    share, _, count = rate_cells(overall(rows))
    table.append(("all", share, count))
    shape = markdown_table if form == "markdown" else plain_table
    lines = shape(("touched by a case", "share", "count"), table)
    for row in rows:
        if row.missing:
            lines += ["", f"no case touches these {row.family}:"]
            lines += textwrap.wrap(
                ", ".join(row.missing),
                96,
                initial_indent="  ",
                subsequent_indent="  ",
                break_on_hyphens=False,
                break_long_words=False,
            )
    return lines
