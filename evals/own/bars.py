"""The bar of labelled texts of one's own: what `thresholds.yaml` beside them asks for.

Where the folder has none, every text must be right. What a file leaves unsaid must be all right
too; only kinds are not judged one by one unless it says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from evals.folders import THRESHOLDS
from evals.located import read_located
from evals.scoring import Score
from evals.strict import Strict, problems_of
from evals.thresholds import Fraction, Thresholds, shortfalls
from service.errors import BedsideError, Problem


class OwnTextBar(Strict):
    """The bar of the texts that the guard reads before they go out."""

    claims_real_at_least: Fraction = 1.0
    claims_adversarial_at_least: Fraction = 1.0
    pairs_at_least: Fraction = 1.0
    look_alikes_flagged_at_most: Fraction = 0.0
    kind_recall_at_least: Fraction = 0.0
    kind_counts_from: Annotated[int, Field(ge=1)] = 1


class OwnInboundBar(Strict):
    """The bar of the texts that people write to us."""

    urgent_found_at_least: Fraction = 1.0
    urgent_kind_right_at_least: Fraction = 1.0
    urgent_false_at_most: Fraction = 0.0


OwnBar = OwnTextBar | OwnInboundBar


def load_own_bar(folder: Path, format_: type[OwnBar]) -> OwnBar:
    """The bar of a folder, or every problem of its file."""
    if not (folder / THRESHOLDS).exists():
        return format_()
    located = read_located(folder / THRESHOLDS, THRESHOLDS)
    problems = list(located.problems)
    if located.value is None and not problems:
        what, fix = "the file is empty", "remove it, or write what must be reached"
        problems.append(Problem(THRESHOLDS, 1, 1, "E102", what, fix))
    if problems:
        raise BedsideError(problems)
    try:
        return format_.model_validate(located.value)
    except ValidationError as error:
        raise BedsideError(problems_of(error, format_, located, THRESHOLDS, "E112")) from None


def below_own(found: Score, *bars: OwnBar) -> list[str]:
    """What a score falls short of, in words. Of a set without a bar nothing was counted."""
    asked = {key: value for bar in bars for key, value in bar.model_dump().items()}
    return [str(short) for short in shortfalls(found, Thresholds.model_validate(_ALL | asked))]


_ALL: Final = {
    **OwnTextBar().model_dump(),
    **OwnInboundBar().model_dump(),
    "education_flagged_at_most": 0.0,
}
