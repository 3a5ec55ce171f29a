"""What can still be read of the cases of a file, whatever else in it is broken.

A wrong value in one place must not hide what is wrong in another: each case is checked as far as
it can be read, and a step that cannot be read says only which names it might have given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from evals.decisions.formats.cases import DecisionEntry, DecisionFile
from evals.decisions.formats.people import Changes
from evals.decisions.formats.steps import Step

_STEP: Final[TypeAdapter[Step]] = TypeAdapter(Step)


@dataclass(frozen=True, slots=True)
class Unread:
    """A step that does not fit its format, and the names that later steps may call it by."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A case as far as it can be read; `entry` is there only where all of it can."""

    id: str | None
    reason: str
    person: str | None
    but: Changes
    clock: str | None
    steps: tuple[Step | Unread, ...]
    entry: DecisionEntry | None = None


def drafts(file: DecisionFile | None, value: Any) -> Iterator[tuple[int, Draft]]:
    """Each case with its number from 0: of the file, or of its value where the file is broken."""
    if file is not None:
        yield from enumerate(map(_whole, file.cases))
        return
    cases = value.get("cases") if isinstance(value, dict) else None
    for index, case in enumerate(cases if isinstance(cases, tuple) else ()):
        if isinstance(case, dict):
            yield index, _draft(case)


def _whole(entry: DecisionEntry) -> Draft:
    return Draft(entry.id, entry.reason, entry.person, entry.but, entry.clock, entry.steps, entry)


def _draft(case: dict[str, Any]) -> Draft:
    try:
        return _whole(DecisionEntry.model_validate(case))
    except ValidationError as error:
        broken = {detail["loc"][0] for detail in error.errors() if detail["loc"]}
        return _torn({key: part for key, part in case.items() if key not in broken}, case)


def _torn(fits: dict[str, Any], case: dict[str, Any]) -> Draft:
    steps = case.get("steps")
    return Draft(
        id=fits.get("id"),
        reason=fits.get("reason", ""),
        person=fits.get("person"),
        but=Changes.model_validate(fits.get("but", {})),
        clock=fits.get("clock"),
        steps=tuple(map(_step, steps)) if isinstance(steps, tuple) else (),
    )


def _step(value: Any) -> Step | Unread:
    try:
        return _STEP.validate_python(value)
    except ValidationError:
        given = value.values() if isinstance(value, dict) else ()
        return Unread(frozenset(name for name in given if isinstance(name, str)))
