"""What no case touches: triggers, modules, renditions, layouts, signals, reasons, rules and more.

An item counts as touched when a case's result shows it: a trigger that was tried, a module that
stood in a message, a rule that found something, a reason that was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

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
    triggers = release.triggers.values()
    rows = [
        _of("triggers that send", release.triggers, {trigger for trigger, _, _ in sent}),
        _of(
            "triggers by channel",
            [f"{t.id}@{channel}" for t in triggers for channel in t.channels],
            {f"{trigger}@{channel}" for trigger, channel, _ in sent},
        ),
        _of(
            "triggers by audience",
            [f"{t.id} to {audience}" for t in triggers for audience in t.audience],
            {f"{trigger} to {audience}" for trigger, _, audience in sent},
        ),
    ]
    for family, members, prefix in families:
        names = list(members)
        rows.append(_of(family, names, {name for name in names if prefix + name in seen}))
    return tuple(rows)


def _of(family: str, members: Iterable[str], seen: Collection[str]) -> Covered:
    names = list(members)
    missing = tuple(name for name in names if name not in seen)
    return Covered(family, len(names) - len(missing), missing)


def overall(rows: Sequence[Covered]) -> Rate:
    """All the families taken together."""
    return Rate(sum(r.rate.count for r in rows), sum(r.rate.total for r in rows))


def _sent(results: Sequence[Result]) -> frozenset[tuple[str, str, str]]:
    """Each trigger that sent something in some case, with the channel and whom it went to."""
    return frozenset(
        (seen["trigger"], seen["channel"], seen["audience"])
        for result in results
        for seen in _decisions(result)
        if seen.get("outcome") == "send"
    )


def _decisions(result: Result) -> Sequence[dict[str, Any]]:
    """What was decided in a case, of the sets whose cases are decisions."""
    match result.item.set:
        case "decisions":
            return result.observed or ()
        case "texts":
            seen = (result.observed or {}).get("seen")
            return [seen] if seen else ()
    return ()
