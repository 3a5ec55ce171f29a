"""What the API answers, as strict formats. Their descriptions are the API's documentation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, WithJsonSchema

from service.domain.content import Value
from service.domain.message import PARTS
from service.domain.vocabulary import (
    REASON_CODES,
    Channel,
    Outcome,
    Purpose,
    ReadingLevel,
    ReasonCode,
    UrgencyKind,
)
from service.web.models import Cause, ChannelOrAny
from service.web.parts import PartsOut

#: A time as an answer says it: the text in it, for an answer is passed on byte for byte.
Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]


def _growing(known: Sequence[str]) -> WithJsonSchema:
    """Words to which a later version may add some: a reader takes any, and knows these."""
    return WithJsonSchema({"anyOf": [{"type": "string", "enum": [*known]}, {"type": "string"}]})


Reason = Annotated[ReasonCode, _growing(REASON_CODES)]
Help = Annotated[UrgencyKind, _growing(get_args(UrgencyKind))]
KeptCause = Annotated[Cause, _growing(get_args(Cause))]


class TicketOut(Value):
    """A ticket. Whoever has it can fetch the message until it expires, so keep it as a secret."""

    ticket: str
    path: str = Field(description="Append it to the service's address.")
    expires_at: datetime


class FaultOut(Value):
    """One thing wrong at one place."""

    code: str
    pointer: str | None = Field(default=None, description="JSON Pointer (RFC 6901) into the body.")
    name: str | None = Field(
        default=None, description="The header, query parameter or form field, if it is one."
    )
    detail: str
    fix: str


class StopOut(Value):
    """A stop that stands."""

    channel: ChannelOrAny
    purposes: list[Purpose] = Field(description="What is stopped; empty means everything.")


class ChangedOut(Value):
    """What became of a change."""

    changed: bool = Field(description="False where it was so already; a repeat does no harm.")
    notes: list[FaultOut] = Field(
        default_factory=list,
        description="What to mend about a stop or withdrawal that was kept all the same: a time "
        "that has not come yet (S407), a source that is not on the list (S401), a "
        "field that does not fit. Left out where there is nothing.",
    )


class OptOutOut(ChangedOut):
    """What became of an opt-out, and what stands after it."""

    stops: list[StopOut] = Field(
        description="Every stop that holds now on the channel that was named, those on `any` "
        "channel among them. A lift ends its purposes on its own channel; `any` on all."
    )


class KeptConsentOut(Value):
    """The last word on a purpose, a channel and a topic."""

    purpose: Purpose
    channel: ChannelOrAny
    status: Literal["given", "withdrawn"]
    at: datetime = Field(description="When the recipient said so.")
    source: str
    topic: str | None = Field(description="The topic that it names, if any.")


class KeptStopOut(StopOut):
    """A stop that stands, when it was said last, and where."""

    at: datetime
    source: str = Field(description="`kept` for one that outlived an erasure.")


class KeptSuppressionOut(Value):
    """An entry on the suppression list."""

    channel: ChannelOrAny
    cause: KeptCause
    at: datetime = Field(description="When it went on the list.")
    source: str


class KeptPreferencesOut(Value):
    """What the recipient chose; null where they did not."""

    locale: str | None
    zone: str | None
    reading_level: ReadingLevel | None
    channels: list[Channel] | None = Field(description="An empty list means none of them.")
    weekly_limit: int | None


class StandingOut(Value):
    """All that is kept of a recipient's standing. What is absent means no."""

    known: bool = Field(
        description="Whether Bedside has met this id. False also for somebody who was erased; a "
        "stop of theirs that outlives it is named all the same."
    )
    consents: list[KeptConsentOut] = Field(
        description="Of each purpose, channel and topic the last word. One for `any` channel "
        "counts for each, and the later of two holds."
    )
    stops: list[KeptStopOut] = Field(description="Every stop that holds, on whatever channel.")
    suppressions: list[KeptSuppressionOut] = Field(description="The suppression list.")
    preferences: KeptPreferencesOut


class StepOut(Value):
    """One line of the auditor's explanation."""

    topic: str
    text: str
    indent: int


class DecisionOut(Value):
    """A decision out of the log, explained."""

    receipt_id: str
    sequence: int = Field(description="Its place in the log.")
    hash: str = Field(description="The entry's hash in the chain.")
    caller: str = Field(description="The id of the key that asked.")
    repeats: str | None = Field(description="The receipt whose answer this one stands in for.")
    why: str = Field(description="The line that the recipient may read.")
    steps: list[StepOut]
    receipt: dict[str, Any]


