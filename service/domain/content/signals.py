"""Signal types: what may arrive, with typed, allow-listed attributes."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from service.domain.content.base import Handle, Line, Name, Owner, SignalTypeId, Value, VariableName


class Attribute(Value):
    """One allow-listed, typed value of a signal. Free text is never an attribute.

    `choice` shows the words in `choices`; `entry` names a line of a directory; `topic` one of
    the library's topics.
    """

    type: Literal["date", "datetime", "choice", "entry", "topic", "integer"] = Field(
        description="What kind of value it holds."
    )
    title: Line = Field(description="What it holds, in words.")
    required: bool = Field(default=False, description="A signal without it is refused.")
    choices: dict[Name, Line] = Field(
        default_factory=dict, description="Type `choice`: each value and the words that show it."
    )
    directory: Name | None = Field(
        default=None, description="Type `entry`: the directory that lists the values."
    )
    minimum: int | None = Field(default=None, description="Type `integer`: the least value.")
    maximum: int | None = Field(default=None, description="Type `integer`: the greatest value.")

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        wants = {
            "choice": ("choices", bool(self.choices)),
            "entry": ("directory", self.directory is not None),
            "integer": ("minimum` and `maximum", None not in (self.minimum, self.maximum)),
        }
        for kind, (field, present) in wants.items():
            if self.type == kind and not present:
                raise ValueError(f"an attribute of type `{kind}` needs `{field}`")
            if self.type != kind and kind != "integer" and present:
                raise ValueError(f"`{field}` belongs to an attribute of type `{kind}`")
        if self.type != "integer" and (self.minimum is not None or self.maximum is not None):
            raise ValueError("`minimum` and `maximum` belong to an attribute of type `integer`")
        return self


class SignalType(Value):
    """Something that a recipient did or asked for; only registered types exist."""

    type: SignalTypeId = Field(description="The file's name.")
    title: Line = Field(description="A name for editors.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    source: Line = Field(description="Which system sends it.")
    attributes: dict[VariableName, Attribute] = Field(
        default_factory=dict, description="The only attributes that it may carry."
    )
    inbound_text: bool = Field(
        default=False,
        description="It may carry the person's own words, read for urgency in memory and dropped.",
    )
