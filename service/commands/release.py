"""`bedside release`: freeze a library, try a release again, show what one holds and what is new."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from service.commands.common import (
    chosen_library,
    echo_json,
    form_option,
    on_option,
    progress,
    today,
)
from service.errors import BedsideError


@click.group()
def release() -> None:
    """Build, verify, show and compare releases: frozen, hashed copies of what is approved."""


@release.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("release.json"),
    show_default=True,
    help="Where to write the release.",
)
@click.option("--replace", is_flag=True, help="Write over another file that is there.")
@on_option
def build(directory: Path | None, output: Path, replace: bool, on: date | None) -> int:
    """Freeze the library in DIRECTORY (default: the starter library).

    Takes what is approved and in date, says what it leaves out, and tries every message that the
    release can make: none of them may fail the guard. Where another file is in the place, nothing
    is written (L707): it may be the only copy of a release that was served.
    """
    from service.library.building import build as build_release
    from service.library.loader import load_library
    from service.library.release_files import to_json
    from service.library.writing import write_whole
    from service.verification import verify
    from service.wiring import the_guard

    built = build_release(load_library(chosen_library(directory)), on or today())
    if not replace:
        _refuse_another(output, built.release.hash)  # at once, and not after minutes of trying
    with progress("trying messages") as report:
        tried = verify(built.release, the_guard(), report)
    if not replace:
        _refuse_another(output, built.release.hash)
    write_whole(output, to_json(built.release))
    click.echo(f"release {built.release.hash}")
    click.echo(f"written to {output}; {len(tried.decisions)} assemblies tried")
    for left_out in built.left_out:
        click.echo(str(left_out))
    return 0


def _refuse_another(output: Path, digest: str) -> None:
    """Raises `BedsideError` where a file is in the place that is not this very release."""
    from service.library.release_files import read

    if not output.is_file():
        return  # nothing is lost; what else is wrong with the place, writing says
    try:
        found = read(output).hash
    except BedsideError:
        what = "a file that is no release, or was altered, is here already"
    else:
        if found == digest:
            return
        what = f"another release is here already ({found[:12]})"
    fix = "name another file with `-o`; to write over it, say `--replace`"
    raise BedsideError.at(str(output), "L707", what, fix)


@release.command()
@click.argument("file", type=click.Path(path_type=Path))
def verify(file: Path) -> int:
    """Try every message that the release in FILE can make with the guard as it is now.

    After an update of Bedside, and before you roll back: what a release's own guard let through, a
    later one may refuse. Such messages would be blocked; each is named (L705).
    """
    from service.library.release_files import read
    from service.verification import verify as try_release
    from service.wiring import the_guard

    held, guard = read(file), the_guard()
    with progress("trying messages") as report:
        tried = try_release(held, guard, report)
    click.echo(f"release {held.hash}")
    click.echo(f"{len(tried.decisions)} assemblies tried; none would be blocked")
    click.echo(f"guard {guard.version}")
    return 0


@release.command()
@click.argument("file", type=click.Path(path_type=Path))
@form_option
def show(file: Path, form: str) -> int:
    """Show what the release in FILE holds."""
    from service.library.release_files import read

    held = read(file)
    groups = {
        "signals": sorted(held.signals),
        "triggers": sorted(held.triggers),
        "layouts": sorted(held.layouts),
        "claims": sorted(held.claims),
        "directories": sorted(held.directories),
        "experiments": sorted(held.experiments),
        "modules": sorted(held.modules),
    }
    ends = min(stamp.until for stamp in held.stamps.values())
    if form == "json":
        echo_json({"hash": held.hash, "library": held.settings.id, "until": str(ends), **groups})
        return 0
    click.echo(f"release {held.hash}")
    click.echo(f"library {held.settings.id} ({held.settings.organisation.name})")
    click.echo(f"the first approval in it ends on {ends}")
    for name, members in groups.items():
        click.echo(f"{name} ({len(members)})")
        for member in members:
            click.echo(f"  {member}")
    return 0


@release.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@form_option
def diff(old: Path, new: Path, form: str) -> int:
    """Show what differs in the release NEW from the release OLD, item by item.

    Words and fields are shown as a diff; an item whose approval alone was renewed, with its days.
    """
    from service.library.comparing import compare
    from service.library.release_files import read

    before, after = read(old), read(new)
    found = compare(before, after)
    if form == "json":
        told = [
            {
                "item": one.key,
                "how": one.how,
                "until": [day and str(day) for day in one.until],
                "lines": one.lines,
            }
            for one in found
        ]
        echo_json({"old": before.hash, "new": after.hash, "differences": told})
        return 0
    click.echo(f"old {before.hash}")
    click.echo(f"new {after.hash}")
    for one in found:
        click.echo(f"{one.how} {one.key}{_days(*one.until)}")
        for line in one.lines:
            click.echo(f"    {line}")
    if not found:
        click.echo("nothing differs")
    return 0


def _days(was: date | None, now: date | None) -> str:
    if was is None or now is None or was == now:
        return f" (until {now or was})"
    return f" (until {was}, now until {now})"
