"""The bar that a set states for itself, and what a score falls short of.

The numbers are data, in `golden/guard/thresholds.yaml`; this file only reads and compares them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.folders import THRESHOLDS
from evals.golden import GOLDEN_GUARD
from evals.located import read_located
from evals.scoring import Rate, Score, total
from evals.strict import problems_of
from service.errors import BedsideError

Fraction = Annotated[float, Field(ge=0, le=1)]


class Thresholds(BaseModel):
    """What a run must reach; a share that was not measured is not judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claims_real_at_least: Fraction
    claims_adversarial_at_least: Fraction
    pairs_at_least: Fraction
    look_alikes_flagged_at_most: Fraction
    kind_recall_at_least: Fraction
    kind_counts_from: Annotated[int, Field(ge=1)]
    urgent_found_at_least: Fraction
    urgent_kind_right_at_least: Fraction = 0.0
    urgent_false_at_most: Fraction
    education_flagged_at_most: Fraction


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One number on the wrong side of its bar."""

    what: str
    rate: Rate
    bar: float
    at_least: bool

    def __str__(self) -> str:
        side = "at least" if self.at_least else "at most"
        got = f"{self.rate.count} of {self.rate.total} ({self.rate.share:.1%})"
        return f"{self.what}: {got}, wanted {side} {self.bar:.0%}"


def load_thresholds(folder: Path = GOLDEN_GUARD) -> Thresholds:
    """Read the bar of the guard's sets, or raise with what is wrong in the file."""
    located = read_located(folder / THRESHOLDS, THRESHOLDS)
    if located.problems:
        raise BedsideError(located.problems)
    try:
        return Thresholds.model_validate(located.value)
    except ValidationError as error:
        problems = problems_of(error, Thresholds, located, THRESHOLDS, "E112")
        raise BedsideError(problems) from None


def shortfalls(
    score: Score, bar: Thresholds, *, education: Rate | None = None
) -> tuple[Shortfall, ...]:
    """Everything that a score falls short of, in the order of the bar."""
    checks = [*_checks(score, bar)]
    if education is not None:
        limit = bar.education_flagged_at_most
        checks.append(Shortfall("education sentences flagged", education, limit, at_least=False))
    return tuple(check for check in checks if _short(check))


def _checks(score: Score, bar: Thresholds) -> Iterator[Shortfall]:
    real = score.recall.get("real", Rate(0, 0))
    adversarial = score.recall.get("adversarial", Rate(0, 0))
    yield Shortfall("claims found, real", real, bar.claims_real_at_least, at_least=True)
    yield Shortfall(
        "claims found, adversarial", adversarial, bar.claims_adversarial_at_least, at_least=True
    )
    yield Shortfall("minimal pairs right", score.pairs, bar.pairs_at_least, at_least=True)
    yield Shortfall(
        "look-alikes flagged", total(score.flagged), bar.look_alikes_flagged_at_most, at_least=False
    )
    for kind, rate in score.recall_by_kind.items():
        if rate.total >= bar.kind_counts_from:
            yield Shortfall(f"claims found, {kind}", rate, bar.kind_recall_at_least, at_least=True)
    yield Shortfall(
        "urgent texts found", score.urgent_found, bar.urgent_found_at_least, at_least=True
    )
    yield Shortfall(
        "urgent texts read as the right kind",
        score.urgent_named,
        bar.urgent_kind_right_at_least,
        at_least=True,
    )
    yield Shortfall(
        "calm texts read as urgent", score.urgent_false, bar.urgent_false_at_most, at_least=False
    )


def _short(check: Shortfall) -> bool:
    if check.rate.total == 0:
        return False
    share = check.rate.share
    return share < check.bar if check.at_least else share > check.bar
