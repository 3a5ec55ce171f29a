"""The figures that a page may quote: those of the accepted baseline, in a few lines.

They are quoted from the file of the baseline and not from a run of the moment, so that a figure on
a page always has somebody who answers for it.
"""

from __future__ import annotations

from typing import Any, Final

from evals.baseline import Baseline
from evals.tables import Row, markdown_table

#: What each set asks, in the words of a reader who has seen none of them.
_ASKS: Final = {
    "decisions": "the agreed outcome, for the agreed reasons",
    "texts": "the agreed words, to the character",
    "guard": "claims stopped, look-alikes let through; the guard learns from these",
    "guard-held-back": "the same on texts it was not made with: what to expect of new ones",
    "urgency": "calls for help heard, as the right kind",
    "urgency-held-back": "the same on texts it was not made with",
    "rewordings": "other wordings that keep what they must",
}


def headline_lines(baseline: Baseline) -> list[str]:
    """A table with a row for each measured set, and who accepted the figures."""
    head: Row = ("set", "right", "95% interval", "count", "missed", "over-blocked")
    rows = [_row(name, scores) for name, scores in baseline.sets.items() if scores["cases"]]
    return [
        *markdown_table(head, rows),
        "",
        f"Accepted on {baseline.at[:10]} by {baseline.by}: {baseline.why.rstrip('.')}.",
    ]


def _row(name: str, scores: dict[str, Any]) -> Row:
    low, high = scores["interval"]
    return (
        f"`{name}`: {_ASKS[name]}",
        f"{scores['share']:.1%}",
        f"{low:.1%} to {high:.1%}",
        f"{scores['right']} / {scores['cases']}",
        str(scores["missed"]),
        str(scores["over_blocked"]),
    )
