"""`bedside standing`: what recipients allowed, many at once, and forgetting one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import click

from service.commands.common import F, library_option, now, progress, told_to_stop
from service.domain.vocabulary import RecipientKind
from service.errors import BedsideError, Problem

#: A larger file would take long to take in again after a stop.
LARGEST = 512 * 1024 * 1024


class _Stopped(Exception):
    """An import was told to stop, after a step that is committed."""

    def __init__(self, taken: int, of: int) -> None:
        super().__init__(taken, of)
        self.taken, self.of = taken, of


def _handle(ctx: click.Context, param: click.Parameter, by: str) -> str:
    """A handle, or a usage error: an id given here by mistake must stay out of the log."""
    if by and not re.fullmatch(r"[a-z][a-z0-9.-]{1,60}", by):
        raise click.BadParameter("write your handle, such as `a.rivera`", ctx, param)
    return by


def _by(function: F) -> F:
    """`--by HANDLE`: who does it, for the log."""
    return click.option(
        "--by", default="", callback=_handle, help="Your handle, for a line in the log."
    )(function)


def _tell(change: str, by: str) -> None:
    """A line in the log of a change that somebody put their handle to; never whose standing."""
    if by:
        from service.web import logs

        logs.set_up()
        logs.log().info("standing changed", change=change, by=by)


@click.group()
def standing() -> None:
    """Take in consents, stops and suppressions from a file, and erase a recipient."""


@standing.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sandbox", is_flag=True, help="Take it in for sandbox keys instead.")
@_by
@library_option
def import_(file: Path, sandbox: bool, by: str, library_dir: Path | None) -> int:
    """Take in the CSV list FILE; docs/lists.md has its columns.

    A file that was cut off or given before may be given again. Rows that cannot be taken in are
    listed by line; the others are in. Exit code 2 when there are any.
    """
    from service.commands.common import chosen_library
    from service.hosting import the_store
    from service.library.loader import load_library
    from service.settings import read_settings
    from service.store.importing import NotAList, import_standing
    from service.store.pseudonyms import chain_of

    try:
        if file.stat().st_size > LARGEST:
            raise _problem(file, 0, "D303", "the file is too large", "split it below 512 MB")
        data = file.read_bytes()
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise _problem(file, 0, "C110", what, "name a CSV file") from None
    library = load_library(chosen_library(library_dir))
    topics = library.settings.value.topics if library.settings is not None else {}
    try:
        with progress("rows") as report, told_to_stop() as stop:

            def after_a_step(taken: int, of: int) -> None:
                report(taken, of)
                if stop():
                    raise _Stopped(taken, of)

            done = import_standing(
                the_store(),
                chain_of(sandbox),
                data,
                now(),
                sources=read_settings().sources,
                topics=topics,
                progress=after_a_step,
            )
    except _Stopped as stopped:
        _tell("import", by)
        said = f"stopped: {stopped.taken} of {stopped.of} rows were gone through and are kept"
        click.echo(f"{said}; give the same file again for the rest", err=True)
        return 143
    except NotAList as error:
        raise _problem(file, 1, "D301", str(error), "see docs/lists.md") from None
    _tell("import", by)
    refused = len({bad.line for bad in done.bad})  # a row may have a fault in several columns
    click.echo(f"{done.rows} rows taken in, {done.skipped} before, {refused} not")
    if done.bad:
        raise BedsideError(
            Problem(str(file), bad.line, 1, "D302", f"column {bad.column}: {bad.what}")
            for bad in done.bad
        )
    return 0


@standing.command()
@click.option("--kind", type=click.Choice(get_args(RecipientKind)), default="known")
@click.option("--sandbox", is_flag=True, help="Erase what sandbox keys made.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_by
def erase(kind: RecipientKind, sandbox: bool, yes: bool, by: str) -> int:
    """Forget a recipient: standing, kept answers, and the key between their id and the log.

    The id is read from standard input, so that it gets into no shell history.
    """
    from service.hosting import the_store_there, where_the_store_is
    from service.store.erasure import erase as forget
    from service.store.pseudonyms import Person, chain_of

    store = the_store_there()  # first: "nobody" out of a new database would be no erasure
    recipient = str(click.prompt("The caller's id for the recipient", err=True))
    if not yes:
        click.confirm("This cannot be undone. Go on?", abort=True, err=True)
    gone = forget(store, Person(chain_of(sandbox), kind, recipient), now())
    if gone is None:
        click.echo(f"nobody is known by that id in {where_the_store_is()}")
        return 1
    _tell("erasure", by)
    click.echo(f"erased: {gone} rows; the log holds no way back to them")
    return 0


def _problem(file: Path, line: int, code: str, what: str, fix: str) -> BedsideError:
    return BedsideError([Problem(str(file), line, 1 if line else 0, code, what, fix)])
