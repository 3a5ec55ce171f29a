"""`bedside eval score RUN`: judge a kept run again by the cases as they are, running nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from evals.commands.common import runs_option


@click.command("score")
@click.argument("name", default="last", metavar="[RUN]")
@click.option("--summary", is_flag=True, help="One line a set, and what fails.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
@runs_option
def score(name: str, summary: bool, form: str, runs_dir: Path) -> int:
    """Judge the kept RUN (a file, an id, `last`, `last-1`) by the golden files as they are now.

    Exit code 0 when every set reaches the bar that it states, 1 when one does not or the run was
    cut off.
    """
    from evals.commands.showing import show_run
    from evals.runs.running import judge_again
    from evals.runs.store import find_run
    from evals.runs.summary import reached, summarise_run
    from evals.suites.registry import suites_of

    kept = find_run(name, runs_dir)
    chosen = suites_of(kept.header.sets, kept.header.versions, kept.header.golden)
    again = replace(kept, results=tuple(judge_again(chosen, kept.results, kept.known)))
    summaries = summarise_run(again, chosen)
    show_run(again, summaries, form=form, brief=summary)
    return int(not reached(again, summaries))
