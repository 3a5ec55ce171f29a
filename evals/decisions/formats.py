"""What a file of decision cases looks like: people, histories, and what is expected of them.

A case is a history: steps in the order of time, each with its wall-clock time in the case's zone.
Some steps ask for a decision, the others change what is known of the recipient.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from evals.strict import Strict, Words
from service.domain.vocabulary import (
    Audience,
    Channel,
    Outcome,
    Purpose,
    ReadingLevel,
    ReasonCode,
    RecipientKind,
    Stage,
    UrgencyKind,
)

CaseId = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Tag_ = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
AnyChannel = Channel | Literal["any"]

#: `2026-11-24 10:00` on a wall clock of the case's zone, or with an offset of its own.
Moment = Annotated[
    str | datetime | date, Field(description="Wall clock in the case's zone: 2026-11-24 10:00")
]
#: `3 days`, `90 minutes`: days are days of the calendar, hours are hours that pass.
Pause = Annotated[str, Field(pattern=r"^\d{1,4} (minute|hour|day|week)s?$")]


# --- people ------------------------------------------------------------------------------------


class ConsentWord(Strict):
    """A yes that stands before the history begins."""

    purpose: Purpose
    channel: AnyChannel = "any"
    topic: str | None = None
    at: Moment = "2026-01-05 09:00"
    source: str = "front_desk"


class Person(Strict):
    """What is known of somebody before the history begins. Never a real person."""

    about: Words
    key: Annotated[str, Field(pattern=r"^[a-z0-9_]{3,40}$")]
    kind: RecipientKind = "known"
    audience: Audience = "patient"
    zone: str | None = "America/Chicago"
    locale: str = "en-US"
    reading_level: ReadingLevel = "standard"
    channels: tuple[Channel, ...] | None = None
    consents: tuple[ConsentWord, ...] = ()


class Changes(Strict):
    """What one case says of its person in place of the file of people; left out means the same."""

    key: Annotated[str | None, Field(pattern=r"^[a-z0-9_]{3,40}$")] = None
    zone: str | Literal[False] | None = Field(
        default=None, description="Another zone; `false`: nobody knows it."
    )
    locale: str | None = None
    reading_level: ReadingLevel | None = None
    channels: tuple[Channel, ...] | None = None
    consents: tuple[ConsentWord, ...] | None = None


class PeopleFile(Strict):
    """The people that cases are about."""

    people: Annotated[dict[str, Person], Field(min_length=1)]


# --- what is expected --------------------------------------------------------------------------


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


# --- steps -------------------------------------------------------------------------------------


class _Step(Strict):
    """When: at a time, or a while after the step before."""

    at: Moment | None = None
    after: Pause | None = None
    note: str = ""

    @model_validator(mode="after")
    def _has_a_time(self) -> _Step:
        if (self.at is None) == (self.after is None):
            raise ValueError("say either `at` or `after`")
        return self


class SignalStep(_Step):
    """Something that the recipient did, and the decision on it."""

    signal: str
    by: Channel
    attributes: dict[str, str | int | date | datetime] = Field(default={}, alias="with")
    text: str | None = Field(default=None, description="The person's own words.")
    subject: str | None = Field(default=None, description="An opaque key of what it is about.")
    happened: Moment | None = Field(default=None, description="When, if earlier than this step.")
    name: str | None = Field(default=None, description="What later steps call it.")
    expect: Expect


class AgainStep(_Step):
    """An earlier signal, asked about once more: later, or on another channel."""

    again: str
    by: Channel | None = None
    expect: Expect


class ConsentStep(_Step):
    """The recipient says yes."""

    consent: Purpose
    channel: AnyChannel = "any"
    topic: str | None = None
    source: str = "portal"


class WithdrawStep(_Step):
    """The recipient takes a yes back."""

    withdraw: Purpose
    channel: AnyChannel = "any"
    topic: str | None = None
    source: str = "portal"


class OptOutStep(_Step):
    """The recipient says stop, on a channel or on all, for some purposes or for all."""

    opt_out: AnyChannel
    purposes: tuple[Purpose, ...] = ()


class ListStep(_Step):
    """The recipient is put on the suppression list."""

    listed: Literal["bounced", "complained", "deceased", "do_not_contact", "invalid"]
    channel: AnyChannel = "any"


class EventStep(_Step):
    """Something happened that is no signal here, and may stop a trigger."""

    event: str
    subject: str | None = None


class FeedbackStep(_Step):
    """A channel tool reports what became of a message."""

    feedback: Literal["sent", "not_sent"]
    of: str = Field(description="The name of the signal that the message answered.")
    by: Channel | None = None


class PreferStep(_Step):
    """The recipient, or the system that keeps their settings, changes them."""

    prefer: Changes


_KEYS = {
    "signal": "<signal>",
    "again": "<again>",
    "consent": "<consent>",
    "withdraw": "<withdraw>",
    "opt_out": "<opt_out>",
    "listed": "<listed>",
    "event": "<event>",
    "feedback": "<feedback>",
    "prefer": "<prefer>",
}
#: What steps hold besides, so that `with` is not taken for a misspelt `withdraw`.
_OTHERS = ("at", "after", "note", "by", "with", "text", "subject", "happened", "name", "expect",
           "channel", "topic", "source", "purposes", "of")  # fmt: skip


def _which(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((branch for key, branch in _KEYS.items() if key in value), None)
    return next((branch for key, branch in _KEYS.items() if hasattr(value, key)), None)


Step = Annotated[
    Annotated[SignalStep, Tag("<signal>")]
    | Annotated[AgainStep, Tag("<again>")]
    | Annotated[ConsentStep, Tag("<consent>")]
    | Annotated[WithdrawStep, Tag("<withdraw>")]
    | Annotated[OptOutStep, Tag("<opt_out>")]
    | Annotated[ListStep, Tag("<listed>")]
    | Annotated[EventStep, Tag("<event>")]
    | Annotated[FeedbackStep, Tag("<feedback>")]
    | Annotated[PreferStep, Tag("<prefer>")],
    Discriminator(
        _which,
        custom_error_type="unknown_step",
        custom_error_message=f"a step has one of the keys {', '.join(_KEYS)}",
        custom_error_context={"kinds": ", ".join(_KEYS), "others": ", ".join(_OTHERS)},
    ),
]


class LibraryPatch(Strict):
    """A library that is broken on purpose, to see that nothing wrong goes out of it."""

    say: dict[str, Words] = Field(
        default={}, description="`module@channel`: words in place of its own."
    )
    because: dict[str, Words] = Field(
        default={}, description="Trigger: another sentence for the recipient."
    )
    until: dict[str, date] = Field(
        default={}, description="`module:...` or another item: the last day it may be used."
    )
    without: tuple[str, ...] = Field(default=(), description="Items that are not there.")


class DecisionEntry(Strict):
    """One case, as it stands in a file."""

    id: CaseId
    reason: Annotated[Words, Field(description="Why people agree that this is right.")]
    tags: tuple[Tag_, ...] = ()
    source: Annotated[str | None, Field(description="Where it comes from, if not the file's.")] = (
        None
    )
    owner: Annotated[str | None, Field(description="Who answers for it, if not the file's.")] = None
    person: str
    but: Changes = Field(default=Changes(), description="What is different about the person.")
    clock: str | None = Field(
        default=None, description="The zone of the case's times; left out, the person's."
    )
    library: LibraryPatch = Field(
        default=LibraryPatch(), description="What is broken in the library, on purpose."
    )
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class DecisionFile(Strict):
    """One file of decision cases, all about one matter."""

    about: Words
    owner: Words
    source: Words
    tags: tuple[Tag_, ...] = ()
    cases: Annotated[tuple[DecisionEntry, ...], Field(min_length=1)]


# --- what holds always -------------------------------------------------------------------------


class When(Strict):
    """Which decisions a rule is about; what is left out does not matter."""

    outcome: tuple[Outcome, ...] = ()
    channel: tuple[Channel, ...] = ()
    purpose: tuple[Purpose, ...] = ()
    audience: tuple[Audience, ...] = ()


class Always(Strict):
    """What people agreed must be true of every such decision, whatever the case is about."""

    reason: Words
    when: When
    pinned: tuple[str, ...] | None = None
    contains: tuple[Words, ...] = ()
    lacks: tuple[Words, ...] = ()
    reads_at_most: int | None = Field(default=None, description="Grade of the readable words.")
    segments_at_most: int | None = None


class AlwaysFile(Strict):
    """The properties that hold in every case of the set."""

    always: Annotated[tuple[Always, ...], Field(min_length=1)]
