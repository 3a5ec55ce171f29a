"""`bedside eval coverage`: what no golden case touches."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evals.commands.common import ProgressLine, now, system_options, the_system


@click.command("coverage")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@system_options
def coverage(form: str, library_dir: Path | None, assume_approved: bool) -> int:
    """Triggers, modules, rules, reasons and more that no golden case touches."""
    from evals.coverage import coverage as cover
    from evals.coverage import overall
    from evals.runs.running import default_workers
    from evals.runs.session import Plan
    from evals.runs.session import run as run_plan
    from evals.suites.registry import suites
    from evals.system import versions_of
    from evals.tables import Row, markdown_table, plain_table, rate_cells

    system = the_system(library_dir, assume_approved)
    plan = Plan(suites(("decisions", "texts", "guard", "urgency")), workers=default_workers())
    line = ProgressLine("cases")
    made = run_plan(plan, system, versions_of(system), None, now, progress=line)
    line.close()
    rows = cover(made.results, system.release)
    if form == "json":
        data = {row.family: {"touched": row.touched, "missing": list(row.missing)} for row in rows}
        click.echo(json.dumps(data, indent=2))
        return 0
    table: list[Row] = [
        (row.family, f"{row.rate.share:.1%}", f"{row.rate.count} / {row.rate.total}")
        for row in rows
    ]
    share, _, count = rate_cells(overall(rows))
    table.append(("all", share, count))
    shape = markdown_table if form == "markdown" else plain_table
    click.echo("\n".join(shape(("touched by a case", "share", "count"), table)))
    for row in rows:
        if row.missing:
            click.echo(f"\nno case touches these {row.family}: {', '.join(row.missing)}")
    return 0
