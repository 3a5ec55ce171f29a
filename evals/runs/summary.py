"""The numbers of a run: right, missed and over-blocked kept apart, by kind and channel, and times.

Pure: results in, numbers out. Missed and over-blocked are never added up. The case is the unit: it
counts once, however often it is repeated, and as right only when every repeat was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.runs.log import Run
from evals.runs.repeats import Spread, by_case, spread
from evals.scoring import Rate
from evals.suites.base import Result, Suite


@dataclass(frozen=True, slots=True)
class SetSummary:
    """What one set came to."""

    name: str
    title: str
    right: Rate
    missed: tuple[Result, ...]
    over_blocked: tuple[Result, ...]
    other: tuple[Result, ...]
    unmeasured: int
    pairs: Rate
    by_kind: dict[str, Rate]
    by_channel: dict[str, Rate]
    ms: tuple[float, ...]
    short: tuple[str, ...]
    results: tuple[Result, ...] = ()
    whole: bool = True
    spread: Spread | None = None

    @property
    def failed(self) -> tuple[Result, ...]:
        """Every wrong case, what was missed first."""
        return (*self.missed, *self.over_blocked, *self.other)

    @property
    def passes(self) -> bool:
        """Whether the set reaches its own bar, which a set that was cut off never does."""
        return self.whole and not self.short


def summarise_run(run: Run, suites: Sequence[Suite]) -> list[SetSummary]:
    """The numbers of every set of a run.

    Where the run was cut off, the set it was in and those that were still to come are not whole.
    """
    begun = [number for number, suite in enumerate(suites) if run.of(suite.name)]
    last = max(begun, default=0)
    return [
        summarise(suite, run.of(suite.name), whole=run.whole or number < last)
        for number, suite in enumerate(suites)
    ]


def reached(run: Run, summaries: Sequence[SetSummary]) -> bool:
    """Whether a run may end with 0: it is whole and every set reaches its bar.

    A part of a set says nothing about the set's rates; a wrong case fails it all the same.
    """
    if run.header.part:
        return run.whole and not any(summary.failed for summary in summaries)
    return run.whole and all(summary.passes for summary in summaries)


def summarise(suite: Suite, results: Sequence[Result], *, whole: bool = True) -> SetSummary:
    """One set's numbers. Cases that the set has lost since count among them, as they were judged,
    but not for its bar, which is asked of the set as it is. Of nothing no bar is reached."""
    cases = by_case(results)
    measured = [result for result in cases if result.measured]
    there = {item.id for item in suite.items()}
    known = [result for result in measured if result.item.id in there]
    wrong = [result for result in measured if result.faults]
    missed = tuple(r for r in wrong if r.has("missed"))
    over = tuple(r for r in wrong if r.has("over_blocked") and not r.has("missed"))
    rest = tuple(r for r in wrong if not r.has("missed") and not r.has("over_blocked"))
    return SetSummary(
        name=suite.name,
        title=suite.title,
        right=Rate(sum(r.ok for r in measured), len(measured)),
        missed=missed,
        over_blocked=over,
        other=rest,
        unmeasured=len(cases) - len(measured),
        pairs=pairs_right(measured),
        by_kind=rates(measured, lambda r: r.item.labels.get("kind", "")),
        by_channel=rates(measured, lambda r: r.item.labels.get("channel", "")),
        ms=tuple(sorted(r.ms for r in results if r.measured)),
        short=tuple(_short(suite, cases, known)),
        results=cases,
        whole=whole,
        spread=spread(results),
    )


def nothing_measured(summary: SetSummary) -> str:
    """Why a set has no numbers, in words: cut off before it, left out by a filter, or not asked."""
    if summary.results:
        return "not measured"
    return "no case chosen" if summary.whole else "not run"


def _short(suite: Suite, results: Sequence[Result], known: Sequence[Result]) -> Sequence[str]:
    if known:
        return suite.shortfalls(known)
    # A filter may leave a set without a case; cases that say nothing are another matter.
    return ["none of its cases was measured"] if results else []


def rates(results: Sequence[Result], key: Callable[[Result], str]) -> dict[str, Rate]:
    """The share of right cases by a key, by name."""
    groups: dict[str, list[bool]] = {}
    for result in results:
        groups.setdefault(key(result), []).append(result.ok)
    return {name: Rate(sum(groups[name]), len(groups[name])) for name in sorted(groups)}


def pairs_right(results: Sequence[Result]) -> Rate:
    """Minimal pairs of which both texts are right. Half a pair, as a filter may leave it, says
    nothing of the other half, and is no pair."""
    pairs: dict[str, list[bool]] = {}
    for result in results:
        pair = result.item.labels.get("pair")
        if pair:
            pairs.setdefault(pair, []).append(result.ok)
    whole = [both for both in pairs.values() if len(both) > 1]
    return Rate(sum(map(all, whole)), len(whole))


def slowest(results: Sequence[Result], count: int = 5) -> list[Result]:
    """The cases that took longest, each once."""
    slow: dict[tuple[str, str], Result] = {}
    for result in sorted(results, key=lambda r: (-r.ms, r.item.set, r.item.id)):
        slow.setdefault((result.item.set, result.item.id), result)
    return list(slow.values())[:count]
