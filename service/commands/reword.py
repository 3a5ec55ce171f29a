"""`bedside reword`: other words for approved ones: make, compare, approve and drop them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from service.commands.common import (
    Day,
    chosen_library,
    dated_back,
    dated_option,
    echo_json,
    form_option,
    library_option,
    on_option,
    still_longer,
    today,
)
from service.commands.reword_generate import generate
from service.commands.reword_model import check, serve_model, try_


@click.group()
def reword() -> None:
    """Other words for approved ones, in a brand's voice: make, compare, approve, drop."""


for _command in (try_, generate, check, serve_model):
    reword.add_command(_command)

_COLOURS = {" ": None, "-": "red", "+": "green"}


@reword.command("list")
@click.option("--brand", help="Only in this brand's voice.")
@click.option("--module", help="Only of this module.")
@click.option("--open", "open_", is_flag=True, help="Only what is not approved.")
@form_option
@library_option
@on_option
def list_(
    brand: str | None,
    module: str | None,
    open_: bool,
    form: str,
    library_dir: Path | None,
    on: date | None,
) -> int:
    """List the bank: each rewording with how it stands, beside the approved words."""
    from service.bank.listing import compared, rows
    from service.library.loader import load_library

    library = load_library(chosen_library(library_dir))
    found = [
        (row, file)
        for row, file in rows(library, on or today())
        if brand in (None, row.brand) and module in (None, row.module)
        if not (open_ and row.approved)
    ]
    if form == "json":
        echo_json(
            [
                {**row.as_json(), "compared": [list(line) for line in compared(library, file)]}
                for row, file in found
            ]
        )
        return 0
    for row, file in found:
        state = click.style(row.state, fg="green" if row.approved else "yellow")
        click.echo(f"{click.style(row.key, bold=True)}  {state}")
        for mark, sentence in compared(library, file):
            click.echo(click.style(f"  {mark} {sentence}", fg=_COLOURS[mark]))
        click.echo()
    click.echo(f"{len(found)} rewording" + ("" if len(found) == 1 else "s"))
    return 0


@reword.command()
@click.argument("item")
@library_option
@on_option
def show(item: str, library_dir: Path | None, on: date | None) -> int:
    """Show one rewording: where it comes from, its approvals, and its words.

    ITEM is a key as `bedside reword list` shows it; `rewording:` may be left out.
    """
    from service.library.inventory import details
    from service.library.loader import load_library

    folder = chosen_library(library_dir)
    for line in details(load_library(folder), item, on or today(), folder):
        click.echo(line)
    return 0


@reword.command()
@click.argument("items", nargs=-1, required=True)
@click.option("--role", required=True, help="The role in which you approve.")
@click.option("--by", "reviewer", required=True, help="Your handle.")
@click.option("--until", type=Day(), required=True, help="The last day it holds.")
@library_option
@dated_option
def approve(
    items: tuple[str, ...],
    role: str,
    reviewer: str,
    until: date,
    library_dir: Path | None,
    on: date | None,
    backdated: str | None,
) -> int:
    """Approve rewordings as they stand now, in one role.

    The roles are those of the module. Whoever had a rewording made may not approve it.
    """
    from service.library.approving import approve as add

    keys = [name if name.startswith("rewording:") else f"rewording:{name}" for name in items]
    folder, day = chosen_library(library_dir), on or today()
    given = add(folder, keys, role, reviewer, day, until, written=today(), backdated=backdated)
    for key in given:
        click.echo(f"approved {key} as {role}, until {until}")
    for line in (*still_longer(folder, given, role, reviewer, day), *dated_back(backdated)):
        click.echo(line)
    return 0


@reword.command()
@click.argument("items", nargs=-1, required=True)
@library_option
def drop(items: tuple[str, ...], library_dir: Path | None) -> int:
    """Take rewordings out of the bank. The lines that approved them stay, as a record."""
    from service.bank.dropping import drop as take_out

    for key in take_out(chosen_library(library_dir), items):
        click.echo(f"dropped {key}")
    return 0
