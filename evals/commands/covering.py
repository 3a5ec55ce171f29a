"""`bedside eval coverage`: what no golden case touches, in a run of now or in a kept one."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from evals.commands.common import (
    ProgressLine,
    now,
    runs_option,
    system_of,
    system_options,
    the_system,
)

if TYPE_CHECKING:
    from evals.coverage import Covered
    from evals.runs.log import Run
    from evals.system import System

#: The sets whose cases show what they touch.
SETS: Final = ("decisions", "texts", "guard", "urgency")
#: So many items of a family are named one by one in text.
_MOST: Final = 12


@click.command("coverage")
@click.option("--run", "name", default="", metavar="RUN", help="Of a kept run; runs nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@runs_option
@system_options
def coverage(
    name: str,
    form: str,
    runs_dir: Path,
    library_dir: Path | None,
    on: date | None,
    assume_approved: bool,
) -> int:
    """Triggers, modules, rules, reasons and more that no golden case touches.

    Where more than 12 of a kind are untouched, text counts them by folder; json names each.

    A kept RUN that holds only a part of the sets is shown, with a word on what it lacks.
    """
    from evals.coverage import coverage as cover
    from evals.runs.parts import lacking
    from evals.runs.store import find_run

    if name:
        run = find_run(name, runs_dir)
        system = system_of(run, library_dir, assume_approved, on)
        _refuse_other(name, run, system)
    else:
        system = the_system(library_dir, assume_approved, on)
        run = _run(system)
    rows = cover(run.results, system.release)
    part = lacking(run, SETS)
    if part:
        what = f"the figures are of a part of the golden sets ({'; '.join(part)})"
        click.echo(what if form == "json" else f"{what}\n", err=form == "json")
    if form == "json":
        data = {row.family: {"touched": row.touched, "missing": list(row.missing)} for row in rows}
        click.echo(json.dumps(data, indent=2))
    else:
        click.echo("\n".join(_lines(rows, form)))
    return 0


def _refuse_other(name: str, run: Run, system: System) -> None:
    """Raise E154 where the library is another now: its items are not those that were touched."""
    from service.errors import BedsideError, Problem

    if run.header.versions.release != system.release.hash:
        what, fix = "the run is of another release", "run again, or leave --run out"
        raise BedsideError([Problem(name, 0, 0, "E154", what, fix)])


def _run(system: System) -> Run:
    """A run of now, of the sets that show what they touch."""
    from evals.runs.running import default_workers
    from evals.runs.session import Plan
    from evals.runs.session import run as run_plan
    from evals.suites.registry import suites
    from evals.system import versions_of

    plan = Plan(suites(SETS), workers=default_workers())
    line = ProgressLine("cases")
    made = run_plan(plan, system, versions_of(system), None, now, progress=line)
    line.close()
    return made


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
            lines += ["", *_missing(row, whole=form == "markdown")]
    return lines


def _missing(row: Covered, *, whole: bool) -> list[str]:
    """What no case touches of a family: each by its name, or where they are many by folder."""
    head = f"no case touches these {row.family}"
    if whole or len(row.missing) <= _MOST:
        head, names = f"{head}:", list(row.missing)
    else:
        names = _counted(row.missing)
        head = f"no case touches these {len(row.missing)} {row.family} (--format json names each):"
    return [
        head,
        *textwrap.wrap(
            ", ".join(names),
            96,
            initial_indent="  ",
            subsequent_indent="  ",
            break_on_hyphens=False,
            break_long_words=False,
        ),
    ]


def _counted(names: Sequence[str]) -> list[str]:
    """How many of these each folder holds, most first; of names without folders the first few."""
    if not all("/" in name for name in names):
        return [*names[:_MOST], f"and {len(names) - _MOST} more"]
    folders = Counter(name.partition("/")[0] for name in names)
    return [f"{folder} {count}" for folder, count in folders.most_common()]
