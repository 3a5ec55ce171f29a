"""`bedside init`: a new library from the starter."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--no-approvals",
    is_flag=True,
    help="Leave the sample approvals out, so that nothing goes out before your reviewers sign.",
)
def init(directory: Path, no_approvals: bool) -> int:
    """Make a new library in DIRECTORY from the starter library.

    DIRECTORY must not exist yet, or be empty.
    """
    from service.library.starting import start_library
    from service.settings import STARTER_LIBRARY

    count = start_library(STARTER_LIBRARY, directory, approvals=not no_approvals)
    click.echo(f"{count} files written to {directory}")
    if not no_approvals:
        click.echo(
            "approvals.jsonl holds sample approvals by fictional reviewers: "
            "delete it before real use, and have your own reviewers sign"
        )
    click.echo(f"next: bedside check {shlex.quote(str(directory))}")
    return 0
