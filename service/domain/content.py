"""The library's values: modules, renditions, layouts, signal types, triggers, claims, settings.

Each class is both the file format that an editor writes and the frozen value that the pipeline
reads, so the two cannot drift apart. Cross-references are checked by `service/library/checks`.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from service.domain.vocabulary import (
    Audience,
    Channel,
    Purpose,
    RecipientKind,
    Sensitivity,
    Stage,
    UrgencyKind,
)

_NAME = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"

#: `walking-basics`, `quiet_hours`: lower-case words joined by a dash or an underscore.
Name = Annotated[str, StringConstraints(pattern=rf"^{_NAME}$", max_length=80)]
#: `heart/walking-basics`: the folders below `content/`.
ModuleId = Annotated[str, StringConstraints(pattern=rf"^{_NAME}(?:/{_NAME})+$", max_length=120)]
#: `appointment.booked`: what it was about, then what happened.
SignalTypeId = Annotated[str, StringConstraints(pattern=rf"^{_NAME}(?:\.{_NAME})+$", max_length=80)]
#: A name that a rendition can show: no dashes, so that it is a template variable.
VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")]
#: One line of words, neither empty nor padded.
Line = Annotated[str, StringConstraints(pattern=r"^\S(?:[^\n]*\S)?$", max_length=500)]
#: A person's or a team's address inside the organisation, for questions about the item.
Owner = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=120)]
#: Who wrote or approved something: a handle from the organisation's directory.
Handle = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{1,60}$")]

_PERIOD = re.compile(r"^(\d{1,4}) (minute|hour|day|week)s?$")
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


def parse_period(value: object) -> object:
    """Read `7 days` or `90 minutes` as a timedelta; a ValueError says what would be right."""
    if isinstance(value, timedelta):
        return value
    match = _PERIOD.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a period is a number and a unit, such as `90 minutes` or `7 days`")
    return int(match[1]) * _UNITS[match[2]]


def show_period(value: timedelta) -> str:
    """Write a timedelta as the largest unit that divides it."""
    for unit in ("week", "day", "hour", "minute"):
        count, rest = divmod(value, _UNITS[unit])
        if not rest and count:
            return f"{count} {unit}" + ("s" if count != 1 else "")
    return "0 minutes"


Period = Annotated[
    timedelta,
    BeforeValidator(parse_period),
    PlainSerializer(show_period, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,4} (minute|hour|day|week)s?$"}),
]


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("not an IANA time zone, such as `America/Chicago`")
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]


def _one_value_each(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"listed twice: {', '.join(twice)}")
    return values


class Value(BaseModel):
    """A frozen value that refuses unknown keys and wrong types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


# --- content modules ---------------------------------------------------------------------------


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
    topics: Annotated[tuple[Name, ...], AfterValidator(_one_value_each)] = Field(
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
    rewording: Literal["open", "locked"] = Field(
        description="`locked`: no word may be reworded. `open`: words outside locks may."
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


# --- layouts -----------------------------------------------------------------------------------


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

    @model_validator(mode="after")
    def _pinned_or_open(self) -> Self:
        if bool(self.kinds) == bool(self.modules):
            raise ValueError("a slot has either `kinds` (open) or `modules` (always there)")
        if self.modules and self.low_risk:
            raise ValueError("a slot with `modules` is never low-risk: its words do not vary")
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
        _one_value_each(names)
        if self.headline not in names:
            raise ValueError(f"headline `{self.headline}` is not one of its slots")
        return self


# --- signals and triggers ----------------------------------------------------------------------


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
    stop_when: tuple[SignalTypeId, ...] = Field(
        description="Later events that make it pointless; an empty list says that none do."
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
    def _topics_come_from_one_place(self) -> Self:
        if bool(self.topics) == bool(self.topics_from):
            raise ValueError("say either `topics` or `topics_from`")
        return self


# --- claims, directories, experiments ----------------------------------------------------------


class Reference(Value):
    """Where a claim's support can be read."""

    title: Line = Field(description="What it is called.")
    publisher: Line = Field(description="Who published it.")
    year: int = Field(ge=1950, le=2100, description="When.")
    url: Line = Field(description="Where it can be read.")


class Claim(Value):
    """A statement of fact, benefit or safety, registered once with its support."""

    id: Name = Field(description="The file's name.")
    kind: Literal["fact", "benefit", "safety"] = Field(description="What sort of statement it is.")
    text: Line = Field(description="The exact words that modules cite.")
    supports: Line = Field(description="What the reference shows, in the reviewer's words.")
    references: tuple[Reference, ...] = Field(
        default=(), description="Where its support can be read; at least one."
    )
    topics: tuple[Name, ...] = Field(min_length=1, description="What it is about.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    expires: date = Field(description="The last day it may be used.")


class Directory(Value):
    """Approved facts that renditions may show: clinics, classes, services."""

    id: Name = Field(description="The file's name.")
    title: Line = Field(description="A name for editors.")
    owner: Owner = Field(description="Team address for questions about it.")
    written_by: tuple[Handle, ...] = Field(
        min_length=1, description="Handles of who wrote it; they may not approve it."
    )
    fields: dict[VariableName, Line] = Field(min_length=1, description="Field: what it holds.")
    entries: dict[Name, dict[VariableName, Line]] = Field(
        min_length=1, description="Each entry with a value for every field."
    )

    @model_validator(mode="after")
    def _entries_fill_their_fields(self) -> Self:
        for name, entry in self.entries.items():
            missing, unknown = self.fields.keys() - entry.keys(), entry.keys() - self.fields.keys()
            if missing:
                raise ValueError(f"entry `{name}` lacks {', '.join(sorted(missing))}")
            if unknown:
                raise ValueError(f"entry `{name}` has undeclared {', '.join(sorted(unknown))}")
        return self


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


# --- the library's settings --------------------------------------------------------------------


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


class ItemRoles(Value):
    """Which roles must approve what is not a module."""

    settings: tuple[Name, ...] = Field(min_length=1, description="For `library.yaml`.")
    signal: tuple[Name, ...] = Field(min_length=1, description="For signal types.")
    trigger: tuple[Name, ...] = Field(min_length=1, description="For triggers.")
    layout: tuple[Name, ...] = Field(min_length=1, description="For layouts.")
    claim: tuple[Name, ...] = Field(min_length=1, description="For claims.")
    directory: tuple[Name, ...] = Field(min_length=1, description="For directories.")
    experiment: tuple[Name, ...] = Field(min_length=1, description="For experiments.")
    answers_at_once: tuple[Name, ...] = Field(
        min_length=1, description="Also for a trigger that answers at once, in quiet hours too."
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
    public_terms: tuple[Line, ...] = Field(
        default=(), description="Words that may stand where a bystander sees them."
    )

    @model_validator(mode="after")
    def _every_call_for_help_has_an_answer(self) -> Self:
        missing = {"emergency", "crisis", "poison"} - self.escalation.keys()
        if missing:
            raise ValueError(f"escalation lacks {', '.join(sorted(missing))}")
        return self


# --- approvals ---------------------------------------------------------------------------------


class Approval(Value):
    """One reviewer's yes, in one role, to one exact content hash, until a date."""

    item: Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9/._-]+$", max_length=160)] = (
        Field(description="What is approved, such as `module:heart/walking-basics`.")
    )
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="The content hash that was approved."
    )
    role: Name = Field(description="In which role.")
    by: Handle = Field(description="The reviewer's handle.")
    on: date = Field(description="The day it was given.")
    until: date = Field(description="The last day it holds.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.on:
            raise ValueError("it ends before it was given")
        return self
