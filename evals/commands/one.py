"""`bedside eval show CASE`: one case as it is written, what came of it, and what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.commands.common import now, runs_option, system_options, the_system

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.runs.log import Run
    from evals.suites.base import Result, Suite


@click.command("show")
@click.argument("ids", nargs=-1, required=True, metavar="CASE...")
@click.option("--run", "name", default="", metavar="RUN", help="As it was in a kept run.")
@click.option(
    "--golden",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A case of your own, in FOLDER/decisions, texts, guard or urgency.",
)
@runs_option
@system_options
def show(
    ids: tuple[str, ...],
    name: str,
    golden: Path | None,
    runs_dir: Path,
    library_dir: Path | None,
    on: date | None,
    assume_approved: bool,
) -> int:
    """Show each CASE (an id, or a pattern such as `caps-*`): its lines, and what came of it.

    It is played now, or with --run taken from a kept run, which asks nothing. Texts that are held
    back are not shown. Exit code 1 when a case is wrong.
    """
    from evals.runs.session import Plan, chosen, matches
    from evals.runs.session import run as run_plan
    from evals.runs.store import find_run
    from evals.suites.registry import own_suites, suites, suites_of
    from evals.system import versions_of

    if name:
        made = find_run(name, runs_dir)
        sets = suites_of(made.header.sets, made.header.versions, made.header.golden)
        results = [result for result in made.results if matches(result.item.id, ids)]
        if not results:
            raise _not_in(name, ids)
    else:
        sets = own_suites(golden) if golden is not None else suites()
        plan = Plan(sets, only=ids, golden=golden.as_posix() if golden is not None else "")
        chosen(plan)  # a misspelt name is told before the library is built
        system = the_system(library_dir, assume_approved, on)
        made = run_plan(plan, system, versions_of(system), None, now)
        results = list(made.results)
    click.echo("\n\n".join("\n".join(_shown(result, sets, made)) for result in results))
    return int(any(result.faults for result in results))


def _not_in(name: str, ids: Sequence[str]) -> Exception:
    from service.errors import BedsideError, Problem, shown

    what = f"the run holds no case called {shown(' or '.join(ids))}"
    fix = "leave --run out to play it now"
    return BedsideError([Problem(name, 0, 0, "E141", what, fix)])


def _shown(result: Result, sets: Sequence[Suite], made: Run) -> Iterator[str]:
    from evals.excerpts import excerpt
    from evals.places import placed
    from evals.suites.registry import HELD_BACK

    item = result.item
    file, _, line = item.where.partition(":")
    path = placed(item.set, file, made.header.golden)
    yield f"{item.set} {item.id}  {path}:{line}" if line else f"{item.set} {item.id}  {path}"
    if item.set not in HELD_BACK:
        yield from (f"  {text}".rstrip() for text in excerpt(_there(path), int(line or 0)))
    yield ""
    yield "what came:"
    yield from (f"  {text}".rstrip() for text in _came(result, sets))
    yield ""
    if not result.measured and not result.faults:
        yield "not measured; nothing was asked"
    elif result.faults:
        yield from (f"{fault.kind.replace('_', '-')}: {fault}" for fault in result.faults)
    else:
        yield "as agreed"


def _there(path: str) -> Path:
    """A shipped file stands where Bedside does, whatever folder the command was called in."""
    from evals.system import ROOT

    here = Path(path)
    return here if here.is_absolute() or here.exists() else ROOT / here


def _came(result: Result, sets: Sequence[Suite]) -> list[str]:
    """What a person would compare; nothing where it crashed, or the case is gone since."""
    suite = next(suite for suite in sets if suite.name == result.item.set)
    try:
        return suite.exact(result.item.id, result.observed).splitlines()
    except (KeyError, TypeError):
        return ["nothing that can be shown"]
