"""What holds for the whole library: `library.yaml`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from service.domain.content.base import (
    Handle,
    Line,
    Locale,
    ModuleId,
    Name,
    Owner,
    Period,
    Value,
    VariableName,
    Zone,
)
from service.domain.vocabulary import Channel, Purpose, Sensitivity, UrgencyKind


class Organisation(Value):
    """Who writes. `contacts` are the phone numbers, addresses and hosts that are its own."""

    name: Line = Field(description="The full name.")
    short_name: Annotated[Line, StringConstraints(max_length=20)] = Field(
        description="The name in a text message."
    )
    address: Line = Field(description="The postal address.")
    phone: Line = Field(description="The main number.")
    email: Owner = Field(description="The main address.")
    website: Line = Field(description="The home page.")
    contacts: tuple[Line, ...] = Field(
        default=(), description="More numbers, addresses and hosts that are its own."
    )


class Kind(Value):
    """A kind of module, and which roles must approve one."""

    title: Line = Field(description="What such a module does.")
    roles: tuple[Name, ...] = Field(min_length=1, description="Roles that must all approve one.")
    locked: bool = Field(default=False, description="No word of such a module may be reworded.")


class Topic(Value):
    """A subject of content. A sensitive one needs its own consent."""

    title: Line = Field(description="The topic in a recipient's words.")
    sensitivity: Sensitivity = Field(
        default="general", description="`sensitive` needs its own consent."
    )
    service_line: bool = Field(
        default=False, description="A department or service, not only a subject."
    )


class QuietHours(Value):
    """When a message may disturb, in the recipient's own zone."""

    opens: time = Field(description="From this time on a message may disturb.")
    closes: time = Field(description="Until this time.")
    channels: tuple[Channel, ...] = Field(description="Channels that wait.")
    weekend_channels: tuple[Channel, ...] = Field(
        default=(), description="Channels that also wait while it is Saturday or Sunday."
    )

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("`opens` must be earlier in the day than `closes`")
        return self


class Cap(Value):
    """How many messages of some purposes one recipient may get over some channels together."""

    id: Name = Field(description="Its name in a receipt.")
    purposes: tuple[Purpose, ...] = Field(min_length=1, description="Purposes it counts together.")
    channels: tuple[Channel, ...] = Field(min_length=1, description="Channels it counts together.")
    max: int = Field(ge=1, le=100, description="Messages at most.")
    days: int = Field(ge=1, le=366, description="Within this many calendar days, today included.")


def _is_any(value: object) -> bool:
    return value == "any"


class NearRepeat(Value):
    """Two messages with the same facts and nearly the same words are one too many.

    Counted in calendar days, today included: confirming twice on one day is a repeat, on two
    days it may be an answer to two things that somebody did.
    """

    purposes: tuple[Purpose, ...] = Field(min_length=1, description="Purposes it watches.")
    days: int = Field(ge=1, le=366, description="Within this many calendar days, today included.")
    similarity: float = Field(
        ge=0.5, le=1.0, description="From this share of equal words on it is a repeat."
    )
    # It came later; left out, it stays out of a release, so that its hash is kept.
    against: Literal["any", "last"] = Field(
        default="any",
        exclude_if=_is_any,
        description="Compare with `any` earlier message, or with the `last` one about the same "
        "subject alone: what was taken back or changed and is said again then goes.",
    )


class ItemRoles(Value):
    """Which roles must approve what is not a module."""

    settings: tuple[Name, ...] = Field(min_length=1, description="For `library.yaml`.")
    signal: tuple[Name, ...] = Field(min_length=1, description="For signal types.")
    trigger: tuple[Name, ...] = Field(min_length=1, description="For triggers.")
    layout: tuple[Name, ...] = Field(min_length=1, description="For layouts.")
    claim: tuple[Name, ...] = Field(min_length=1, description="For claims.")
    directory: tuple[Name, ...] = Field(min_length=1, description="For directories.")
    experiment: tuple[Name, ...] = Field(min_length=1, description="For experiments.")
    brand: tuple[Name, ...] = Field(min_length=1, description="For brands.")
    prompt: tuple[Name, ...] = Field(min_length=1, description="For prompt templates.")
    answers_at_once: tuple[Name, ...] = Field(
        min_length=1, description="Also for a trigger that answers at once, in quiet hours too."
    )


