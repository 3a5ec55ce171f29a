"""What commands share: options, times, files, progress."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from service.errors import BedsideError

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """A point in time with its zone, such as 2026-11-24T10:00:00-06:00."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time, or a usage error that says what would be right."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail("write a time such as 2026-11-24T10:00:00-06:00", param, ctx)
        if moment.tzinfo is None:
            self.fail("the time needs a zone, such as -06:00 or Z", param, ctx)
        return moment


class Day(click.ParamType[date]):
    """A day, such as 2026-11-24."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says what would be right."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail("write a day such as 2026-11-24", param, ctx)


#: `--format FORM`, for people or for other programs.
form_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")

#: `--chain CHAIN`, the log of which world.
chain_option = click.option(
    "--chain", type=click.Choice(["live", "sandbox"]), default="live", show_default=True
)


def overlap_options(how_long: str) -> Callable[[F], F]:
    """`--overlap-hours N` and `--end WHICH`, for a command that gives something a new secret."""

    def options(function: F) -> F:
        hours = click.option(
            "--overlap-hours",
            type=click.IntRange(0, 24 * 30),
            default=24,
            show_default=True,
            help=how_long,
        )
        end = click.option(
            "--end",
            type=click.Choice(["older", "last"]),
            help="Where two secrets work already: which of them ends now.",
        )
        return hours(end(function))

    return options


def library_option(function: F) -> F:
    """`--library DIR`, by default the setting BEDSIDE_LIBRARY or the starter library."""
    return click.option(
        "--library",
        "library_dir",
        type=click.Path(path_type=Path),
        help="Library folder. Default: BEDSIDE_LIBRARY, or the starter library.",
    )(function)


def on_option(function: F) -> F:
    """`--on DAY`, by default today."""
    return click.option(
        "--on", type=Day(), help="Judge dates and approvals as on this day. Default: today."
    )(function)


def dated_option(function: F) -> F:
    """`--on DAY`, by default today, and `--backdated WHY` with an earlier one, for a command that
    writes a line with that day."""
    backdated = click.option(
        "--backdated",
        metavar="WHY",
        help="Why --on is a day before today; the line keeps it. Without, that is refused.",
    )
    return click.option(
        "--on",
        type=Day(),
        help="Date the line, and judge, as on this day. Where that is not today, the line says "
        "when it was written. Default: today.",
    )(backdated(function))


def dated_back(backdated: str | None) -> list[str]:
    """What is said of lines that bear an earlier day, in words."""
    return [] if backdated is None else ["backdated: each line says when it was written, and why"]


def still_longer(folder: Path, given: dict[str, date], role: str, by: str, on: date) -> list[str]:
    """Which of the approvals that were given do not end what another reviewer said, in words."""
    from service.library.approving import held_longer

    return [
        f"{key} stays approved as {role} until {held.last}, by {held.approval.by}"
        for key, held in held_longer(folder, given, role, by, on).items()
    ]


def chosen_library(library_dir: Path | None) -> Path:
    """The folder that was named, or else the one in the settings."""
    from service.settings import read_settings

    return library_dir if library_dir is not None else read_settings().library


def today() -> date:
    """Today, where this machine is in UTC; the only clock that commands read."""
    return now().date()


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def read_input(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises `BedsideError`."""
    from service.library.hashing import normalise

    with _opened(name) as file:
        return normalise(file.read().decode("utf-8"))


def read_lines(name: str) -> Iterator[str]:
    """The same a line at a time, for what may be longer than memory. Raises `BedsideError`."""
    with _opened(name) as file:
        for line in file:
            yield line.decode("utf-8").removeprefix("\ufeff")


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """A file, or standard input, whose faults are told in words. Raises `BedsideError`."""
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            yield file
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise BedsideError.at(name, "C110", what, "name a file, or `-`") from None
    except UnicodeDecodeError:
        raise BedsideError.at(name, "C111", "is not text in UTF-8", "save it as UTF-8") from None


def echo_json(data: Any) -> None:
    """Print data as JSON that people can read too."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A line on a terminal's standard error for whatever takes more than a second."""
    started = time.monotonic()
    shown = False

    def report(done: int, of: int) -> None:
        nonlocal shown
        if sys.stderr.isatty() and time.monotonic() - started > 1:
            shown = True
            click.echo(f"\r{label}: {done} of {of}", err=True, nl=False)

    yield report
    if shown:
        click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def told_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether SIGTERM came, for work that ends between two steps and not within one."""
    came = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: came.set())
    try:
        yield came.is_set
    finally:
        signal.signal(signal.SIGTERM, before)
