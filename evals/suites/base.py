"""What every golden set can do, so that one runner, one log and one report serve them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

from pydantic import Field, ValidationError

from evals.faults import Fault
from evals.folders import THRESHOLDS
from evals.located import read_located
from evals.scoring import Rate
from evals.strict import Strict, problems_of
from evals.system import System
from service.errors import BedsideError


@dataclass(frozen=True, slots=True)
class Item:
    """One case as the runner sees it.

    `hash` is of the case as it is written and, behind a full stop, of what its set asks of every
    case, where it asks anything.
    """

    set: str
    id: str
    where: str
    reason: str
    hash: str
    labels: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case. `measured` is false where there was nothing to ask."""

    item: Item
    observed: Any
    faults: tuple[Fault, ...]
    ms: float = 0.0
    measured: bool = True

    @property
    def ok(self) -> bool:
        """Whether the case is as people agreed it should be."""
        return self.measured and not self.faults

    def has(self, kind: str) -> bool:
        """Whether it is wrong in this way."""
        return any(fault.kind == kind for fault in self.faults)


class Suite(Protocol):
    """A golden set: its cases, how one is observed, how it is judged, and the bar it states."""

    name: str
    title: str

    def items(self) -> Sequence[Item]:
        """Every case, in the order of its files."""

    def observe(self, case_id: str, system: System) -> Any:
        """What the system does with one case, as plain data; None where there is nothing to ask."""

    def judge(self, case_id: str, observed: Any, known: Collection[str]) -> tuple[Fault, ...]:
        """What is wrong with it. Pure, so that a kept run can be judged again."""

    def shortfalls(self, results: Sequence[Result]) -> list[str]:
        """What falls short of the bar that the set states, in words."""

    def exact(self, case_id: str, observed: Any) -> str:
        """The text that a person would compare, one line a thing."""


Fraction = Annotated[float, Field(ge=0, le=1)]


class Bar(Strict):
    """The bar of a set of decisions or texts."""

    right_at_least: Fraction
    missed_at_most: Annotated[int, Field(ge=0)]
    over_blocked_at_most: Annotated[int, Field(ge=0)]


#: What cases of one's own must reach where their folder states no bar.
EVERY_CASE: Final = Bar(right_at_least=1.0, missed_at_most=0, over_blocked_at_most=0)


def load_bar(folder: Path, *, own: bool = False) -> Bar:
    """The bar of a folder, or every problem of its file. An `own` folder may leave it out."""
    if own and not (folder / THRESHOLDS).exists():
        return EVERY_CASE
    name = f"{folder.name}/{THRESHOLDS}"
    located = read_located(folder / THRESHOLDS, name)
    if located.problems:
        raise BedsideError(located.problems)
    try:
        return Bar.model_validate(located.value)
    except ValidationError as error:
        raise BedsideError(problems_of(error, Bar, located, name, "E112")) from None


def below(bar: Bar, results: Sequence[Result]) -> Iterator[str]:
    """What a set's results fall short of."""
    measured = [result for result in results if result.measured]
    right = Rate(sum(result.ok for result in measured), len(measured))
    if right.total and right.share < bar.right_at_least:
        got = f"{right.count} of {right.total} ({right.share:.1%})"
        yield f"cases right: {got}, wanted at least {bar.right_at_least:.0%}"
    missed = sum(result.has("missed") for result in measured)
    over = sum(result.has("over_blocked") and not result.has("missed") for result in measured)
    if missed > bar.missed_at_most:
        yield f"missed: {missed}, wanted at most {bar.missed_at_most}"
    if over > bar.over_blocked_at_most:
        yield f"over-blocked: {over}, wanted at most {bar.over_blocked_at_most}"


def item_hash(case: Any, always: Sequence[Strict]) -> str:
    """The hash of a case, and of what must hold in every case of its set, told apart."""
    held = [rule.model_dump(mode="json") for rule in always]
    return f"{content_hash(case)}.{content_hash(held)}"


def content_hash(value: Any) -> str:
    """A short hash of plain data."""
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
