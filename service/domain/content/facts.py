"""Claims with their references, and directories of approved facts."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from service.domain.content.base import Handle, Line, Name, Owner, Value, VariableName


class Reference(Value):
    """Where a claim's support can be read."""

    title: Line = Field(description="What it is called.")
    publisher: Line = Field(description="Who published it.")
    year: int = Field(ge=1950, le=2100, description="When.")
    url: Line = Field(description="Where it can be read.")


class Claim(Value):
    """A statement of fact, benefit or safety, registered once with its support."""

    id: Name = Field(description="The file's name.")
    kind: Literal["fact", "benefit", "safety"] = Field(description="What sort of statement it is.")
    text: Line = Field(description="The exact words that modules cite.")
    supports: Line = Field(description="What the reference shows, in the reviewer's words.")
    references: tuple[Reference, ...] = Field(
        default=(), description="Where its support can be read; at least one."
    )
    topics: tuple[Name, ...] = Field(min_length=1, description="What it is about.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    expires: date = Field(description="The last day it may be used.")


class Directory(Value):
    """Approved facts that renditions may show: clinics, classes, services."""

    id: Name = Field(description="The file's name.")
    title: Line = Field(description="A name for editors.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    fields: dict[VariableName, Line] = Field(min_length=1, description="Field: what it holds.")
    entries: dict[Name, dict[VariableName, Line]] = Field(
        min_length=1, description="Each entry with a value for every field."
    )

    @model_validator(mode="after")
    def _entries_fill_their_fields(self) -> Self:
        for name, entry in self.entries.items():
            missing, unknown = self.fields.keys() - entry.keys(), entry.keys() - self.fields.keys()
            if missing:
                raise ValueError(f"entry `{name}` lacks {', '.join(sorted(missing))}")
            if unknown:
                raise ValueError(f"entry `{name}` has undeclared {', '.join(sorted(unknown))}")
        return self
