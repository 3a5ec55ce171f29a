"""`bedside eval mutate`: break the system in known ways, and see which ways no case notices."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from evals.commands.common import ProgressLine, now, system_options, the_system


@click.command("mutate")
@click.option("--only", default="", metavar="TEXT", help="Only mutants whose name holds this.")
@click.option("--list", "listing", is_flag=True, help="List the mutants and try none.")
@click.option("--workers", type=click.IntRange(1, 16), help="Processes. Default: two.")
@click.option(
    "--at-least",
    type=click.FloatRange(0, 1),
    default=0.95,
    show_default=True,
    help="The share that must be noticed.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@system_options
def mutate(
    only: str,
    listing: bool,
    workers: int | None,
    at_least: float,
    form: str,
    library_dir: Path | None,
    on: date | None,
    assume_approved: bool,
) -> int:
    """Break copies of the library and the guard in memory; report what no case noticed.

    Exit code 1 when fewer than `--at-least` of the mutants are noticed.
    """
    from evals.mutation.hunting import all_mutants, hunt
    from evals.runs.running import default_workers
    from evals.runs.session import Plan
    from evals.runs.session import run as run_plan
    from evals.suites.registry import suites
    from evals.system import versions_of

    system = the_system(library_dir, assume_approved, on)
    mutants = [mutant for mutant in all_mutants(system) if only in mutant.id]
    if listing:
        for mutant in mutants:
            click.echo(mutant.id)
        click.echo(f"{len(mutants)} mutants", err=True)
        return 0
    chosen = suites(("decisions", "texts", "guard", "urgency"))
    count = workers or default_workers()
    made = run_plan(Plan(chosen, workers=1), system, versions_of(system), None, now)
    line = ProgressLine("mutants")
    found = hunt(mutants, system, chosen, made.results, workers=count, progress=line)
    line.close()
    if form == "json":
        click.echo(json.dumps([asdict(trial) for trial in found.trials], indent=2))
    else:
        from evals.pages.mutation_table import mutation_lines

        click.echo("\n".join(mutation_lines(found, markdown=form == "markdown")))
    return int(found.rate.share < at_least)
