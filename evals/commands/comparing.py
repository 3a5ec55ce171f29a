"""`bedside eval compare A B`: what changed between two runs, why, and whether it means anything."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.commands.common import runs_option

if TYPE_CHECKING:
    from evals.comparing.compare import Change, Comparison, SetDifference


@click.command("compare")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B", default="last")
@click.option(
    "--lines",
    type=click.IntRange(0),
    default=12,
    show_default=True,
    help="Lines of each difference to show.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@runs_option
def compare(before: str, after: str, lines: int, form: str, runs_dir: Path) -> int:
    """Every case that changed from run A to run B, with the difference of the texts and the cause.

    A and B are files, ids, `last` or `last-1`. Exit code 1 when a case that was right is wrong or
    one of them was cut off, so that nobody knows; 2 when they have no case in common. Sets that
    only one of them ran are named, and not compared.
    """
    from evals.comparing.compare import compare as compare_runs
    from evals.runs.store import find_run
    from evals.suites.registry import suites_of

    one, other = find_run(before, runs_dir), find_run(after, runs_dir)
    suites = suites_of(other.header.sets, other.header.versions, other.header.golden)
    found = compare_runs(one, other, suites)
    if form == "json":
        data = {
            "before": found.before,
            "after": found.after,
            "moved": found.moved.words(),
            "only_before": found.only_before,
            "only_after": found.only_after,
            "cut_off": found.cut_off,
            "sets": [{**asdict(s), "p": s.p} for s in found.sets],
            "sides": [{**asdict(s), "p": s.p} for s in found.sides],
            "changes": [asdict(change) for change in found.changes],
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(found, lines)))
    return int(found.worse or not found.sure)


def _lines(found: Comparison, most: int) -> list[str]:
    lines = [f"from run {found.before} to run {found.after}", "", "What moved:"]
    lines += [f"  {words}" for words in found.moved.words()] or ["  nothing that is recorded"]
    lines += ["", "Right in one run alone (McNemar's exact test):"]
    for s in found.sets:
        lines.append(f"  {_counts(s)}" if s.compared else f"  {s.name}: no case in both")
        lines += [
            f"    {_counts(side)}" for side in found.sides if side.name.startswith(f"{s.name},")
        ]
    lines += _alone(found)
    if not found.changes:
        compared = ", ".join(s.name for s in found.sets if s.compared)
        what = "no case that both hold changed in" if found.cut_off else "no case changed in"
        return [*lines, "", f"{what} {compared}", *found.cut_off]
    for way in ("broken", "gone", "mended", "wrong otherwise", "right otherwise", "new"):
        group = [change for change in found.changes if change.way == way]
        if group:
            lines += ["", f"{way}: {len(group)}"]
            for change in group:
                lines += _change(change, most)
    return [*lines, "", *found.cut_off] if found.cut_off else lines


def _counts(s: SetDifference) -> str:
    verdict = "could be chance" if s.p >= 0.05 else "more than chance"
    return (
        f"{s.name}: {s.only_before} only before, {s.only_after} only after, "
        f"{s.both_right} in both; p {_p(s.p)}, {verdict}"
    )


def _alone(found: Comparison) -> list[str]:
    """The sets that only one of the runs holds."""
    sides = ((found.before, found.only_before), (found.after, found.only_after))
    lines = [f"  only in run {run}: {', '.join(names)}" for run, names in sides if names]
    return ["", "Not compared:", *lines] if lines else []


def _change(change: Change, most: int) -> list[str]:
    cause = f"  because: {', '.join(change.causes)}" if change.causes else ""
    lines = [f"  {change.set} {change.id}{cause}"]
    lines += [f"      now: {fault}" for fault in change.now[:4]]
    lines += [f"      {line}" for line in change.diff[:most]]
    if len(change.diff) > most:
        lines.append(f"      and {len(change.diff) - most} lines more")
    return lines


def _p(value: float) -> str:
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"
