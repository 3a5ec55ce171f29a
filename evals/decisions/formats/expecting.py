"""What is agreed on: the result of one step, of which what is left out is not judged."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from evals.decisions.formats.words import AnyChannel, Moment
from evals.strict import Strict, Words
from service.domain.vocabulary import Outcome, Purpose, ReasonCode, Stage, UrgencyKind


class ExpectedConsent(Strict):
    """The consent that the receipt must rest on."""

    purpose: Purpose | None = None
    channel: AnyChannel | None = None
    source: str | None = None


class ExpectedHandOff(Strict):
    """What people are told when somebody asks for help."""

    kind: UrgencyKind
    team: str
    respond_within_minutes: int


class Expect(Strict):
    """The agreed result of one step; what is left out is not judged."""

    outcome: Outcome | None = None
    reasons: tuple[ReasonCode, ...] | None = Field(
        default=None, description="All reason codes, the most final first."
    )
    refused: tuple[Annotated[str, Field(pattern=r"^S\d{3}$")], ...] | None = Field(
        default=None, description="Codes of what is wrong with the signal; no decision is made."
    )
    trigger: str | None = None
    considered: dict[str, Outcome] | None = Field(
        default=None, description="Every trigger that was tried, in order, and what came of it."
    )
    stage: Stage | None = None
    purpose: Purpose | None = None
    layout: str | None = None
    modules: tuple[str, ...] | None = Field(
        default=None, description="All modules that are not pinned, in reading order."
    )
    pinned: tuple[str, ...] | None = Field(
        default=None, description="All required modules of the layout, in reading order."
    )
    holds: tuple[str, ...] = Field(default=(), description="Modules that must be among them.")
    without: tuple[str, ...] = Field(default=(), description="Modules that must not be.")
    variants: dict[str, str] = Field(default={}, description="Module: the variant shown.")
    contains: tuple[Words, ...] = Field(default=(), description="Words that must be readable.")
    lacks: tuple[Words, ...] = Field(default=(), description="Words that must not be.")
    not_before: Moment | None = None
    valid_until: Moment | None = None
    consent: ExpectedConsent | None = None
    experiments: dict[str, str] | None = None
    hand_off: ExpectedHandOff | None = None
    opt_out_words: bool | None = None
    why: str | None = Field(default=None, description="The line for the recipient, whole.")
    used: tuple[str, ...] = Field(default=(), description="Data that must be named as used.")
    unused: tuple[str, ...] = Field(default=(), description="Data that must be named as left.")
    receipt: dict[str, Any] = Field(
        default={}, description="Any other field of the receipt, by its name."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Expect:
        if (self.outcome is None) == (self.refused is None):
            raise ValueError("say either `outcome` or `refused`")
        return self
