"""`bedside eval baseline`: show the accepted scores, accept a run, or hold a run against them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.commands.common import now, runs_option

if TYPE_CHECKING:
    from evals.baseline import Baseline
    from evals.runs.log import Run
    from service.errors import BedsideError


@click.group("baseline")
def baseline() -> None:
    """The scores that were last accepted, by whom and why."""


@baseline.command("show")
def show() -> int:
    """What was accepted, by whom, when and why."""
    from evals.baseline import read_baseline

    found = read_baseline()
    if found is None:
        click.echo("no baseline has been accepted yet")
        return 1
    _show(found)
    return 0


def _show(found: Baseline) -> None:
    click.echo(f"accepted {found.at} by {found.by}: {found.why}")
    click.echo(f"run {found.run}  release {found.release[:12]}  guard {found.guard}")
    for name, scores in found.sets.items():
        if scores["cases"]:
            click.echo(
                f"  {name}: {scores['right']} of {scores['cases']} right, "
                f"missed {scores['missed']}, over-blocked {scores['over_blocked']}"
            )
        else:
            click.echo(f"  {name}: not measured ({scores['not_measured']} cases)")


@baseline.command("accept")
@click.argument("name", default="last", metavar="[RUN]")
@click.option("--by", required=True, help="Who accepts it: a handle.")
@click.option("--why", required=True, help="Why these scores are accepted, in a sentence.")
@runs_option
def accept(name: str, by: str, why: str, runs_dir: Path) -> int:
    """Make a kept RUN the baseline, with who accepted it and why (evals/baseline.json)."""
    from evals.baseline import accept as accept_run
    from evals.baseline import refuse_old
    from evals.runs.store import find_run
    from evals.runs.summary import summarise
    from evals.suites.registry import suites_of

    run = find_run(name, runs_dir)
    suites = suites_of(run.header.sets, run.header.versions, run.header.golden)
    refuse_old(run, suites)
    summaries = [summarise(suite, run.of(suite.name)) for suite in suites]
    _show(accept_run(run, summaries, by, why, now()))
    for summary in summaries:
        for what in summary.short:
            click.echo(f"  below the bar all the same: {summary.name}: {what}")
    click.echo("review and commit evals/baseline.json; `make docs` takes it into the README")
    return 0


@baseline.command("check")
@click.argument("name", default="last", metavar="[RUN]")
@click.option("--part", is_flag=True, help="Also hold a RUN of some sets, or of some cases.")
@runs_option
def check(name: str, part: bool, runs_dir: Path) -> int:
    """Exit code 1 when a case of RUN is wrong that was right in the baseline.

    A RUN that lacks sets or cases of the baseline is refused with exit code 2, unless `--part` says
    that a part is meant; one with none of its cases is refused all the same. Of held-back sets the
    baseline names no cases, so they are not looked at.
    """
    from evals.baseline import read_baseline, since
    from evals.runs.parts import lacking
    from evals.runs.store import find_run
    from evals.runs.summary import summarise
    from evals.suites.registry import suites_of

    found = read_baseline()
    if found is None:
        click.echo("no baseline has been accepted yet", err=True)
        return 1
    run = find_run(name, runs_dir)
    if run.header.golden or run.header.guard:
        raise _not_shipped(run)
    lacks = lacking(run, found.named)
    held = [name for name in run.header.sets if name in found.named and run.of(name)]
    if not held or (lacks and not part):
        raise _only_a_part(lacks, nothing=not held)
    worse = False
    for suite in suites_of(held, run.header.versions):
        changed = since(summarise(suite, run.of(suite.name)), found)
        for case_id in changed.newly_wrong if changed else ():
            worse = True
            click.echo(f"{suite.name} {case_id}: wrong now, right when the baseline was accepted")
    if not worse:
        looked = ", ".join(_looked_at(run, name, found) for name in held)
        click.echo(f"no case is worse than the baseline in {looked}")
    if lacks:
        click.echo(f"only a part of the baseline was looked at ({'; '.join(lacks)})")
    return int(worse)


def _looked_at(run: Run, name: str, baseline: Baseline) -> str:
    """A set, and how many cases of the baseline were looked at where it is not all of them."""
    then = baseline.cases(name)
    now = then & {result.item.id for result in run.of(name)}
    return name if now == then else f"{name} ({len(now)} of {len(then)} cases)"


def _not_shipped(run: Run) -> BedsideError:
    from service.errors import BedsideError, Problem

    what = "the run holds nothing of the baseline: its cases are not the shipped ones"
    fix = "run `bedside eval` without --golden"
    if not run.header.golden:
        what = "the baseline is not of this run's guard, which is not the shipped one"
        fix = "run `bedside eval` without --rules, --terms and --policy"
    return BedsideError([Problem("baseline", 0, 0, "E162", what, fix)])


def _only_a_part(lacks: Sequence[str], *, nothing: bool) -> BedsideError:
    from service.errors import BedsideError, Problem

    much = "nothing" if nothing else "only a part"
    what = f"the run holds {much} of the baseline" + (f" ({'; '.join(lacks)})" if lacks else "")
    fix = "run `bedside eval`" + ("" if nothing else ", or say --part where a part is meant")
    return BedsideError([Problem("baseline", 0, 0, "E162", what, fix)])
