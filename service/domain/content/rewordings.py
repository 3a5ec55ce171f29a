"""Banked rewordings: another wording of one rendition, made by a model and approved by people."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from service.domain.content.base import Handle, Line, Locale, ModuleId, Name, Value
from service.domain.vocabulary import Channel

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class RewordingHeader(Value):
    """What stands between the `---` lines at the top of a banked rewording: where it comes from.

    `bedside reword generate` writes it. Whoever ran that counts as the writer, because a model
    cannot answer for its words.
    """

    rewords: Hash = Field(description="The hash of the approved words that it says differently.")
    model: Line = Field(description="The model that made it.")
    brand_hash: Hash = Field(description="The content hash of the brand that the model was shown.")
    prompt_hash: Hash = Field(description="The hash of the prompt templates that it was asked by.")
    checks: tuple[Line, ...] = Field(
        min_length=1, description="The checks that it passed when it was made."
    )
    made_on: date = Field(description="The day it was made.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1,
        description="Handles of who had it made or edited it; they may not approve it.",
    )


class BankedRewording(RewordingHeader):
    """A banked rewording as its file holds it; `source` is the text below the header.

    `kind` is its module's, and so are the roles that must approve it.
    """

    module: ModuleId = Field(description="From the folder's name.")
    kind: Name = Field(description="Its module's kind; decides who must approve it.")
    brand: Name = Field(description="From the folder's name: whose voice it is in.")
    channel: Channel = Field(description="From the file's name.")
    locale: Locale = Field(description="From the folder's name.")
    variant: Name | Literal[""] = Field(
        default="", description="From the file's name: the variant that it rewords."
    )
    number: int = Field(ge=1, description="From the file's name: the lowest approved one is used.")
    source: str = Field(description="The text below the header.")
