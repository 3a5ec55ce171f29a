"""Writes the JSON Schemas that editors use to complete and check case files as they are typed.

`python -m evals.schema` writes them again; a test keeps them current.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from evals.decisions.formats.always import AlwaysFile
from evals.decisions.formats.cases import DecisionFile
from evals.decisions.formats.people import PeopleFile
from evals.decisions.loading import GOLDEN_DECISIONS
from evals.formats import CaseFile, UrgencyFile
from evals.golden import GOLDEN_GUARD
from evals.own.bars import OwnInboundBar, OwnTextBar
from evals.own.formats import OwnInboundFile, OwnTextFile
from evals.rewordings.formats import RewordingFile
from evals.suites.base import Bar
from evals.suites.rewordings import GOLDEN_REWORDINGS
from evals.texts.formats import TextFile
from evals.texts.loading import GOLDEN_TEXTS
from evals.thresholds import Thresholds

BAR: Final = ".thresholds.schema.json"
#: The schemas of the guard's sets, by their file names.
SCHEMAS: dict[str, type[BaseModel]] = {
    ".schema.json": CaseFile,
    ".urgency.schema.json": UrgencyFile,
}
#: Every schema of every set, by its place.
ALL: dict[Path, type[BaseModel]] = {
    **{GOLDEN_GUARD / name: model for name, model in SCHEMAS.items()},
    GOLDEN_DECISIONS / ".schema.json": DecisionFile,
    GOLDEN_DECISIONS / ".people.schema.json": PeopleFile,
    GOLDEN_DECISIONS / ".always.schema.json": AlwaysFile,
    GOLDEN_TEXTS / ".schema.json": TextFile,
    GOLDEN_REWORDINGS / ".schema.json": RewordingFile,
    GOLDEN_REWORDINGS / BAR: Bar,
    GOLDEN_DECISIONS / BAR: Bar,
    GOLDEN_TEXTS / BAR: Bar,
    GOLDEN_GUARD / BAR: Thresholds,
    GOLDEN_GUARD / ".own.schema.json": OwnTextFile,
    GOLDEN_GUARD / ".own-urgency.schema.json": OwnInboundFile,
    GOLDEN_GUARD / ".own.thresholds.schema.json": OwnTextBar,
    GOLDEN_GUARD / ".own-urgency.thresholds.schema.json": OwnInboundBar,
}


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema of one file format, as it stands on disk."""
    return json.dumps(model.model_json_schema(), indent=2, sort_keys=True) + "\n"


def write_schemas(folder: Path | None = None) -> None:
    """Write every schema beside its case files; with a folder, the guard's alone, there."""
    if folder is not None:
        for name, model in SCHEMAS.items():
            (folder / name).write_text(schema_text(model), encoding="utf-8")
        return
    for path, model in ALL.items():
        path.write_text(schema_text(model), encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
