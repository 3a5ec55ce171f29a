"""Writes the JSON Schemas that editors use to complete and check case files as they are typed.

`python -m evals.schema` writes them again; a test keeps them current.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from evals.formats import CaseFile, UrgencyFile
from evals.golden import GOLDEN_GUARD

SCHEMAS: dict[str, type[BaseModel]] = {
    ".schema.json": CaseFile,
    ".urgency.schema.json": UrgencyFile,
}


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema of one file format, as it stands on disk."""
    return json.dumps(model.model_json_schema(), indent=2, sort_keys=True) + "\n"


def write_schemas(folder: Path = GOLDEN_GUARD) -> None:
    """Write both schemas beside the case files."""
    for name, model in SCHEMAS.items():
        (folder / name).write_text(schema_text(model), encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
