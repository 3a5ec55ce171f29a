"""`bedside eval add --from-receipt ID`: a decision from life becomes a case, nothing personal."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from evals.commands.common import on_option, the_system

if TYPE_CHECKING:
    from evals.adding.case import Made
    from service.domain.decision import Receipt


@click.command("add")
@click.option(
    "--from-receipt",
    "name",
    required=True,
    metavar="ID|FILE|-",
    help="The id of a receipt in the store, a file with a receipt or an answer, or `-`.",
)
@click.option("--reason", default="", help="Why people agree that the result is right.")
@click.option("--zone", default="", help="The recipient's zone, where the receipt has none.")
@click.option(
    "--keep-dates", is_flag=True, help="Do not move the dates into the week of the golden sets."
)
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Append to this file of decision cases instead of printing; needs --reason.",
)
@click.option("--library", "library_dir", type=click.Path(path_type=Path), help="Library folder.")
@on_option
def add(
    name: str,
    reason: str,
    zone: str,
    keep_dates: bool,
    target: Path | None,
    library_dir: Path | None,
    on: date | None,
) -> int:
    """Make a decision case of a receipt: in the store, in a file, or on standard input.

    Keys, ids, words and values stay behind, and dates are moved. The case is played before it is
    shown; exit code 1 when it does not come out as the receipt says. With --to its person is one of
    the people.yaml beside the file.
    """
    from evals.adding.case import TODO, make_case
    from evals.adding.finding import find
    from evals.adding.placing import people_of, place_of, put
    from evals.adding.writing import case_yaml
    from evals.decisions.loading import load_people
    from evals.places import told_by_path

    if target is not None and not reason:
        raise click.UsageError("a case in a file needs --reason: why is its result right?")
    place = place_of(target) if target is not None else None
    people = people_of(place) if place is not None else load_people()
    receipt = find(name)
    system = the_system(library_dir, on=on)
    with told_by_path("decisions", place.golden if place is not None else ""):
        made = make_case(
            receipt,
            system,
            people,
            zone=_zone(zone),
            keep_dates=keep_dates,
            reason=reason or TODO,
        )
    if place is None:
        click.echo(case_yaml(made.entry), nl=False)
    else:
        put(place, made.entry)
        command = _playing(place.golden, library_dir, on)
        click.echo(f"added to {target}; `{command}` plays it")
    for line in _notes(made, receipt, system.release.hash, keep_dates):
        click.echo(line, err=True)
    return int(bool(made.faults))


def _playing(golden: str, library: Path | None, on: date | None) -> str:
    """The command that plays what was added, on the library and the day that it was made for."""
    given = {"--golden": golden, "--library": library, "--on": on}
    options = [part for name, value in given.items() if value for part in (name, str(value))]
    return shlex.join(["bedside", "eval", "decisions", *options, "--tag", "from-life"])


def _zone(name: str) -> ZoneInfo | None:
    from service.domain.days import zone_or_none

    found = zone_or_none(name) if name else None
    if name and found is None:
        raise click.UsageError(f"{name} is not a zone; write one such as America/Chicago")
    return found


def _notes(made: Made, receipt: Receipt, release: str, keep_dates: bool) -> list[str]:
    """What a reader must know before the case counts."""
    lines: list[Any] = ["", "From the receipt: what came of it, and the consent that it rests on."]
    if not keep_dates:
        lines.append("Moved: its dates, by whole weeks; weekday and time of day are kept.")
    if made.made_up:
        lines.append(f"Made up: {', '.join(made.made_up)}.")
    lines += ["Not in a receipt:", *(f"  - {line}" for line in made.lacks)]
    if receipt.release != release:
        lines.append(f"The receipt is of release {receipt.release[:12]}, not {release[:12]}.")
    if not made.faults:
        return [*lines, "Played here, it comes out as the receipt says."]
    lines.append("Played here, it comes out otherwise; mend it before it counts:")
    return [*lines, *(f"  - {fault}" for fault in made.faults)]
