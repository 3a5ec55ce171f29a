"""What the eval commands share: options, the system under evaluation, kept runs, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from service.commands.common import Day

if TYPE_CHECKING:
    from evals.guard import OwnData
    from evals.runs.log import Run
    from evals.system import System
    from service.errors import Problem

F = TypeVar("F", bound=Callable[..., Any])


#: What a release lacks where approvals are judged on a day before them.
_UNAPPROVED: Final = frozenset({"L701", "L702"})


def on_option(function: F) -> F:
    """`--on DAY`: a fixed day unless one is said, so that a run is the same tomorrow."""
    return click.option(
        "--on",
        type=Day(),
        help="Judge approvals as on this day. Default: 2026-11-24, the day of the golden sets.",
    )(function)


def system_options(function: F) -> F:
    """`--library`, `--on` and `--assume-approved`: what is evaluated."""
    function = click.option(
        "--assume-approved",
        is_flag=True,
        help="Judge a library that its reviewers have not approved yet; never for a baseline.",
    )(function)
    function = on_option(function)
    return click.option(
        "--library",
        "library_dir",
        type=click.Path(path_type=Path),
        help="Library folder. Default: BEDSIDE_LIBRARY, or the starter library.",
    )(function)


def guard_options(function: F) -> F:
    """`--rules`, `--terms` and `--policy`: a guard with data of one's own, as `bedside guard`."""
    path = click.Path(path_type=Path)
    function = click.option(
        "--policy",
        type=path,
        metavar="FILE",
        help="Measure a guard with a policy in place of the default one.",
    )(function)
    function = click.option(
        "--terms",
        multiple=True,
        type=path,
        metavar="FILE",
        help="Measure a guard with further terms; may be repeated.",
    )(function)
    return click.option(
        "--rules",
        multiple=True,
        type=path,
        metavar="FOLDER",
        help="Measure a guard with further rules; may be repeated.",
    )(function)


def own_data(
    rules: tuple[Path, ...], terms: tuple[Path, ...], policy: Path | None
) -> OwnData | None:
    """What these options name, or None where they name nothing."""
    from evals.guard import OwnData

    return OwnData(rules, terms, policy) if rules or terms or policy else None


def runs_option(function: F) -> F:
    """`--runs DIR`: where runs are kept."""
    return click.option(
        "--runs",
        "runs_dir",
        type=click.Path(path_type=Path),
        default=Path("out/evals/runs"),
        show_default=True,
        help="Folder of runs.",
    )(function)


def the_system(
    library_dir: Path | None,
    assume_approved: bool = False,
    on: date | None = None,
    own: OwnData | None = None,
) -> System:
    """The release and the guard, with a word on what the release had to leave out.

    Raises `BedsideError` that names the day where what every release needs is not approved on it.
    """
    from evals.system import DAY, build_system
    from service.errors import BedsideError
    from service.settings import read_settings

    library = library_dir if library_dir is not None else read_settings().library
    day = on or DAY
    try:
        system = build_system(library, assume_approved=assume_approved, day=day, own=own)
    except BedsideError as error:
        raise BedsideError(_with_the_day(problem, day) for problem in error.problems) from None
    if system.left_out:
        count = len(system.left_out)
        items = "item" if count == 1 else "items"
        click.echo(f"left out of the release as on {day}, {count} {items}:", err=True)
        for line in system.left_out[:5]:
            click.echo(f"  {line}", err=True)
        all_of_them = f"`bedside check --on {day}` lists them all"
        click.echo(f"  ({all_of_them}; `--assume-approved` tries them)", err=True)
    return system


def as_in(
    run: Run, library_dir: Path | None, on: date | None, assume_approved: bool
) -> tuple[Path | None, date | None, bool]:
    """The library, the day and whether approvals are assumed, as a kept run's own call said.

    What is said here goes before that.
    """
    from evals.baseline import ASSUMED

    header = run.header
    return (
        library_dir or (Path(header.library) if header.library else None),
        on or (date.fromisoformat(header.on) if header.on else None),
        assume_approved or ASSUMED in header.note,
    )


def system_of(run: Run, library_dir: Path | None, assume_approved: bool, on: date | None) -> System:
    """The system that a kept run was of, as far as it can be had again. Raises `BedsideError`."""
    library, day, assumed = as_in(run, library_dir, on, assume_approved)
    return the_system(library, assumed, day)


def _with_the_day(problem: Problem, day: date) -> Problem:
    """An approval that begins later is one all the same, so the way out is another day."""
    if problem.code not in _UNAPPROVED:
        return problem
    what = f"{problem.what} on {day}, the day that counts here"
    fix = "give `--on` a later day; `--assume-approved` tries what nobody has approved yet"
    return replace(problem, what=what, fix=fix)


def now() -> datetime:
    """The present instant; the only clock that the eval commands read."""
    return datetime.now(UTC)


class ProgressLine:
    """A line on a terminal's standard error for whatever takes more than half a second."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._began = self._last = time.monotonic()
        self._shown = False

    def __call__(self, done: int, of: int) -> None:
        """Show how far it is, at most ten times a second."""
        at = time.monotonic()
        if sys.stderr.isatty() and at - self._began > 0.5 and at - self._last > 0.1:
            self._last, self._shown = at, True
            width = 24
            full = width * done // max(of, 1)
            bar = "#" * full + "." * (width - full)
            click.echo(f"\r{self.label} [{bar}] {done}/{of}", err=True, nl=False)

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
