"""Small tables of rates, for a terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.scoring import Rate

Row = tuple[str, ...]


def rate_cells(rate: Rate) -> Row:
    """Share, 95% interval and counts of one rate."""
    if not rate.total:
        return ("-", "-", "0 / 0")
    low, high = rate.interval
    return (f"{rate.share:.1%}", f"{low:.1%} to {high:.1%}", f"{rate.count} / {rate.total}")


def rate_rows(rates: Mapping[str, Rate], words: Mapping[str, str] | None = None) -> list[Row]:
    """One row a rate; `words` adds a meaning to each name."""
    meanings = words or {}
    return [
        (f"{name} {meanings[name]}" if name in meanings else name, *rate_cells(rate))
        for name, rate in rates.items()
    ]


def plain_table(head: Row, rows: Sequence[Row]) -> list[str]:
    """Columns padded with spaces: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return ["  " + _padded(row, widths).rstrip() for row in (head, *rows)]


def _padded(row: Row, widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if index == 0 else cell.rjust(width)
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others])


def markdown_table(head: Row, rows: Sequence[Row]) -> list[str]:
    """A Markdown table, numbers to the right."""
    rule = ("---", *("---:" for _ in head[1:]))
    return [f"| {' | '.join(row)} |" for row in (head, rule, *rows)]
