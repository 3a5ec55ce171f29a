"""`bedside eval add --from-receipt FILE`: a decision from life becomes a case, nothing personal."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("add")
@click.option(
    "--from-receipt",
    "receipt",
    required=True,
    metavar="FILE|-|ID",
    help="What `bedside decide --format json` printed: a file, `-`, or the id of a stored receipt.",
)
@click.option("--zone", default="America/Chicago", show_default=True, help="The case's clock.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Append to this file of cases instead of printing.",
)
@click.option("--library", "library_dir", type=click.Path(path_type=Path), help="Library folder.")
def add(receipt: str, zone: str, target: Path | None, library_dir: Path | None) -> int:
    """Make a decision case of a receipt. Names, keys, ids and values stay behind."""
    from evals.adding import case_from_receipt
    from evals.commands.receipts import receipt_text
    from evals.system import DAY
    from service.library.loader import load_library
    from service.library.release import build
    from service.settings import read_settings

    library = library_dir if library_dir is not None else read_settings().library
    release = build(load_library(library), DAY, assume_approved=True).release
    case = case_from_receipt(receipt_text(receipt), receipt, release, zone)
    if target is None:
        click.echo(case, nl=False)
        return 0
    from evals.files import write_whole

    if target.exists():
        before = target.read_text(encoding="utf-8").rstrip("\n") + "\n"
    else:
        before = (
            "# yaml-language-server: $schema=.schema.json\n"
            "about: cases from life\nowner: evaluation\nsource: receipts\ncases:\n"
        )
    write_whole(target, before + case)
    click.echo(f"added to {target}; fill in what says TODO, then run `bedside eval decisions`")
    return 0
