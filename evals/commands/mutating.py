"""`bedside eval mutate`: break the system in known ways, and see which ways no case notices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.commands.common import ProgressLine, now, system_options, the_system

if TYPE_CHECKING:
    from evals.mutation.mutant import Mutant
    from evals.runs.log import Run
    from evals.suites.base import Suite
    from service.errors import BedsideError


@click.command("mutate")
@click.option(
    "--golden",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Ask cases of your own, in FOLDER/decisions and texts; only the library is broken.",
)
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
    golden: Path | None,
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

    With --golden the cases are your own, and what is broken is the library alone: the service and
    the guard are Bedside's to test. Only the sets that the chosen mutants concern are run.

    Exit code 1 when fewer than `--at-least` of the mutants are noticed, or none counts.
    """
    from evals.mutation.hunting import all_mutants, hunt, library_mutants
    from evals.runs.running import default_workers
    from evals.runs.session import Plan
    from evals.runs.session import run as run_plan
    from evals.system import versions_of

    system = the_system(library_dir, assume_approved, on)
    every = library_mutants(system.release) if golden is not None else all_mutants(system)
    mutants = [mutant for mutant in every if only in mutant.id]
    if listing:
        for mutant in mutants:
            click.echo(mutant.id)
        click.echo(f"{len(mutants)} mutants", err=True)
        return 0
    if not mutants:
        raise _none_called(only)
    chosen = _suites(mutants, golden)
    count = workers or default_workers()
    line = ProgressLine("cases")
    plan = Plan(chosen, workers=count)
    made = run_plan(plan, system, versions_of(system), None, now, progress=line)
    line.close()
    _say_wrong(made)
    line = ProgressLine("mutants")
    found = hunt(mutants, system, chosen, made.results, workers=count, progress=line)
    line.close()
    if form == "json":
        click.echo(json.dumps([asdict(trial) for trial in found.trials], indent=2))
    else:
        from evals.pages.mutation_table import mutation_lines

        click.echo("\n".join(mutation_lines(found, markdown=form == "markdown")))
    return int(not found.counted or found.rate.share < at_least)


def _suites(mutants: Sequence[Mutant], golden: Path | None) -> tuple[Suite, ...]:
    """The sets that these mutants concern; of somebody's own folder those that it holds."""
    from evals.mutation.hunting import sets_for
    from evals.suites.registry import OWN, own_suites, suites

    wanted = sets_for(mutants)
    if golden is None:
        return suites(name for name in OWN if name in wanted)
    there = [name for name in OWN if name in wanted and (golden / name).is_dir()]
    return own_suites(golden, there or ("decisions",))


def _say_wrong(made: Run) -> None:
    """Cases that are wrong before anything is broken notice nothing; that must not go unsaid."""
    wrong = sum(not result.ok for result in made.results)
    if wrong:
        part = f"{wrong} of {len(made.results)} cases"
        click.echo(f"{part}: wrong or not measured as they are, so they notice nothing", err=True)


def _none_called(only: str) -> BedsideError:
    from service.errors import BedsideError, Problem, shown

    what = f"the name of no mutant holds {shown(only)}"
    fix = "the same call with --list in place of --only names them all"
    return BedsideError([Problem("eval", 0, 0, "E141", what, fix)])
