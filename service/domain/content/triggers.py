"""Triggers: the rule from a signal to a message, with everything an auditor asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from service.domain.content.base import (
    Handle,
    Line,
    ModuleId,
    Name,
    Owner,
    Period,
    SignalTypeId,
    Value,
    VariableName,
)
from service.domain.vocabulary import Audience, Channel, Purpose, RecipientKind, Stage


def _is_none(value: object) -> bool:
    return value is None


def _is_empty(value: object) -> bool:
    return value == ()


def _is_place(value: object) -> bool:
    return value == "place"


class TriggerCap(Value):
    """How often this trigger may write to one recipient, over all channels."""

    max: int = Field(ge=1, le=100, description="Messages at most.")
    days: int = Field(ge=1, le=366, description="Within this many calendar days, today included.")


class SlotChoice(Value):
    """What a trigger puts into an open slot: the best `pick` of these kinds, or of `modules`."""

    kinds: tuple[Name, ...] = Field(default=(), description="Kinds to choose among.")
    modules: tuple[ModuleId, ...] = Field(
        default=(), description="Modules to take first, in this order."
    )
    pick: int = Field(default=1, ge=1, le=6, description="How many to take.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.kinds and not self.modules:
            raise ValueError("say which `kinds` or `modules` may fill the slot")
        return self


class Trigger(Value):
    """The rule from a signal to a message, with everything an auditor asks of it."""

    id: Name = Field(description="The file's name.")
    title: Line = Field(description="A name for editors.")
    on: SignalTypeId = Field(description="The signal type that it answers.")
    when: dict[VariableName, tuple[Name, ...]] = Field(
        default_factory=dict, description="Attribute values that it answers; all must match."
    )
    because: Line = Field(description="Shown to the recipient: why they receive this.")
    reason: Line = Field(description="For the auditor: why the organisation sends this.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    source: Line = Field(description="Where the data comes from, and that it may be used.")
    purpose: Purpose = Field(description="What the message is for; consent is asked for this.")
    stage: Stage = Field(description="Where the recipient stands.")
    audience: tuple[Audience, ...] = Field(min_length=1, description="Whom it may write to.")
    recipients: tuple[RecipientKind, ...] = Field(
        min_length=1, description="`known`, `anonymous` or both."
    )
    channels: tuple[Channel, ...] = Field(min_length=1, description="Channels it offers.")
    topics: tuple[Name, ...] = Field(default=(), description="What its messages are about.")
    topics_from: VariableName | None = Field(
        default=None, description="The signal's attribute that names the topic."
    )
    within: Period = Field(description="How long after the signal it may still be sent.")
    not_before: VariableName | None = Field(
        default=None,
        description="A date or datetime attribute before which it waits; `within` counts from it.",
    )
    before: VariableName | None = Field(
        default=None, description="A date or datetime attribute after which it says nothing."
    )
    # Those from here to `clock` came later; left out, they stay out of a release, so that its hash
    # is kept.
    margin: Period | None = Field(
        default=None,
        exclude_if=_is_none,
        description="How long before the attribute of `before` it already says nothing.",
    )
    near: Period | None = Field(
        default=None,
        exclude_if=_is_none,
        description="How long before the attribute of `before` it says something at the earliest; "
        "where that lies further off, nothing is sent.",
    )
    after: VariableName | None = Field(
        default=None,
        exclude_if=_is_none,
        description="A date or datetime attribute that must lie behind the signal; "
        "where it lies ahead, nothing is sent.",
    )
    fresh: Period | None = Field(
        default=None,
        exclude_if=_is_none,
        description="How long after the attribute of `after` it still says something, however "
        "late the signal comes.",
    )
    clock: Literal["place", "recipient"] = Field(
        default="place",
        exclude_if=_is_place,
        description="In whose clock it shows times: that of the organisation's `zone`, or the "
        "recipient's where their zone is known.",
    )
    stop_when: tuple[SignalTypeId, ...] = Field(
        description="Later events that make it pointless; an empty list says that none do. "
        "The signal itself is none of them."
    )
    # It came later; left out, it stays out of a release, so that its hash is kept.
    stop_any_subject: tuple[SignalTypeId, ...] = Field(
        default=(),
        exclude_if=_is_empty,
        description="Those of `stop_when` that count whatever their `subject`, as a new booking "
        "does, which has a subject of its own.",
    )
    priority: int = Field(
        ge=1, le=100, description="Which of several matching triggers is tried first; higher wins."
    )
    uses: tuple[VariableName, ...] = Field(
        description="The signal's attributes that the message may show or be chosen by."
    )
    cap: TriggerCap | None = Field(default=None, description="Its own limit, beside the library's.")
    on_cap: Literal["suppress", "hold"] = Field(
        default="suppress",
        description="What a reached cap does: give up, or wait while the signal lives.",
    )
    answers_at_once: bool = Field(
        default=False,
        description="Answers the recipient's own action at once, in quiet hours too; "
        "never by SMS or call.",
    )
    slots: dict[Name, SlotChoice] = Field(
        min_length=1, description="What it puts into each open slot."
    )

    @model_validator(mode="after")
    def _periods_count_from_something(self) -> Self:
        if self.margin is not None and self.before is None:
            raise ValueError("say `before`: the attribute that `margin` counts back from")
        if self.near is not None and self.before is None:
            raise ValueError("say `before`: the attribute that `near` counts back from")
        if self.fresh is not None and self.after is None:
            raise ValueError("say `after`: the attribute that `fresh` counts from")
        return self

    @model_validator(mode="after")
    def _stops_on_what_it_names(self) -> Self:
        if not set(self.stop_any_subject) <= set(self.stop_when):
            raise ValueError("name in `stop_when` too what `stop_any_subject` names")
        return self

    @model_validator(mode="after")
    def _topics_come_from_one_place(self) -> Self:
        if bool(self.topics) == bool(self.topics_from):
            raise ValueError("say either `topics` or `topics_from`")
        return self

    def about(self, values: Mapping[str, object]) -> frozenset[str]:
        """What a message is about; `values` are its signal's attributes."""
        if self.topics_from is None:
            return frozenset(self.topics)
        value = values.get(self.topics_from)
        return frozenset((str(value),)) if value is not None else frozenset()
