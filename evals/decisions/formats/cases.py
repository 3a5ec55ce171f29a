"""A file of decision cases, all about one matter; a case is a person and a history."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from evals.decisions.formats.people import Changes
from evals.decisions.formats.steps import Step
from evals.decisions.formats.words import CaseId, Tag_
from evals.strict import Strict, Words


class LibraryPatch(Strict):
    """A library that is broken on purpose, to see that nothing wrong goes out of it."""

    say: dict[str, Words] = Field(
        default={}, description="`module@channel`: words in place of its own."
    )
    because: dict[str, Words] = Field(
        default={}, description="Trigger: another sentence for the recipient."
    )
    until: dict[str, date] = Field(
        default={}, description="`module:...` or another item: the last day it may be used."
    )
    without: tuple[str, ...] = Field(default=(), description="Items that are not there.")


class DecisionEntry(Strict):
    """One case, as it stands in a file."""

    id: CaseId
    reason: Annotated[Words, Field(description="Why people agree that this is right.")]
    tags: tuple[Tag_, ...] = ()
    source: Annotated[str | None, Field(description="Where it comes from, if not the file's.")] = (
        None
    )
    owner: Annotated[str | None, Field(description="Who answers for it, if not the file's.")] = None
    person: str
    but: Changes = Field(default=Changes(), description="What is different about the person.")
    clock: str | None = Field(
        default=None, description="The zone of the case's times; left out, the person's."
    )
    library: LibraryPatch = Field(
        default=LibraryPatch(), description="What is broken in the library, on purpose."
    )
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class DecisionFile(Strict):
    """One file of decision cases, all about one matter."""

    about: Words
    owner: Words
    source: Words
    tags: tuple[Tag_, ...] = ()
    cases: Annotated[tuple[DecisionEntry, ...], Field(min_length=1)]
