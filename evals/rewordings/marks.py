"""What people marked on the page of a comparison: their file, and counts by brand and model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError

from evals.rewordings.trials import Trial
from evals.scoring import Rate
from evals.strict import Strict
from service.errors import BedsideError, Problem

#: What a mark says; the page shows the same words.
MARKS: Final[Mapping[str, str]] = {
    "ours": "sounds like us",
    "off": "not our voice",
    "wrong": "says something else",
}


class Mark(Strict):
    """One judgment of one text."""

    mark: Literal["ours", "off", "wrong"]
    note: Annotated[str, Field(max_length=2000)] = ""


class MarksFile(Strict):
    """What the page's button saves."""

    comparison: str
    by: Annotated[str, Field(max_length=100)]
    at: str
    marks: dict[str, Mark]


@dataclass(frozen=True, slots=True)
class Judged:
    """Marks of one brand and model, by all who judged."""

    brand: str
    model: str
    ours: Rate
    off: int
    wrong: int


def read_marks(path: Path, trials: Sequence[Trial]) -> MarksFile:
    """A saved file, if it is of these trials. Raises `BedsideError`."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        found = MarksFile.model_validate(data)
    except (OSError, ValueError, ValidationError) as error:
        what = f"it holds no marks ({type(error).__name__})"
        fix = "give the file that the page's `Save marks` wrote"
        raise BedsideError([Problem(str(path), 0, 0, "E194", what, fix)]) from None
    unknown = set(found.marks) - {trial.cell.key for trial in trials}
    if unknown:
        what = f"{len(unknown)} of its {len(found.marks)} marks are of another comparison"
        fix = "name the comparison that was judged with --from"
        raise BedsideError([Problem(str(path), 0, 0, "E194", what, fix)])
    return found


def count_marks(files: Sequence[MarksFile], trials: Sequence[Trial]) -> list[Judged]:
    """How the texts of each brand and model were judged. A file that is given twice counts once."""
    cells = {trial.cell.key: trial.cell for trial in trials}
    groups: dict[tuple[str, str], list[str]] = {}
    judged: dict[tuple[str, str], set[str]] = {}
    for number, file in enumerate(files):
        if file in files[:number]:
            continue
        for key, mark in file.marks.items():
            of = (cells[key].brand, cells[key].model)
            groups.setdefault(of, []).append(mark.mark)
            judged.setdefault(of, set()).add(key)
    return [
        Judged(
            brand,
            model,
            ours=Rate(marks.count("ours"), len(marks), cases=len(judged[brand, model])),
            off=marks.count("off"),
            wrong=marks.count("wrong"),
        )
        for (brand, model), marks in sorted(groups.items())
    ]
