"""What no case touches: triggers, modules, renditions, layouts, signals, reasons, rules and more.

An item counts as touched when a case's result shows it: a trigger that was tried, a module that
stood in a message, a rule that found something, a reason that was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.comparing.touched import touched
from evals.kinds import KINDS
from evals.scoring import Rate
from evals.suites.base import Result
from service.domain.vocabulary import CHANNELS, REASON_CODES, Audience, Outcome
from service.library.release import Release


@dataclass(frozen=True, slots=True)
class Covered:
    """One family: how many of its members some case touches, and which none does."""

    family: str
    touched: int
    missing: tuple[str, ...]

    @property
    def rate(self) -> Rate:
        """The share that is touched."""
        return Rate(self.touched, self.touched + len(self.missing))


def coverage(results: Sequence[Result], release: Release) -> tuple[Covered, ...]:
    """Every family, in the order of a table."""
    from typing import get_args

    seen = frozenset(key for result in results for key in touched(result))
    sent = _sent(results)
    renditions = [
        f"{module}@{r.channel}{'.' + r.variant if r.variant else ''}"
        for module, files in release.renditions.items()
        for r in files
    ]
    families: tuple[tuple[str, Iterable[str], str], ...] = (
        ("outcomes", get_args(Outcome), "outcome:"),
        ("reasons", REASON_CODES, "reason:"),
        ("channels", CHANNELS, "channel:"),
        ("audiences", get_args(Audience), "audience:"),
        ("signals", release.signals, "signal:"),
        ("layouts", release.layouts, "layout:"),
        ("experiments", release.experiments, "experiment:"),
        ("modules", release.modules, "module:"),
        ("renditions", renditions, "rendition:"),
        ("rules", KINDS, "rule:"),
    )
    rows = [
        Covered(
            "triggers that send",
            sum(name in sent for name in release.triggers),
            tuple(name for name in release.triggers if name not in sent),
        )
    ]
    for family, members, prefix in families:
        names = list(members)
        missing = tuple(name for name in names if prefix + name not in seen)
        rows.append(Covered(family, len(names) - len(missing), missing))
    return tuple(rows)


def overall(rows: Sequence[Covered]) -> Rate:
    """All the families taken together."""
    return Rate(sum(r.rate.count for r in rows), sum(r.rate.total for r in rows))


def _sent(results: Sequence[Result]) -> frozenset[str]:
    """The triggers that sent something in some case."""
    return frozenset(
        seen["trigger"]
        for result in results
        if result.item.set == "decisions"
        for seen in result.observed or ()
        if seen.get("outcome") == "send"
    )
