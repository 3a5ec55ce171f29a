"""The pages in docs/reports: the shipped sets, what they touch, and which breakings they notice.

No times and no machine stand in them, so that the same system gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.coverage import Covered, overall
from evals.mutation.hunting import Hunt
from evals.pages.mutation_table import mutation_lines
from evals.pages.overview import HEAD, cells
from evals.runs.log import Run
from evals.runs.summary import SetSummary
from evals.tables import Row, markdown_table, rate_cells, rate_rows

_HEAD: Row = ("", "right", "95% interval", "count")


def sets_page(run: Run, summaries: Sequence[SetSummary]) -> str:
    """Every set's numbers, by kind and channel, and every case that is wrong."""
    versions = run.header.versions
    lines = [
        "# The golden sets",
        "",
        "Made by `bedside eval reports`; do not edit. What each number means stands in",
        "[evaluation](../evaluation.md).",
        "",
        f"Release `{versions.release[:16]}`, guard `{versions.guard}`.",
        "",
        *_overview(summaries),
    ]
    for summary in summaries:
        lines += ["", f"## {summary.title}", ""]
        if not summary.right.total:
            lines += [
                f"Not measured: {summary.unmeasured} cases have no written answers, and no model "
                "was asked."
            ]
            continue
        lines += ["By kind:", "", *markdown_table(_named("kind"), rate_rows(summary.by_kind))]
        lines += [
            "",
            "By channel:",
            "",
            *markdown_table(_named("channel"), rate_rows(summary.by_channel)),
        ]
        lines += _wrong(summary)
    return "\n".join(lines).rstrip() + "\n"


def _overview(summaries: Sequence[SetSummary]) -> list[str]:
    rows = [(s.title, *cells(s), _bar(s) if s.right.total else "-") for s in summaries]
    return markdown_table(("set", *HEAD, "bar"), rows)


def _bar(summary: SetSummary) -> str:
    return "reached" if summary.passes else f"{len(summary.short)} below"


def _wrong(summary: SetSummary) -> list[str]:
    lines: list[str] = []
    for title, results in (
        ("Missed", summary.missed),
        ("Over-blocked", summary.over_blocked),
        ("Wrong in another way", summary.other),
    ):
        if results:
            lines += ["", f"{title}: {', '.join(f'`{r.item.id}`' for r in results)}."]
    return [*lines, *(f"\nBelow the bar: {line}." for line in summary.short)]


def coverage_page(rows: Sequence[Covered]) -> str:
    """What no case touches."""
    table: list[Row] = [
        (row.family, f"{row.rate.share:.1%}", f"{row.rate.count} / {row.rate.total}")
        for row in rows
    ]
    share, _, count = rate_cells(overall(rows))
    table.append(("all", share, count))
    lines = [
        "# What the golden sets touch",
        "",
        "Made by `bedside eval reports`; do not edit.",
        "",
        *markdown_table(("family", "share", "count"), table),
    ]
    for row in rows:
        if row.missing:
            names = ", ".join(f"`{name}`" for name in row.missing)
            lines += ["", f"No case touches these {row.family}: {names}."]
    return "\n".join(lines) + "\n"


def mutation_page(hunt: Hunt) -> str:
    """Which known ways of breaking the golden sets notice."""
    lines = [
        "# Mutation of the library and the guard",
        "",
        "Made by `bedside eval reports`; do not edit. Each mutant is one known way to break a copy",
        "of the system in memory; it is noticed when a case that was right is wrong.",
        "",
        *mutation_lines(hunt, markdown=True),
    ]
    return "\n".join(lines) + "\n"


def _named(first: str) -> Row:
    return (first, *_HEAD[1:])
