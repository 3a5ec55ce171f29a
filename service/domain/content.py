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

    after: tuple[ModuleId, ...] = ()
    before: tuple[ModuleId, ...] = ()


class Funding(Value):
    """Payment by somebody else for content; a legal fact, never a guess."""

    by: Line
    disclosed_in: ModuleId


class AcceptedFinding(Value):
    """A `review` finding of the guard that the module's reviewers accept for this exact text."""

    rule: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{2}$")]
    text: Line
    because: Line


class ContentModule(Value):
    """The smallest piece of content that is reviewed and approved as one (`module.yaml`)."""

    id: ModuleId
    kind: Name
    title: Line
    topics: Annotated[tuple[Name, ...], AfterValidator(_one_value_each)] = Field(min_length=1)
    stages: tuple[Stage, ...] = Field(
        default=(), description="Stages it suits; left out, it suits every stage."
    )
    audience: tuple[Audience, ...] = Field(min_length=1)
    sensitivity: Sensitivity
    purposes: tuple[Purpose, ...] = Field(
        min_length=1, description="What a message that holds it may be for."
    )
    reading_grade: int = Field(ge=1, le=18, description="Flesch-Kincaid grade it is written for.")
    claims: tuple[Name, ...] = ()
    rewording: Literal["open", "locked"]
    third_party_funded: Literal[False] | Funding = False
    owner: Owner
    written_by: tuple[Handle, ...] = Field(min_length=1)
    expires: date
    requires: tuple[ModuleId, ...] = ()
    excludes: tuple[ModuleId, ...] = ()
    order: Order = Order()
    accepted_findings: tuple[AcceptedFinding, ...] = ()


class Action(Value):
    """The one thing a message invites to; where it leads is visible before it is followed."""

    label: Annotated[Line, StringConstraints(max_length=40)]
    url: Line


class RenditionHeader(Value):
    """What may stand between the `---` lines at the top of a rendition file; all of it optional.

    A module that may stand in a layout's headline slot needs `subject` and `preheader` for
    e-mail, `title` for portal, web and call. `reading_grade` is for a variant easier or harder
    than its module.
    """

    reading_grade: int | None = Field(default=None, ge=1, le=18)
    subject: Line | None = None
    preheader: Line | None = None
    title: Line | None = None
    action: Action | None = None
    sms_parts: int = Field(default=1, ge=1, le=6)


class Rendition(RenditionHeader):
    """One module's words in one channel and one locale, as its file holds them.

    `source` is the text below the header. Markdown in e-mail, portal, web and call files,
    plain text for SMS. `variant` is empty for the words used by default.
    """

    channel: Channel
    locale: Locale
    variant: Name | Literal[""] = ""
    source: str


# --- layouts -----------------------------------------------------------------------------------


class Slot(Value):
    """One place in a layout: what may fill it, and whether it must be filled.

    `modules` pins modules that are always there, word for word. An open slot is filled by the
    trigger's choice among `kinds`. Experiments may vary only slots that are `low_risk`.
    """

    id: Name
    title: Line
    required: bool = False
    max: int = Field(default=1, ge=1, le=6)
    kinds: tuple[Name, ...] = ()
    modules: tuple[ModuleId, ...] = ()
    low_risk: bool = False

    @model_validator(mode="after")
    def _pinned_or_open(self) -> Self:
        if bool(self.kinds) == bool(self.modules):
            raise ValueError("a slot has either `kinds` (open) or `modules` (always there)")
        if self.modules and self.low_risk:
            raise ValueError("a slot with `modules` is never low-risk: its words do not vary")
        return self


class Layout(Value):
    """A channel's ordered places for modules, for some audiences and purposes."""

    id: Name
    channel: Channel
    title: Line
    audience: tuple[Audience, ...] = Field(min_length=1)
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    headline: Name = Field(description="The slot whose first module gives subject and title.")
    unsubscribe: bool = Field(
        default=False, description="E-mail carries RFC 8058 one-click unsubscribe headers."
    )
    owner: Owner
    written_by: tuple[Handle, ...] = Field(min_length=1)
    slots: tuple[Slot, ...] = Field(min_length=1)

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

    type: Literal["date", "datetime", "choice", "entry", "topic", "integer"]
    title: Line
    required: bool = False
    choices: dict[Name, Line] = Field(default_factory=dict)
    directory: Name | None = None
    minimum: int | None = None
    maximum: int | None = None

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

    type: SignalTypeId
    title: Line
    owner: Owner
    written_by: tuple[Handle, ...] = Field(min_length=1)
    source: Line
    attributes: dict[VariableName, Attribute] = Field(default_factory=dict)
    inbound_text: bool = Field(
        default=False,
        description="It may carry the person's own words, read for urgency in memory and dropped.",
    )


