"""What a comparison comes to by brand and model: shares, reasons, grades, length, time, cost.

Pure: trials in, numbers out. Where a rendition was tried several times, the spread over its samples
is told, for one answer of a model says little about the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median, pstdev

from evals.rewordings.trials import Trial
from evals.scoring import Rate, percentile
from service.domain.rewording import REFUSALS


@dataclass(frozen=True, slots=True)
class Spread:
    """How much samples of one rendition differ: how many samples, and the share accepted.

    `lowest` and `highest` are the shares of the renditions at the ends; `deviation` is the mean of
    the standard deviations within renditions: 0 where all samples fare alike, 0.5 where a coin does
    as well.
    """

    samples: int
    lowest: float
    highest: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of some trials. `cost` is None where a price is not known."""

    trials: int
    accepted: Rate
    sentences: Rate
    repaired: int
    unanswered: int
    reasons: Mapping[str, int]
    grade_before: float
    grade_after: float
    longer: float
    seconds: float
    late_seconds: float
    tokens: int
    cost: float | None
    spread: Spread | None


def tally(trials: Sequence[Trial]) -> Tally:
    """The numbers of some trials. Grades and lengths are of those that were accepted.

    A reason against a sentence counts for each sentence, one against a whole answer once.
    """
    taken = [trial for trial in trials if trial.accepted]
    offered = [said for trial in trials for said in trial.sentences if said.after != said.before]
    reasons: Counter[str] = Counter()
    for trial in trials:
        own = [c for said in trial.sentences for c in said.codes if not REFUSALS[c].whole]
        reasons.update(own)
        reasons.update(set(trial.codes) - set(own))
    times = sorted(trial.seconds for trial in trials)
    costs = [trial.cost for trial in trials]
    known = [cost for cost in costs if cost is not None]
    return Tally(
        trials=len(trials),
        accepted=Rate(len(taken), len(trials), cases=_renditions(trials)),
        sentences=Rate(sum(said.accepted for said in offered), len(offered)),
        repaired=sum(trial.repaired for trial in trials),
        unanswered=sum(not trial.answered for trial in trials),
        reasons=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        grade_before=mean(trial.grade_before for trial in taken) if taken else 0.0,
        grade_after=mean(trial.grade_after for trial in taken) if taken else 0.0,
        longer=median(trial.longer for trial in taken) if taken else 1.0,
        seconds=median(times) if times else 0.0,
        late_seconds=percentile(times, 0.95),
        tokens=sum(trial.tokens_in + trial.tokens_out for trial in trials),
        cost=sum(known) if len(known) == len(costs) else None,
        spread=_spread(trials),
    )


def by_brand_and_model(trials: Sequence[Trial]) -> dict[tuple[str, str], Tally]:
    """A tally for each brand and model, in the order of their names."""
    groups: dict[tuple[str, str], list[Trial]] = {}
    for trial in trials:
        groups.setdefault((trial.cell.brand, trial.cell.model), []).append(trial)
    return {key: tally(groups[key]) for key in sorted(groups)}


def by_module(trials: Sequence[Trial]) -> dict[str, Rate]:
    """The share accepted of each module, over all brands and models."""
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.cell.module, []).append(trial)
    return {
        name: Rate(sum(t.accepted for t in tried), len(tried), cases=_renditions(tried))
        for name, tried in sorted(groups.items())
    }


def _renditions(trials: Sequence[Trial]) -> int:
    """How many renditions were tried, each brand and model apart; samples of one count once."""
    return len({(trial.cell.brand, trial.cell.model, *trial.cell.place) for trial in trials})


def _spread(trials: Sequence[Trial]) -> Spread | None:
    groups: dict[tuple[str, ...], list[bool]] = {}
    for trial in trials:
        cell = trial.cell
        groups.setdefault((cell.brand, cell.model, *cell.place), []).append(trial.accepted)
    several = [group for group in groups.values() if len(group) > 1]
    if not several:
        return None
    shares = [sum(group) / len(group) for group in several]
    return Spread(
        samples=max(len(group) for group in several),
        lowest=min(shares),
        highest=max(shares),
        deviation=mean(pstdev(map(float, group)) for group in several),
    )
