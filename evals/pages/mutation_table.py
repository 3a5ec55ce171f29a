"""A hunt for mutants as tables, for a terminal and for Markdown."""

from __future__ import annotations

from evals.mutation.hints import hint
from evals.mutation.hunting import Hunt, Trial
from evals.tables import Row, markdown_table, plain_table, rate_cells, rate_rows


def mutation_lines(hunt: Hunt, *, markdown: bool) -> list[str]:
    """The share by operator, then every mutant that no case noticed."""
    shape = markdown_table if markdown else plain_table
    head: Row = ("way of breaking", "noticed", "95% interval", "count")
    rows = [*rate_rows(hunt.by_operator), ("all", *rate_cells(hunt.rate))]
    lines = shape(head, rows)
    same = [trial for trial in hunt.trials if trial.same_because and not trial.noticed_by]
    if hunt.survivors:
        lines += ["", f"Not noticed by any case: {len(hunt.survivors)}", ""]
        lines += [_survivor(trial) for trial in hunt.survivors]
    if same:
        lines += ["", f"The same for every possible call, and not counted: {len(same)}", ""]
        lines += [f"- {trial.mutant_id}: {trial.same_because}" for trial in same]
    return lines


def _survivor(trial: Trial) -> str:
    """A mutant that no case noticed, whether any came out otherwise, and what case would notice."""
    count = len(trial.otherwise)
    if not count:
        came = "every case came out as it was"
    elif count == 1:
        came = f"{trial.otherwise[0]} came out otherwise, and as agreed all the same"
    else:
        came = f"{count} cases came out otherwise, and as agreed all the same"
        came += f" (such as {trial.otherwise[0]})"
    what = hint(trial.operator)
    return f"- {trial.mutant_id}: {came}" + (f"; to notice it, {what}" if what else "")