class TriggerCap(Value):
    """How often this trigger may write to one recipient, over all channels."""

    max: int = Field(ge=1, le=100)
    days: int = Field(ge=1, le=366)


class SlotChoice(Value):
    """What a trigger puts into an open slot: the best `pick` of these kinds, or of `modules`."""

    kinds: tuple[Name, ...] = ()
    modules: tuple[ModuleId, ...] = ()
    pick: int = Field(default=1, ge=1, le=6)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.kinds and not self.modules:
            raise ValueError("say which `kinds` or `modules` may fill the slot")
        return self


class Trigger(Value):
    """The rule from a signal to a message, with everything an auditor asks of it."""

    id: Name
    title: Line
    on: SignalTypeId
    when: dict[VariableName, tuple[Name, ...]] = Field(
        default_factory=dict, description="Attribute values that it answers; all must match."
    )
    because: Line = Field(description="Shown to the recipient: why they receive this.")
    reason: Line = Field(description="For the auditor: why the organisation sends this.")
    owner: Owner
    written_by: tuple[Handle, ...] = Field(min_length=1)
    source: Line = Field(description="Where the data comes from, and that it may be used.")
    purpose: Purpose
    stage: Stage
    audience: tuple[Audience, ...] = Field(min_length=1)
    recipients: tuple[RecipientKind, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    topics: tuple[Name, ...] = ()
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
    priority: int = Field(ge=1, le=100)
    uses: tuple[VariableName, ...] = Field(
        description="The signal's attributes that the message may show or be chosen by."
    )
    cap: TriggerCap | None = None
    on_cap: Literal["suppress", "hold"] = "suppress"
    answers_at_once: bool = Field(
        default=False,
        description="Answers the recipient's own action at once, in quiet hours too; never by SMS.",
    )
    slots: dict[Name, SlotChoice] = Field(min_length=1)

    @model_validator(mode="after")
    def _topics_come_from_one_place(self) -> Self:
        if bool(self.topics) == bool(self.topics_from):
            raise ValueError("say either `topics` or `topics_from`")
        return self


# --- claims, directories, experiments ----------------------------------------------------------


class Reference(Value):
    """Where a claim's support can be read."""

    title: Line
    publisher: Line
    year: int = Field(ge=1950, le=2100)
    url: Line


class Claim(Value):
    """A statement of fact, benefit or safety, registered once with its support."""

    id: Name
    kind: Literal["fact", "benefit", "safety"]
    text: Line
    supports: Line = Field(description="What the reference shows, in the reviewer's words.")
    references: tuple[Reference, ...] = ()
    topics: tuple[Name, ...] = Field(min_length=1)
    owner: Owner
    written_by: tuple[Handle, ...] = Field(min_length=1)
    expires: date


class Directory(Value):
    """Approved facts that renditions may show: clinics, classes, services."""

    id: Name
    title: Line
    owner: Owner
    written_by: tuple[Handle, ...] = Field(min_length=1)
    fields: dict[VariableName, Line] = Field(min_length=1, description="Field: what it holds.")
    entries: dict[Name, dict[VariableName, Line]] = Field(min_length=1)

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
    variant: Name | Literal[""] = ""
    module: ModuleId | None = None


class Experiment(Value):
    """A comparison in one low-risk slot of one trigger, by keyed hash of the recipient."""

    id: Name
    title: Line
    question: Line
    owner: Owner
    written_by: tuple[Handle, ...] = Field(min_length=1)
    trigger: Name
    slot: Name
    seed: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{8,64}$")]
    starts: date
    ends: date
    holdout: int = Field(default=0, ge=0, le=50, description="Per cent who receive nothing.")
    arms: dict[Name, Arm] = Field(min_length=2)

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        total = self.holdout + sum(arm.share for arm in self.arms.values())
        if total != 100:
            raise ValueError(f"holdout and shares add up to {total}, not 100")
        if self.ends < self.starts:
            raise ValueError("it ends before it starts")
        return self


# --- the library's settings --------------------------------------------------------------------


class Organisation(Value):
    """Who writes. `contacts` are the phone numbers, addresses and hosts that are its own."""

    name: Line
    short_name: Annotated[Line, StringConstraints(max_length=20)]
    address: Line
    phone: Line
    email: Owner
    website: Line
    contacts: tuple[Line, ...] = ()


class Kind(Value):
    """A kind of module, and which roles must approve one."""

    title: Line
    roles: tuple[Name, ...] = Field(min_length=1)
    locked: bool = Field(default=False, description="No word of such a module may be reworded.")


class Topic(Value):
    """A subject of content. A sensitive one needs its own consent."""

    title: Line
    sensitivity: Sensitivity = "general"
    service_line: bool = False


class QuietHours(Value):
    """When a message may disturb, in the recipient's own zone."""

    opens: time
    closes: time
    channels: tuple[Channel, ...]
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

    id: Name
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    max: int = Field(ge=1, le=100)
    days: int = Field(ge=1, le=366)


class NearRepeat(Value):
    """Two messages with the same facts and nearly the same words are one too many.

    Counted in calendar days, today included: confirming twice on one day is a repeat, on two
    days it may be an answer to two things that somebody did.
    """

    purposes: tuple[Purpose, ...] = Field(min_length=1)
    days: int = Field(ge=1, le=366)
    similarity: float = Field(ge=0.5, le=1.0)


class ItemRoles(Value):
    """Which roles must approve what is not a module."""

    settings: tuple[Name, ...] = Field(min_length=1)
    signal: tuple[Name, ...] = Field(min_length=1)
    trigger: tuple[Name, ...] = Field(min_length=1)
    layout: tuple[Name, ...] = Field(min_length=1)
    claim: tuple[Name, ...] = Field(min_length=1)
    directory: tuple[Name, ...] = Field(min_length=1)
    experiment: tuple[Name, ...] = Field(min_length=1)


class EscalationPath(Value):
    """The answer to one kind of urgent words: the safety reply, and who is told how fast."""

    because: Line = Field(description="Shown to the recipient: why they receive this.")
    module: ModuleId
    team: Line
    respond_within: Period


class EmailSettings(Value):
    """The sender, and where a one-click opt-out is received (the receipt id is appended)."""

    sender_name: Line
    sender_address: Owner
    unsubscribe_url: Line


class LibrarySettings(Value):
    """What holds for the whole library (`library.yaml`); a customer's counsel sets its values."""

    id: Name
    brand: Name
    organisation: Organisation
    written_by: tuple[Handle, ...] = Field(min_length=1)
    locales: tuple[Locale, ...] = Field(min_length=1)
    zone: Zone
    channels: tuple[Channel, ...] = Field(min_length=1)
    roles: tuple[Name, ...] = Field(min_length=1)
    kinds: dict[Name, Kind] = Field(min_length=1)
    item_roles: ItemRoles
    topics: dict[Name, Topic] = Field(min_length=1)
    values: dict[VariableName, dict[VariableName, Line]] = Field(default_factory=dict)
    quiet_hours: QuietHours
    caps: tuple[Cap, ...] = ()
    near_repeats: tuple[NearRepeat, ...] = ()
    zone_unknown_retry: Period
    escalation: dict[UrgencyKind, EscalationPath]
    email: EmailSettings
    public_terms: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _every_call_for_help_has_an_answer(self) -> Self:
        missing = {"emergency", "crisis", "poison"} - self.escalation.keys()
        if missing:
            raise ValueError(f"escalation lacks {', '.join(sorted(missing))}")
        return self


# --- approvals ---------------------------------------------------------------------------------


class Approval(Value):
    """One reviewer's yes, in one role, to one exact content hash, until a date."""

    item: Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9/._-]+$", max_length=160)]
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    role: Name
    by: Handle
    on: date
    until: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.on:
            raise ValueError("it ends before it was given")
        return self