class ApprovalRules(Value):
    """What holds for approvals beyond the roles that an item needs."""

    one_role_each: bool = Field(
        default=False,
        description="Where an item needs several roles, nobody gives two of them.",
    )


class RewordingRules(Value):
    """What holds for other words that no person has read."""

    notice_for: tuple[Name, ...] = Field(
        default=(),
        description="Kinds of module whose live words need the notice that a layout names in a "
        "slot `with_live_words`; without one the approved words go out.",
    )


class EscalationPath(Value):
    """The answer to one kind of urgent words: the safety reply, and who is told how fast."""

    because: Line = Field(description="Shown to the recipient: why they receive this.")
    module: ModuleId = Field(description="The safety reply.")
    team: Line = Field(description="Who is told.")
    respond_within: Period = Field(description="How fast they answer.")


class EmailSettings(Value):
    """The sender, and where a one-click opt-out is received (the receipt id is appended)."""

    sender_name: Line = Field(description="The name in From.")
    sender_address: Owner = Field(description="The address in From.")
    unsubscribe_url: Line = Field(description="Where one-click opt-outs arrive.")


class LibrarySettings(Value):
    """What holds for the whole library (`library.yaml`); a customer's counsel sets its values."""

    id: Name = Field(description="The library's name.")
    brand: Name = Field(description="Whose voice it speaks in.")
    organisation: Organisation = Field(description="Who writes.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    locales: tuple[Locale, ...] = Field(
        min_length=1, description="Languages it has; the first is the fallback of a safety reply."
    )
    zone: Zone = Field(description="The organisation's own zone: approvals and shown times.")
    channels: tuple[Channel, ...] = Field(min_length=1, description="Channels in use.")
    roles: tuple[Name, ...] = Field(min_length=1, description="Roles that reviewers have.")
    kinds: dict[Name, Kind] = Field(min_length=1, description="Kinds of module.")
    item_roles: ItemRoles = Field(description="Roles that approve what is not a module.")
    approvals: ApprovalRules = Field(
        default=ApprovalRules(),
        # A release that was built before this setting has no such key, and keeps its hash.
        exclude_if=lambda rules: rules == ApprovalRules(),
        description="What else approvals must keep to.",
    )
    topics: dict[Name, Topic] = Field(min_length=1, description="Subjects of content.")
    values: dict[VariableName, dict[VariableName, Line]] = Field(
        default_factory=dict, description="Values that any rendition may show, in groups."
    )
    quiet_hours: QuietHours = Field(description="When a message may disturb.")
    caps: tuple[Cap, ...] = Field(default=(), description="Limits over all triggers.")
    near_repeats: tuple[NearRepeat, ...] = Field(
        default=(), description="When a message is too like an earlier one."
    )
    zone_unknown_retry: Period = Field(
        description="How long to wait when a recipient's zone is not known."
    )
    escalation: dict[UrgencyKind, EscalationPath] = Field(
        description="The answers to calls for help: `emergency`, `crisis`, `poison`."
    )
    email: EmailSettings = Field(description="How e-mail is sent.")
    rewording: RewordingRules = Field(
        default=RewordingRules(), description="What live rewording must keep to."
    )
    public_terms: tuple[Line, ...] = Field(
        default=(), description="Words that may stand where a bystander sees them."
    )

    @model_validator(mode="after")
    def _every_call_for_help_has_an_answer(self) -> Self:
        missing = {"emergency", "crisis", "poison"} - self.escalation.keys()
        if missing:
            raise ValueError(f"escalation lacks {', '.join(sorted(missing))}")
        return self

    def day(self, at: datetime) -> date:
        """The day where the library is. With it ends what is approved or in date until a day."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def ordinary(self, about: frozenset[str]) -> frozenset[str]:
        """What a message is about, where nothing of that is sensitive: else it goes and does not
        say, and is about nothing that could be switched off.
        """
        known = (self.topics.get(name) for name in about)
        sensitive = any(topic is not None and topic.sensitivity == "sensitive" for topic in known)
        return frozenset() if sensitive else about
