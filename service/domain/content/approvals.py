"""Approvals and their withdrawals: the two kinds of line in `approvals.jsonl`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from service.domain.content.base import Handle, Name, Reason, Value

_WRITTEN = "The day it was written, where that is another day than `on`."
_BACKDATED = "Why `on` is an earlier day than the one it was written on."


class Signed(Value):
    """What every line says: who speaks, in which role, about which exact text."""

    item: Annotated[
        str, StringConstraints(pattern=r"^[a-z]+:[A-Za-z0-9/._-]+$", max_length=240)
    ] = Field(description="What is approved, such as `module:heart/walking-basics`.")
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="The content hash that was approved."
    )
    role: Name = Field(description="In which role.")
    by: Handle = Field(description="The reviewer's handle.")


class Approval(Signed):
    """One reviewer's yes, in one role, to one exact content hash, until a date."""

    on: date = Field(description="The day it was given.")
    written: date | None = Field(default=None, description=_WRITTEN)
    backdated: Reason | None = Field(default=None, description=_BACKDATED)
    until: date = Field(description="The last day it holds.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.on:
            raise ValueError("it ends before it was given")
        return self


class Withdrawal(Signed):
    """A reviewer takes back the approval that they gave to this text in this role."""

    on: date = Field(description="The first day on which the approval does not count.")
    written: date | None = Field(default=None, description=_WRITTEN)
    backdated: Reason | None = Field(default=None, description=_BACKDATED)
    withdrawn: Reason = Field(description="Why, in one line. It is what makes a line a withdrawal.")


def when_written(line: Approval | Withdrawal) -> str:
    """What is said behind a line's day where it was written on another, and why; else nothing."""
    written = f", written {line.written}" if line.written not in (None, line.on) else ""
    why = f" (backdated: {line.backdated.removesuffix('.')})" if line.backdated else ""
    return f"{written}{why}"


def first_known(line: Approval | Withdrawal) -> date:
    """The first day on which a line was there to be gone by and had begun."""
    return max(line.on, line.written or line.on)
