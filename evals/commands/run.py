"""`bedside eval [SET...]`: run golden sets, show what is wrong, keep the run, judge the bar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from evals.commands.common import (
    ProgressLine,
    as_in,
    guard_options,
    now,
    own_data,
    runs_option,
    system_options,
    the_system,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from evals.runs.log import Run
    from evals.suites.base import Suite
    from evals.system import System


#: So many cases that are gone are named.
_FEW: Final = 5


@click.command("run")
@click.argument("sets", nargs=-1, metavar="[SET]...")
@click.option(
    "--golden",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Cases of your own, in FOLDER/decisions, texts, guard and urgency, and none shipped.",
)
@click.option("--held-back", is_flag=True, help="Also the sets that nobody writes rules for.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only cases with a tag.")
@click.option("--case", "only", multiple=True, metavar="ID", help="Only these; sensitive-* too.")
@click.option(
    "--failed",
    default="",
    metavar="RUN",
    help="Only cases that were wrong in a kept run, such as `last`; of its library and folder.",
)
@click.option(
    "--model",
    default="",
    metavar="NAME[@URL]",
    help="Ask this model in the rewordings set, in place of the answers written ahead.",
)
@click.option("--workers", type=click.IntRange(1, 16), help="Processes. Default: two.")
@click.option("--repeat", type=click.IntRange(1, 100), default=1, help="Run every case N times.")
@click.option("--resume", is_flag=True, help="Go on with the last run, if it was cut off.")
@click.option("--no-log", is_flag=True, help="Keep no run.")
@click.option("--note", default="", help="A line to keep with the run.")
@click.option("--update", is_flag=True, help="Write the words of texts as they are now.")
@click.option("--summary", is_flag=True, help="One line a set, and what fails.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@click.option("--junit", type=click.Path(path_type=Path), help="Write JUnit XML to a file.")
@click.option("--html", type=click.Path(path_type=Path), help="Write an HTML page to a file.")
@runs_option
@guard_options
@system_options
def run(
    sets: tuple[str, ...],
    golden: Path | None,
    held_back: bool,
    tags: tuple[str, ...],
    only: tuple[str, ...],
    failed: str,
    model: str,
    workers: int | None,
    repeat: int,
    resume: bool,
    no_log: bool,
    note: str,
    update: bool,
    summary: bool,
    form: str,
    junit: Path | None,
    html: Path | None,
    runs_dir: Path,
    rules: tuple[Path, ...],
    terms: tuple[Path, ...],
    policy: Path | None,
    library_dir: Path | None,
    on: date | None,
    assume_approved: bool,
) -> int:
    """Run golden sets: decisions, texts, guard, urgency, rewordings.

    Without a SET all of them run. Exit code 0 when every set reaches the bar that it states, 1 when
    one does not, 2 when a file is broken. With --update the texts are judged by their new words.
    With --golden the sets are those of the folder; no shipped bar and no baseline counts for them.
    """
    from evals.baseline import ASSUMED
    from evals.commands.showing import show_run
    from evals.runs.failing import wrong_in
    from evals.runs.running import default_workers
    from evals.runs.session import Plan, still_there
    from evals.runs.session import run as run_plan
    from evals.runs.store import find_run
    from evals.runs.summary import reached, summarise_run
    from evals.suites.registry import DEFAULT, HELD_BACK, own_suites, suites
    from evals.suites.texts import TextSuite
    from evals.system import NO_MODEL, versions_of

    if failed:
        if held_back or resume:
            raise click.UsageError("--failed names cases: no --held-back, no --resume")
        kept = find_run(failed, runs_dir)
        _same_sets(kept, sets)
        _same_guard(kept, rules, terms, policy)
        again = wrong_in(kept, sets)
        if not again.ids:
            far = f" ({kept.cut_off})" if kept.cut_off else ""
            click.echo(f"no case of run {kept.header.id} is wrong{far}")
            return 0
        sets = again.sets
        golden = golden or (Path(kept.header.golden) if kept.header.golden else None)
    if golden is None:
        chosen = suites((*(sets or DEFAULT), *(HELD_BACK if held_back else ())), model)
    elif held_back or model:
        raise click.UsageError("--golden names sets of your own: no held-back set, no --model")
    else:
        chosen = own_suites(golden, sets)
    if failed:
        left = still_there(chosen, again.ids, golden.as_posix() if golden is not None else "")
        _say_gone(set(again.ids).difference(left))
        if not left:
            return 0
        only = (*only, *left)
    if update and not any(isinstance(suite, TextSuite) for suite in chosen):
        raise click.UsageError("--update writes the agreed words of texts; name that set")
    own = own_data(rules, terms, policy)
    if failed:
        library_dir, on, assume_approved = as_in(kept, library_dir, on, assume_approved)
    system = the_system(library_dir, assume_approved, on, own)
    if assume_approved:
        note = f"{note} {ASSUMED}".strip()
    # A model is asked from one process: a connection does not survive a fork.
    processes = 1 if model else workers or default_workers()
    plan = Plan(
        chosen,
        tags,
        only,
        processes,
        repeat,
        note,
        on=str(on or ""),
        library=str(library_dir or ""),
        golden=golden.as_posix() if golden is not None else "",
        guard=own.options if own else (),
    )
    line = ProgressLine("cases")
    try:
        made = run_plan(
            plan,
            system,
            replace(versions_of(system), model=model or NO_MODEL),
            None if no_log or only or update or repeat > 1 else runs_dir,
            now,
            resume=resume,
            progress=line,
        )
    finally:
        line.close()
    if update:
        made = _updated(made, chosen, system)
    summaries = summarise_run(made, chosen)
    if junit is not None:
        from evals.pages.junit import junit_xml

        _write(junit, junit_xml(made))
    if html is not None:
        from evals.commands.page import page_of

        _write(html, page_of(made, chosen, system, runs_dir))
    show_run(made, summaries, form=form, brief=summary)
    return int(not reached(made, summaries))


def _same_sets(kept: Run, sets: Sequence[str]) -> None:
    """Of a set that was not run nobody knows what was wrong."""
    missing = [name for name in sets if name not in kept.header.sets]
    if missing:
        raise click.UsageError(f"the run does not hold {', '.join(missing)}")


def _same_guard(
    kept: Run, rules: tuple[Path, ...], terms: tuple[Path, ...], policy: Path | None
) -> None:
    """A case that failed under somebody's own guard says nothing when the shipped one is asked."""
    if kept.header.guard and not (rules or terms or policy):
        options = " ".join(kept.header.guard)
        raise click.UsageError(f"the run had a guard of its own; say {options} too")


def _say_gone(ids: Collection[str]) -> None:
    """A case that has another name since, as an edited text without an id has, cannot run again."""
    if ids:
        first = ", ".join(sorted(ids)[:_FEW])
        more = ", ..." if len(ids) > _FEW else ""
        what = "case that was wrong is" if len(ids) == 1 else "cases that were wrong are"
        click.echo(f"{len(ids)} {what} not there any more: {first}{more}")


def _updated(made: Run, chosen: Sequence[Suite], system: System) -> Run:
    """Write the words of text sets as they are now, and judge the run by what is agreed then."""
    from evals.runs.running import judge_again
    from evals.suites.texts import TextSuite

    for suite in chosen:
        if isinstance(suite, TextSuite):
            for name in suite.update(made.of(suite.name)):
                click.echo(f"wrote {name}", err=True)
    return replace(made, results=tuple(judge_again(chosen, made.results, system.known)))


def _write(path: Path, text: str) -> None:
    from evals.files import write_whole

    write_whole(path, text)
    click.echo(f"wrote {path}", err=True)
