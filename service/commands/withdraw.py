"""`bedside library withdraw`: takes an approval back, and says what to do about releases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.common import (
    chosen_library,
    dated_back,
    dated_option,
    library_option,
    today,
)

if TYPE_CHECKING:
    from service.library.withdrawing import Withdrawn

#: Items left out with it that are named; the rest are counted.
_NAMED = 6


@click.command()
@click.argument("item")
@click.option("--role", required=True, help="The role in which you approved.")
@click.option("--by", "reviewer", required=True, help="Your handle.")
@click.option("--reason", required=True, help="What is wrong, in one line; others will read it.")
@click.option(
    "--release",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Say whether this release holds the text; may be repeated. BEDSIDE_RELEASE always is.",
)
@library_option
@dated_option
def withdraw(
    item: str,
    role: str,
    reviewer: str,
    reason: str,
    files: tuple[Path, ...],
    library_dir: Path | None,
    on: date | None,
    backdated: str | None,
) -> int:
    """Take back your approval of ITEM as it stands now, in one role.

    Adds a line to approvals.jsonl; the approval stays in it, and does not count from this day on.
    A release that is built already is not changed: what it prints says which to use instead.
    """
    from service.library.release_files import read
    from service.library.withdrawing import held_by
    from service.library.withdrawing import withdraw as take_back
    from service.settings import read_settings

    served = read_settings().release
    named = {str(file): read(file) for file in files}  # a wrong name is told before a line is added
    day = on or today()
    folder = chosen_library(library_dir)
    done = take_back(
        folder, item, role, reviewer, reason, day, written=today(), backdated=backdated
    )
    click.echo(f"withdrew the approval of {done.key} as {role} by {reviewer}, from {day} on")
    for line in (*dated_back(backdated), *_follows(done, role)):
        click.echo(line)
    if served is not None and str(served) not in named:
        named[str(served)] = read(served)
    for name, release in named.items():
        click.echo(f"{name} {held_by(release, done.key, done.hash)}")
    return 0


def _follows(done: Withdrawn, role: str) -> Iterator[str]:
    """What the library holds now, and what to do about releases."""
    if done.still is not None:
        yield f"it stays approved as {role}: {done.still.approval.by}, until {done.still.last}"
        return
    if not done.left_out:
        yield f"it needs no approval as {role}, so nothing changes"
        return
    more = len(done.left_out) - _NAMED
    rest = f" and {more} more" if more > 0 else ""
    yield f"left out until it is approved again: {', '.join(done.left_out[:_NAMED])}{rest}"
    if done.stops_all:
        yield (
            "nothing can be served without it: no release can be built until then; "
            "serve an earlier one that does not hold this text"
        )
        return
    yield (
        "a release that is built already is not changed: build a new one "
        "(`bedside release build`), or serve an earlier one that does not hold this text"
    )
