"""`bedside library`: look around in a library, approve items, and write its JSON Schemas.

Taking an approval back is `withdraw.py`.
"""

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
from service.commands.withdraw import withdraw

_SORTS = (
    "module",
    "trigger",
    "signal",
    "layout",
    "claim",
    "directory",
    "experiment",
    "brand",
    "prompt",
    "rewording",
    "settings",
)


@click.group()
def library() -> None:
    """Look around in a library, and approve what is in it."""


@library.command("list")
@click.argument("sort", required=False, type=click.Choice(_SORTS))
@click.option("--topic", help="Only modules, claims and triggers on this topic.")
@click.option("--kind", help="Only modules of this kind.")
@form_option
@library_option
@on_option
def list_(
    sort: str | None,
    topic: str | None,
    kind: str | None,
    form: str,
    library_dir: Path | None,
    on: date | None,
) -> int:
    """List the items of the library, with how they stand: approved until when, or what lacks."""
    from service.library.inventory import inventory
    from service.library.listing import listed
    from service.library.loader import load_library

    held = load_library(chosen_library(library_dir))
    rows = listed(held, inventory(held, on or today()), sort=sort, topic=topic, kind=kind)
    if form == "json":
        echo_json([row.as_json() for row in rows])
        return 0
    width = max((len(row.key) for row in rows), default=0)
    for row in rows:
        state = click.style(row.state, fg="green" if row.approved else "yellow")
        click.echo(f"{row.key.ljust(width)}  {state}  {row.title}")
    click.echo(f"{len(rows)} item" + ("" if len(rows) == 1 else "s"))
    return 0


@library.command()
@click.argument("item")
@library_option
@on_option
def show(item: str, library_dir: Path | None, on: date | None) -> int:
    """Show one ITEM: its files, its approvals, and what it uses.

    ITEM is a key such as `module:heart/walking-basics`; the sort may be left out.
    """
    from service.library.inventory import details
    from service.library.loader import load_library

    folder = chosen_library(library_dir)
    for line in details(load_library(folder), item, on or today(), folder):
        click.echo(line)
    return 0


@library.command("where-used")
@click.argument("item")
@library_option
def where_used(item: str, library_dir: Path | None) -> int:
    """List the items that name ITEM, and the messages of which triggers can hold a module."""
    from service.library.inventory import uses_of
    from service.library.loader import load_library

    found = uses_of(load_library(chosen_library(library_dir)), item)
    for key, how in found:
        click.echo(f"{key}: {how}")
    click.echo(f"{len(found)} use" + ("" if len(found) == 1 else "s"))
    return 0


_TEXTS = {
    "this": "for this text",
    "earlier": "for an earlier text",
    "gone": "of what is not in the library any more",
}


@library.command()
@click.option("--from", "start", type=Day(), help="Only from this day on.")
@click.option("--to", "end", type=Day(), help="Only up to this day.")
@click.option("--by", "reviewer", help="Only what this reviewer said.")
@click.option("--role", help="Only what was said in this role.")
@form_option
@library_option
def history(
    start: date | None,
    end: date | None,
    reviewer: str | None,
    role: str | None,
    form: str,
    library_dir: Path | None,
) -> int:
    """List who approved and withdrew what, and when, for an auditor.

    A line belongs to a period in which it was written, or whose day it bears. Each begins with the
    day it was written, and says which text it is about and what became of it.
    """
    from service.library.history import history as lines_of
    from service.library.loader import load_library

    if start is not None and end is not None and start > end:
        raise click.UsageError(f"--from {start} is after --to {end}; give the earlier day first")
    held = load_library(chosen_library(library_dir))
    found = lines_of(held, start=start, end=end, by=reviewer, role=role)
    if form == "json":
        echo_json([one.as_json() for one in found])
        return 0
    for one in found:
        told = f"from {one.on}: {one.reason.removesuffix('.')}"
        days = f"{one.on} to {one.until}" if one.until is not None else told
        why = f" (backdated: {one.backdated.removesuffix('.')})" if one.backdated else ""
        since = f"; {one.since}" if one.since else ""
        click.echo(
            f"{one.day}  {one.by} {one.what} {one.item} as {one.role}, {days}{why}, "
            f"{_TEXTS[one.text]} {one.hash[:12]}{since}"
        )
    click.echo(f"{len(found)} line" + ("" if len(found) == 1 else "s"))
    return 0


@library.command()
@click.argument("items", nargs=-1)
@click.option("--role", required=True, help="The role in which you approve.")
@click.option("--by", "reviewer", required=True, help="Your handle.")
@click.option("--until", type=Day(), required=True, help="The last day it holds.")
@click.option("--all", "everything", is_flag=True, help="All items that lack this role.")
@library_option
@dated_option
def approve(
    items: tuple[str, ...],
    role: str,
    reviewer: str,
    until: date,
    everything: bool,
    library_dir: Path | None,
    on: date | None,
    backdated: str | None,
) -> int:
    """Approve ITEMS as they stand now, in one role.

    Adds a line to approvals.jsonl for each. Nobody approves what they wrote.
    """
    from service.library.approving import approve as add

    if bool(items) == everything:
        raise click.UsageError("name the items to approve, or say --all")
    folder, day = chosen_library(library_dir), on or today()
    given = add(
        folder,
        items,
        role,
        reviewer,
        day,
        until,
        everything=everything,
        written=today(),
        backdated=backdated,
    )
    for key, last in given.items():
        own = " (the end of its own time)" if last < until else ""
        click.echo(f"approved {key} as {role}, until {last}{own}")
    for line in (*still_longer(folder, given, role, reviewer, day), *dated_back(backdated)):
        click.echo(line)
    click.echo(f"{len(given)} approval" + ("" if len(given) == 1 else "s"))
    return 0


library.add_command(withdraw)


@library.command()
@library_option
def schemas(library_dir: Path | None) -> int:
    """Write the JSON Schemas that editors' tools read, into `.schemas/` of the library."""
    from service.library.json_schemas import json_schemas, prompt_schemas
    from service.library.prompts_folder import prompts_of
    from service.library.writing import write_whole

    folder = chosen_library(library_dir) / ".schemas"
    for name, text in json_schemas().items():
        write_whole(folder / name, text)
    click.echo(f"written to {folder}")
    prompts = prompts_of(chosen_library(library_dir))
    if prompts is not None:
        for name, text in prompt_schemas().items():
            write_whole(prompts / ".schemas" / name, text)
        click.echo(f"written to {prompts / '.schemas'}")
    return 0
