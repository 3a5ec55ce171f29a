"""`bedside eval`: the door to the evaluation tools. What each one does stands in `evals/`."""

from __future__ import annotations

import click

from evals.command import guard


@click.group("eval")
def eval_() -> None:
    """Measure the system on its golden sets."""


eval_.add_command(guard)
