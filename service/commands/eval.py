"""`bedside eval`: the door to the evaluation tools. What each one does stands in `evals/`."""

from __future__ import annotations

import click

from evals.commands.add import add
from evals.commands.baselines import baseline
from evals.commands.comparing import compare
from evals.commands.covering import coverage
from evals.commands.guard import guard
from evals.commands.listing import runs
from evals.commands.mutating import mutate
from evals.commands.one import show
from evals.commands.page import page
from evals.commands.rewording import reword
from evals.commands.run import run
from evals.commands.score import score
from evals.commands.writing import reports


class _RunsByDefault(click.Group):
    """`bedside eval` and `bedside eval decisions` mean `bedside eval run ...`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` before anything that is no command of its own."""
        asks_help = any(arg in ("-h", "--help") for arg in args[:1])
        # `guard` is a command of its own; among other sets it is one of them.
        several = len(args) > 1 and args[0] == "guard" and not args[1].startswith("-")
        if not asks_help and (not args or args[0] not in self.commands or several):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group("eval", cls=_RunsByDefault)
def eval_() -> None:
    """Measure the system on its golden sets.

    \b
    bedside eval                      every set, in parallel; a run is kept
    bedside eval decisions texts      only these sets
    bedside eval guard --summary      the guard's own report
    bedside eval guard --golden DIR   the same on labelled texts of your own, in DIR/guard
    bedside eval reword --model M     brands and models compared, side by side
    bedside eval show CASE            one case: its lines, what came of it, what is wrong
    bedside eval runs                 the runs that are kept
    bedside eval compare last-1 last  what changed, and why
    """


for _command in (
    run,
    guard,
    reword,
    runs,
    show,
    score,
    compare,
    baseline,
    page,
    coverage,
    mutate,
    add,
    reports,
):
    eval_.add_command(_command)
