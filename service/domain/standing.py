"""A recipient's standing: what is known of them when deciding. Never their health.

Everything here was said by the recipient (consents, opt-outs, preferences) or is a record of what
Bedside itself did (recent messages, handled signals). Absent means no.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from service.domain.content import Locale, Name, Value
from service.domain.signals import Moment, Opaque
from service.domain.vocabulary import Audience, Channel, Purpose, ReadingLevel, RecipientKind

#: A word such as `front_desk`: a receipt shows it, so no name, number or address fits.
Source = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+){0,5}$", max_length=40)]
#: What a receipt gave; see `service/domain/repeats.py`.
Digest = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{16})?$")]


class Recipient(Value):
    """Who is written to, as a keyed pseudonym."""

    key: Opaque
    kind: RecipientKind
    audience: Audience = "patient"


class Consent(Value):
    """One yes or one withdrawal, for a purpose, over a channel, at a time, from a source.

    `topic` is set where the yes is to a sensitive topic by name, or the no to any topic.
    """

    purpose: Purpose
    channel: Channel | Literal["any"]
    status: Literal["given", "withdrawn"]
    at: Moment
    source: Source
    topic: Name | None = None


class OptOut(Value):
    """A stop, in the channels and for the purposes it names; left out means all of them."""

    channel: Channel | Literal["any"] = "any"
    purposes: tuple[Purpose, ...] = ()
    at: Moment


class Suppression(Value):
    """An entry on the suppression list: this channel must not be used, whatever was consented."""

    channel: Channel | Literal["any"] = "any"
    cause: Literal["bounced", "complained", "deceased", "do_not_contact", "invalid"]


class SentMessage(Value):
    """A message that went, or whose place is reserved; what caps and near-repeats are counted on.

    `subject` is its signal's; `fingerprint` and `facts` come from its receipt. See
    `service/domain/repeats.py`.
    """

    at: Moment
    channel: Channel
    trigger: str
    purpose: Purpose
    status: Literal["reserved", "sent", "not_sent"] = "sent"
    subject: Opaque | None = None
    fingerprint: Digest = ""
    facts: Digest = ""


class PastEvent(Value):
    """A later event that may stop a trigger: a cancellation, a visit that took place."""

    type: str
    at: Moment
    subject: Opaque | None = None


class HandledSignal(Value):
    """A signal that already led to a message on a channel."""

    id: Opaque
    channel: Channel


class Standing(Value):
    """All that `decide` may know of a recipient."""

    recipient: Recipient
    locale: Locale = "en-US"
    zone: str | None = None
    reading_level: ReadingLevel = "standard"
    channels: tuple[Channel, ...] | None = Field(
        default=None, description="Channels the recipient chose; left out, they did not choose."
    )
    weekly_limit: int | None = Field(
        default=None,
        ge=1,
        le=50,
        description="The recipient's own choice: at most so many outreach messages in 7 days.",
    )
    consents: tuple[Consent, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    recent: tuple[SentMessage, ...] = ()
    events: tuple[PastEvent, ...] = ()
    handled: tuple[HandledSignal, ...] = ()
