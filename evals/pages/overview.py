"""What each set of a run came to, a row a set: for a terminal and for a page alike."""

from __future__ import annotations

from typing import Final

from evals.runs.summary import SetSummary, nothing_measured
from evals.tables import Row, rate_cells

#: What stands above `cells`; the set's name comes before.
HEAD: Final[Row] = ("right", "95% interval", "count", "missed", "over-blocked", "other", "pairs")


def cells(summary: SetSummary) -> Row:
    """What was right, what was wrong in which way, and the pairs of which both were right."""
    if not summary.right.total:
        count = f"0 / {summary.unmeasured}"
        return (nothing_measured(summary), "-", count, "-", "-", "-", "-")
    wrong = (summary.missed, summary.over_blocked, summary.other)
    pairs = summary.pairs
    return (
        *rate_cells(summary.right),
        *(str(len(results)) for results in wrong),
        f"{pairs.count} / {pairs.total}" if pairs.total else "-",
    )
