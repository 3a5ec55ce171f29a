"""`bedside reword generate`: asks a model for other words and files what passed every check."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from service.commands.common import chosen_library, library_option, on_option, progress, today
from service.domain.vocabulary import Channel


@click.command()
@click.argument("modules", nargs=-1)
@click.option("--brand", help="In whose voice. Default: the library's brand.")
@click.option(
    "--channel",
    "channels",
    type=click.Choice(get_args(Channel)),
    multiple=True,
    help="Only for this channel; may be given several times.",
)
@click.option(
    "--samples",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How often to ask for each rendition.",
)
@click.option("--by", required=True, help="Your handle. You count as their writer.")
@library_option
@on_option
def generate(
    modules: tuple[str, ...],
    brand: str | None,
    channels: tuple[Any, ...],
    samples: int,
    by: str,
    library_dir: Path | None,
    on: date | None,
) -> int:
    """Ask the model for other words of MODULES (default: all that may be reworded).

    What passes every check is written into the library, beside its module, as a proposal. It is
    used once the roles that the module needs have approved it, and you may not be one of them.
    """
    from service.bank.generating import Order
    from service.bank.generating import generate as make
    from service.rewriters import the_maker

    folder = chosen_library(library_dir)
    order = Order(
        brand=brand,
        by=by,
        on=on or today(),
        modules=modules,
        channels=channels,
        samples=samples,
    )
    written = refused = 0
    with progress("asking") as report:
        for made in make(folder, order, the_maker(), report):
            place = f"{made.module_id} {made.rendition.channel}"
            if made.file:
                written += 1
                click.echo(f"{click.style('written', fg='green')}  {made.file}")
            else:
                refused += 1
                click.echo(f"{click.style('refused', fg='yellow')}  {place}")
            for reason in made.reasons:
                click.echo(f"  {reason}")
    click.echo(f"{written} written, {refused} refused")
    if written:
        click.echo("next: bedside reword list --open")
    return 0
