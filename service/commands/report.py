"""`bedside report`: what was decided in a period, for compliance officers."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.common import Day, chain_option, progress
from service.errors import BedsideError

if TYPE_CHECKING:
    from service.library.release import Release
    from service.reporting.period import Period
    from service.settings import Settings


@click.command()
@click.option("--from", "first", type=Day(), help="The first day, in UTC. Default: 30 days.")
@click.option("--to", "last", type=Day(), help="The last day, in UTC. Default: yesterday.")
@chain_option
@click.option(
    "--release",
    "releases",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A release that was served in the period, to check required modules; may be repeated. "
    "The one that is served now is always known, and those that `bedside serve` kept.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "json", "prometheus"]),
    default="html",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write it. Default: out/report.html; the other formats to standard output.",
)
def report(
    first: date | None,
    last: date | None,
    chain: str,
    releases: tuple[Path, ...],
    form: str,
    output: Path | None,
) -> int:
    """Write what was decided in a period: outcomes, silence, consent, guard findings, changes.

    Exit code 1 when something was sent that should not have been: without consent, after a stop,
    or without a module that its layout requires. No number in it stands for fewer than 11 people.
    """
    from service.hosting import the_store_there
    from service.library.kept import kept
    from service.library.release_files import read
    from service.library.writing import write_whole
    from service.reporting.exposition import exposition_of
    from service.reporting.page import report_page
    from service.reporting.reading import report_on
    from service.settings import read_settings
    from service.wiring import rule_titles, the_clock

    now = the_clock()
    period = _period(first, last, now.date())
    settings = read_settings()
    known = itertools.chain(kept(settings.data), _served(settings, now.date()), map(read, releases))
    with progress("reading the log") as tell:
        figures = report_on(the_store_there(), chain, period, known, tell)
    if form == "html":
        target = output or Path("out/report.html")
        write_whole(target, report_page(figures, rule_titles(), now))
        click.echo(f"written to {target}")
    elif form == "prometheus":
        _put(exposition_of(figures), output)
    else:
        _put(json.dumps(asdict(figures), default=str, indent=2) + "\n", output)
    broken = [figures.without_consent, figures.after_stop, *(cell for _, cell in figures.missing)]
    return int(any(cell.decisions != 0 for cell in broken))


def _period(first: date | None, last: date | None, today: date) -> Period:
    """The days that were asked for. Raises a usage error."""
    from service.reporting.period import Period

    end = last or today - timedelta(days=1)
    start = first or end - timedelta(days=29)
    if start > end:
        raise click.UsageError(f"--from {start} is after --to {end}; give the earlier day first")
    if end > today:
        raise click.UsageError(f"--to {end} has not come yet; today is {today} (UTC)")
    period = Period(start, end)
    if not period.has_before:
        what = f"--from {start} is too early: as many days before it are beside it in the report"
        raise click.UsageError(f"{what}; give a later day")
    return period


def _served(settings: Settings, today: date) -> tuple[Release, ...]:
    """What is served now. Where that cannot be read the log can be reported on all the same:
    nothing of it is taken for checked.
    """
    from service.wiring import release_from

    try:
        return (release_from(settings.release, settings.library, today),)
    except BedsideError as error:
        codes = ", ".join(sorted({problem.code for problem in error.problems}))
        click.echo(
            f"what is served now cannot be read ({codes}; see `bedside check`): messages of it "
            "count as not checked, unless they are of a release that was kept",
            err=True,
        )
        return ()


def _put(text: str, output: Path | None) -> None:
    from service.library.writing import write_whole

    if output is None:
        click.echo(text, nl=False)
        return
    write_whole(output, text)
    click.echo(f"written to {output}")
