"""Content modules and their renditions: `module.yaml` and the files of words beside it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from service.domain.content.base import (
    Handle,
    Line,
    Locale,
    ModuleId,
    Name,
    Owner,
    Value,
    one_value_each,
)
from service.domain.vocabulary import Audience, Channel, Purpose, Sensitivity, Stage


class Order(Value):
    """Modules that this one must follow or precede when both stand in a message."""

    after: tuple[ModuleId, ...] = Field(
        default=(), description="Modules that stand before this one."
    )
    before: tuple[ModuleId, ...] = Field(
        default=(), description="Modules that stand after this one."
    )


class Funding(Value):
    """Payment by somebody else for content; a legal fact, never a guess."""

    by: Line = Field(description="Who pays.")
    disclosed_in: ModuleId = Field(description="The module that tells the recipient so.")


class AcceptedFinding(Value):
    """A `review` finding of the guard that the module's reviewers accept for this exact text."""

    rule: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{2}$")] = Field(
        description="The rule's id, such as `DX-11`."
    )
    text: Line = Field(description="The exact words that were found.")
    because: Line = Field(description="Why reviewers accept them.")


class ContentModule(Value):
    """The smallest piece of content that is reviewed and approved as one (`module.yaml`)."""

    id: ModuleId = Field(description="The folder's path below `content/`.")
    kind: Name = Field(description="One of the library's `kinds`; decides who must approve it.")
    title: Line = Field(description="A name for editors.")
    topics: Annotated[tuple[Name, ...], AfterValidator(one_value_each)] = Field(
        min_length=1, description="What it is about; `general` suits any topic."
    )
    stages: tuple[Stage, ...] = Field(
        default=(), description="Stages it suits; left out, it suits every stage."
    )
    audience: tuple[Audience, ...] = Field(min_length=1, description="Whom it is written for.")
    sensitivity: Sensitivity = Field(description="`sensitive` needs its own consent to the topic.")
    purposes: tuple[Purpose, ...] = Field(
        min_length=1, description="What a message that holds it may be for."
    )
    reading_grade: int = Field(ge=1, le=18, description="Flesch-Kincaid grade it is written for.")
    claims: tuple[Name, ...] = Field(
        default=(), description="Registered claims that its words cite."
    )
    rewording: Literal["open", "banked", "locked"] = Field(
        description="`locked`: no word may be reworded. `open`: words outside locks may. `banked`: "
        "they may, but only in words that people approved ahead."
    )
    third_party_funded: Literal[False] | Funding = Field(
        default=False, description="`false`, or who pays and where that is disclosed."
    )
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    expires: date = Field(description="The last day it may be used.")
    requires: tuple[ModuleId, ...] = Field(
        default=(), description="Modules that must stand in the same message."
    )
    excludes: tuple[ModuleId, ...] = Field(
        default=(), description="Modules that may not stand in the same message."
    )
    order: Order = Field(default=Order(), description="What it must follow or precede.")
    accepted_findings: tuple[AcceptedFinding, ...] = Field(
        default=(), description="Guard findings that its reviewers accept."
    )


class Action(Value):
    """The one thing a message invites to; where it leads is visible before it is followed."""

    label: Annotated[Line, StringConstraints(max_length=40)] = Field(
        description="What the button or link says."
    )
    url: Line = Field(description="Where it leads.")


class RenditionHeader(Value):
    """What may stand between the `---` lines at the top of a rendition file; all of it optional.

    A module that may stand in a layout's headline slot needs `subject` and `preheader` for
    e-mail, `title` for portal, web and call. `reading_grade` is for a variant easier or harder
    than its module.
    """

    reading_grade: int | None = Field(
        default=None,
        ge=1,
        le=18,
        description="This variant's own grade, where it differs from the module's.",
    )
    subject: Line | None = Field(default=None, description="E-mail: the subject line.")
    preheader: Line | None = Field(
        default=None, description="E-mail: what an inbox shows after the subject."
    )
    title: Line | None = Field(default=None, description="Portal, web, call: the title.")
    action: Action | None = Field(default=None, description="The one thing it invites to.")
    sms_parts: int = Field(default=1, ge=1, le=6, description="SMS: how many parts it may take.")


class Rendition(RenditionHeader):
    """One module's words in one channel and one locale, as its file holds them.

    `source` is the text below the header. Markdown in e-mail, portal, web and call files,
    plain text for SMS. `variant` is empty for the words used by default.
    """

    channel: Channel = Field(description="From the file's name.")
    locale: Locale = Field(description="From the folder's name.")
    variant: Name | Literal[""] = Field(
        default="", description="From the file's name; empty for the default words."
    )
    source: str = Field(description="The text below the header.")
