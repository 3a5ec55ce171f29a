"""`bedside eval reports`: write docs/reports/*.md again from the shipped golden sets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from evals.commands.common import ProgressLine, now, system_options, the_system


@click.command("reports")
@click.option("--no-mutation", is_flag=True, help="Leave docs/reports/mutation.md as it is.")
@system_options
def reports(
    no_mutation: bool, library_dir: Path | None, on: date | None, assume_approved: bool
) -> int:
    """Run every golden set and write docs/reports again: sets, coverage, mutation, guard."""
    from evals.commands.guard import write_guard_report
    from evals.coverage import coverage
    from evals.files import write_whole
    from evals.mutation.hunting import all_mutants, hunt
    from evals.pages.markdown import coverage_page, mutation_page, sets_page
    from evals.runs.running import default_workers
    from evals.runs.session import Plan
    from evals.runs.session import run as run_plan
    from evals.runs.summary import summarise_run
    from evals.suites.registry import suites
    from evals.system import ROOT, versions_of

    folder = ROOT / "docs" / "reports"
    system = the_system(library_dir, assume_approved, on)
    chosen = suites()
    line = ProgressLine("cases")
    made = run_plan(Plan(chosen, workers=1), system, versions_of(system), None, now, progress=line)
    line.close()
    summaries = summarise_run(made, chosen)
    write_whole(folder / "evaluation.md", sets_page(made, summaries))
    write_whole(folder / "coverage.md", coverage_page(coverage(made.results, system.release)))
    if not no_mutation:
        line = ProgressLine("mutants")
        found = hunt(
            all_mutants(system),
            system,
            chosen,
            made.results,
            workers=default_workers(),
            progress=line,
        )
        line.close()
        write_whole(folder / "mutation.md", mutation_page(found))
    write_guard_report()
    click.echo("wrote docs/reports")
    return 0
