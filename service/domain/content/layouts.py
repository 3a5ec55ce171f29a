"""Layouts and their slots: a channel's ordered places for modules."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from service.domain.content.base import Handle, Line, ModuleId, Name, Owner, Value, one_value_each
from service.domain.vocabulary import Audience, Channel, Purpose


class Slot(Value):
    """One place in a layout: what may fill it, and whether it must be filled.

    `modules` pins modules that are always there, word for word. An open slot is filled by the
    trigger's choice among `kinds`. Experiments may vary only slots that are `low_risk`.
    """

    id: Name = Field(description="Its name within the layout.")
    title: Line = Field(description="A name for editors.")
    required: bool = Field(default=False, description="Without a module here there is no message.")
    max: int = Field(default=1, ge=1, le=6, description="How many modules it holds at most.")
    kinds: tuple[Name, ...] = Field(default=(), description="Kinds of module that may fill it.")
    modules: tuple[ModuleId, ...] = Field(
        default=(), description="Modules that always stand here, word for word."
    )
    low_risk: bool = Field(default=False, description="Experiments may vary it.")
    with_live_words: bool = Field(
        default=False,
        description="Its `modules` stand only beside live words that need the notice.",
    )

    @model_validator(mode="after")
    def _pinned_or_open(self) -> Self:
        if bool(self.kinds) == bool(self.modules):
            raise ValueError("a slot has either `kinds` (open) or `modules` (always there)")
        if self.modules and self.low_risk:
            raise ValueError("a slot with `modules` is never low-risk: its words do not vary")
        if self.with_live_words and not self.modules:
            raise ValueError("`with_live_words` is for `modules`: it names the notice")
        return self


class Layout(Value):
    """A channel's ordered places for modules, for some audiences and purposes."""

    id: Name = Field(description="The file's name.")
    channel: Channel = Field(description="The channel it is for.")
    title: Line = Field(description="A name for editors.")
    audience: tuple[Audience, ...] = Field(
        min_length=1, description="Whom its messages may be for."
    )
    purposes: tuple[Purpose, ...] = Field(min_length=1, description="What its messages may be for.")
    headline: Name = Field(description="The slot whose first module gives subject and title.")
    unsubscribe: bool = Field(
        default=False, description="E-mail carries RFC 8058 one-click unsubscribe headers."
    )
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    slots: tuple[Slot, ...] = Field(min_length=1, description="Its places, in reading order.")

    @model_validator(mode="after")
    def _slots_stand_once(self) -> Self:
        names = tuple(slot.id for slot in self.slots)
        one_value_each(names)
        if sum(slot.with_live_words for slot in self.slots) > 1:
            raise ValueError("only one of `slots` may be `with_live_words`")
        if self.headline not in names:
            raise ValueError(f"headline `{self.headline}` is not one of its slots")
        return self

    @property
    def required(self) -> frozenset[str]:
        """The modules that stand in every message of this layout."""
        return frozenset(
            module for slot in self.slots if not slot.with_live_words for module in slot.modules
        )