class ReasonOut(Value):
    """A reason code with a plain sentence. A later version may give one that is not named here."""

    code: Reason
    detail: str


class HandOffOut(Value):
    """Who must be told of a call for help, and how fast. It carries no word of the message."""

    kind: Help
    team: str
    respond_within_minutes: int
    written_at: Instant
    signal_id: str
    channel: Channel
    unread: bool = Field(
        default=False,
        description="The words could not be read here: another language, or a guard that failed. "
        "`kind` is a precaution then.",
    )


class AnswerOut(Value):
    """A decision. The status is 200 for every outcome."""

    outcome: Outcome
    reasons: list[ReasonOut]
    channel: Channel
    not_before: Instant | None = Field(description="For `hold`: ask again from then on.")
    valid_until: Instant | None = Field(description="After this the signal says nothing any more.")
    parts: PartsOut = Field(
        description=f"What to send or show: {', '.join(f'`{part}`' for part in PARTS)}, "
        "as the channel has them. Empty unless there is one."
    )
    headers: dict[str, str] = Field(description="E-mail headers to send along.")
    why: str = Field(description="A line that the recipient may read.")
    receipt_id: str
    release: str
    why_ticket: str | None = Field(
        default=None, description="Ends the link to the recipient's page: `/why/{why_ticket}`."
    )
    hand_off: HandOffOut | None = Field(default=None, description="For `escalate`: whom to tell.")
    opt_out_words: bool = Field(
        default=False,
        description="The words asked to stop. The opt-out is recorded already, unless it was "
        "lifted since they were written.",
    )
    opt_out_unclear: bool = Field(
        default=False,
        description="A person must read whether, or how much, the words ask to stop. Until they "
        "have, everything is stopped on this channel; a lift with `purposes` gives back what the "
        "recipient wants to keep.",
    )
    opt_in_words: bool = Field(
        default=False,
        description="The text is START, UNSTOP or YES, from somebody who stopped this channel. "
        "Nothing is lifted: that takes `POST /v1/opt-outs` with `lifted`, the channel and `at`.",
    )
    help_words: bool = Field(
        default=False,
        description="The text is HELP, INFO or AYUDA alone: say who sends, how to reach a person "
        "and how to stop, also to somebody who stopped.",
    )
    alert: str = Field(default="", description="Approved content failed a check.")
    notes: list[FaultOut] = Field(
        default_factory=list,
        description="What to mend about a call whose words were heard all the same: those that ask "
        "for help, or to stop; and about a form whose `From` lacks its plus. Left out where there "
        "is nothing.",
    )
    dry_run: bool = Field(default=False, description="Nothing was reserved or logged.")
    sandbox: bool = Field(default=False, description="Made with a sandbox key.")


class JourneyOut(AnswerOut):
    """A decision for Journey Builder."""

    branchResult: Outcome = Field(  # noqa: N815 - Salesforce's own name
        description="The outcome again, where a decision split looks for it."
    )


class ProblemOut(Value):
    """An error (RFC 9457). It never repeats a value that was sent."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    pointer: str = Field(description="The first fault's; empty where it lies outside of the body.")
    name: str | None = Field(
        default=None, description="The header, query parameter or form field of the first fault."
    )
    fix: str
    request_id: str
    errors: list[FaultOut]


class ItemOut(Value):
    """One item of a batch: its status, and the answer or the problem that belongs to it."""

    status: int
    replayed: bool = Field(
        default=False,
        description="The answer was given before, to an earlier call or item: a message in it that "
        "you have sent is not to be sent again. As `Idempotent-Replayed` of a single call.",
    )
    answer: AnswerOut | None = Field(default=None, description="An answer, for status 200.")
    problem: ProblemOut | None = Field(
        default=None,
        description="A problem, from 400 on. Where more than 100 items are refused with their "
        "batch, the first 100 tell it.",
    )
    recorded: str | None = Field(
        default=None, description="`event` where the item was recorded instead of decided."
    )
    ignored: str | None = Field(default=None, description="Why an item needs no answer (204).")


class BatchOut(Value):
    """The answers of a batch, in the order of its items."""

    items: list[ItemOut]
