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
    from evals.suites.base import Item, Result, Suite


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
    """Show each CASE (an id, or a pattern such as `sensitive-*`): its lines, and what came of it.

    It is played now, or with --run what came is a kept run's, which asks nothing; its lines are
    those of now. Texts that are held back are not shown. Exit code 1 when a case is wrong.
    """
    from evals.runs.session import Plan, chosen, named
    from evals.runs.session import run as run_plan
    from evals.runs.store import find_run
    from evals.suites.registry import own_suites, suites, suites_of
    from evals.system import versions_of

    if name:
        made = find_run(name, runs_dir)
        sets = suites_of(made.header.sets, made.header.versions, made.header.golden)
        wanted = named(ids)
        results = [result for result in made.results if wanted(result.item.id)]
        if not results:
            raise _not_in(name, ids)
    else:
        sets = own_suites(golden) if golden is not None else suites()
        plan = Plan(sets, only=ids, golden=golden.as_posix() if golden is not None else "")
        chosen(plan)  # a misspelt name is told before the library is built
        system = the_system(library_dir, assume_approved, on)
        made = run_plan(plan, system, versions_of(system), None, now)
        results = list(made.results)
    by_set = {suite.name: suite for suite in sets}
    cases = {
        (name, item.id): item
        for name in dict.fromkeys(result.item.set for result in results)
        for item in by_set[name].items()
    }
    told = (
        _shown(one, cases.get((one.item.set, one.item.id)), by_set[one.item.set], made)
        for one in results
    )
    click.echo("\n\n".join("\n".join(lines) for lines in told))
    return int(any(result.faults for result in results))


def _not_in(name: str, ids: Sequence[str]) -> Exception:
    from service.errors import BedsideError, Problem, shown

    what = f"the run holds no case called {shown(' or '.join(ids))}"
    fix = "leave --run out to play it now"
    return BedsideError([Problem(name, 0, 0, "E141", what, fix)])


def _shown(result: Result, now: Item | None, suite: Suite, made: Run) -> Iterator[str]:
    """`now` is the case as it is written today: it may have moved since a kept run, or be gone."""
    from evals.excerpts import excerpt
    from evals.places import placed
    from evals.suites.registry import HELD_BACK
    from evals.system import ROOT

    item, golden = result.item, made.header.golden
    file, _, line = (now or item).where.partition(":")
    path = placed(item.set, file, golden)
    yield f"{item.set} {item.id}  {path}:{line}" if line else f"{item.set} {item.id}  {path}"
    if now is None:
        yield "  (the case is not there any more)"
    elif item.set not in HELD_BACK:
        there = Path(path) if golden else ROOT / path
        yield from (f"  {text}".rstrip() for text in excerpt(there, int(line or 0)))
        if now.hash.partition(".")[0] != item.hash.partition(".")[0]:
            yield "  (edited since the run)"
    yield ""
    yield "what came:"
    yield from (f"  {text}".rstrip() for text in _came(result, suite))
    yield ""
    if not result.measured and not result.faults:
        yield "not measured; nothing was asked"
    elif result.faults:
        yield from (f"{fault.kind.replace('_', '-')}: {fault}" for fault in result.faults)
    else:
        yield "as agreed"


def _came(result: Result, suite: Suite) -> list[str]:
    """What a person would compare; nothing where it crashed, or the case is gone since."""
    try:
        return suite.exact(result.item.id, result.observed).splitlines()
    except (KeyError, TypeError):
        return ["nothing that can be shown"]
