"""`bedside demo`: every outcome once, in readable form, and a gallery of finished messages."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from service.commands.common import library_option


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Folder for the gallery page.",
)
@click.option("--full", is_flag=True, help="Print the whole explanation of every decision.")
@library_option
def demo(out: Path, full: bool, library_dir: Path | None) -> int:
    """Run the main job on the starter library: signals in, decisions out.

    Prints every outcome once and writes the finished messages to OUT/gallery.html.
    """
    from service.channels.gallery import Entry, gallery_html
    from service.commands.common import chosen_library
    from service.commands.showing import message_lines, outcome_line, show_decision
    from service.demonstrating import run
    from service.library.writing import write_whole

    entries = []
    shown_messages: set[str] = set()
    for group, results in groupby(run(chosen_library(library_dir)), key=lambda r: r[0].group):
        click.echo(click.style(f"\n{group}", bold=True))
        for scenario, decision in results:
            click.echo(f"\n  {scenario.title}" + (f" - {scenario.note}" if scenario.note else ""))
            if full:
                show_decision(decision)
            else:
                click.echo(f"    {outcome_line(decision)}")
                for reason in decision.reasons:
                    click.echo(f"    {reason.code}: {reason.detail}")
                if decision.why:
                    click.echo(f"    why you received this: {decision.why}")
                if decision.message and decision.channel not in shown_messages:
                    shown_messages.add(decision.channel)
                    click.echo()
                    for line in message_lines(decision.message):
                        click.echo(f"      {line}".rstrip())
            notes = tuple(filter(None, (scenario.note, *decision.receipt.warnings)))
            entries.append(
                Entry(
                    title=scenario.title,
                    group=scenario.group,
                    message=decision.message,
                    outcome=decision.outcome,
                    reasons=decision.reasons,
                    why=decision.why,
                    notes=notes,
                )
            )
    page = out / "gallery.html"
    write_whole(page, gallery_html(entries))
    click.echo(f"\n{len(entries)} decisions; the finished messages are in {page}")
    return 0
