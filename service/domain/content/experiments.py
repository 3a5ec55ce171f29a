"""Experiments: a comparison in one low-risk slot of one trigger."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from service.domain.content.base import Handle, Line, ModuleId, Name, Owner, Value


class Arm(Value):
    """One way to fill the slot under test: a variant of its module, or another module."""

    share: int = Field(ge=1, le=100, description="Per cent of recipients.")
    variant: Name | Literal[""] = Field(
        default="", description="The variant of the slot's module to show."
    )
    module: ModuleId | None = Field(default=None, description="Another module to show instead.")


class Experiment(Value):
    """A comparison in one low-risk slot of one trigger, by keyed hash of the recipient."""

    id: Name = Field(description="The file's name.")
    title: Line = Field(description="A name for editors.")
    question: Line = Field(description="What it is to find out.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    trigger: Name = Field(description="Whose messages it varies.")
    slot: Name = Field(description="The low-risk slot it varies.")
    seed: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{8,64}$")] = Field(
        description="The key of the hash that assigns arms."
    )
    starts: date = Field(description="The first day.")
    ends: date = Field(description="The last day.")
    holdout: int = Field(default=0, ge=0, le=50, description="Per cent who receive nothing.")
    arms: dict[Name, Arm] = Field(
        min_length=2, description="The ways compared; shares and holdout add up to 100."
    )

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        total = self.holdout + sum(arm.share for arm in self.arms.values())
        if total != 100:
            raise ValueError(f"holdout and shares add up to {total}, not 100")
        if self.ends < self.starts:
            raise ValueError("it ends before it starts")
        if "holdout" in self.arms:
            raise ValueError("`holdout` is the group that receives nothing; name the arm otherwise")
        return self
