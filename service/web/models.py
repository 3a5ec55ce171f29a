"""The bodies that callers send, as strict formats. Their descriptions are the API's documentation.

They are read with `bodies.to_model`, so that an error names a field and repeats no value.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from service.domain.content import Locale, Name, Value
from service.domain.days import zone_or_none
from service.domain.signals import MOST_TEXT, Moment, Opaque, Signal
from service.domain.vocabulary import (
    CHANNELS,
    Audience,
    Channel,
    Purpose,
    ReadingLevel,
    RecipientKind,
)
from service.store.pseudonyms import own_id
from service.store.words import LONGEST_ID, RECIPIENT_ID, SOURCES
from service.web.wording import RECEIPT_ID, SPOKEN_LOCALE

ChannelOrAny = Literal[Channel, "any"]
Cause = Literal["bounced", "complained", "deceased", "do_not_contact", "invalid"]
ReceiptId = Annotated[str, StringConstraints(pattern=RECEIPT_ID)]

#: Yeses and noes that one call may bring.
MOST_CONSENTS = 50


def _bare(given: Any) -> Any:
    return own_id(given) if isinstance(given, str) else given


#: An id without what nobody sees at its ends, as it is read everywhere.
RecipientId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_ID, pattern=RECIPIENT_ID),
    BeforeValidator(_bare),
]


def _is_zone(name: str) -> str:
    if zone_or_none(name) is None:
        raise ValueError("an IANA time zone such as America/Chicago")
    return name


Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_is_zone)]


def _with_a_country(tag: str) -> str:
    language, country = tag[:2], tag[3:]
    return f"{language}-{country or 'US'}"


#: A locale for one call, also in the forms that gateways and CRMs keep: `es`, `en_US`.
SpokenLocale = Annotated[
    str, StringConstraints(pattern=SPOKEN_LOCALE), AfterValidator(_with_a_country)
]
#: One of `SOURCES`, or of an installation's own. The service holds it against both lists, and says
#: which word is near.
Source = Annotated[
    str,
    StringConstraints(max_length=40),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "enum": [*SOURCES]}, {"type": "string", "maxLength": 40}]}
    ),
]


class RecipientIn(Value):
    """Who is written to: your own id for them. Only a keyed pseudonym of it is ever kept."""

    id: RecipientId = Field(
        description="Your own id for the person, or for the visitor. Spaces at its ends, and marks "
        "that nobody sees, do not count."
    )
    kind: RecipientKind = Field(
        default="known", description="`anonymous` for an id that ends with a session."
    )


class MessageIn(Value):
    """One signal, one channel, one recipient: ask for one decision."""

    signal: Signal = Field(description="What the recipient did.")
    channel: Channel = Field(description="The channel that will carry the message.")
    recipient: RecipientIn = Field(description="Who is written to.")
    audience: Audience = Field(default="patient", description="In which role they are written to.")
    locale: SpokenLocale | None = Field(
        default=None, description="Their language, for this call; else as stored."
    )
    zone: Zone | None = Field(
        default=None, description="Their time zone, for this call; else as stored."
    )
    reading_level: ReadingLevel | None = Field(
        default=None, description="The level to write at, for this call; else as stored."
    )
    dry_run: bool = Field(
        default=False, description="Decide and answer; reserve nothing and log nothing."
    )


class BatchItemIn(MessageIn):
    """One message of a batch."""

    idempotency_key: str | None = Field(
        default=None, description="As the header `Idempotency-Key` of a single call."
    )


#: Read one by one, so that one which is no object has a problem of its own.
_AnyItem = Annotated[Any, WithJsonSchema({"type": "object", "additionalProperties": True})]


class BatchIn(Value):
    """Several messages at once; each is decided for itself and answered with its own status."""

    messages: Annotated[list[_AnyItem], Field(min_length=1)] = Field(
        description="Messages as `POST /v1/messages` takes them; each may add `idempotency_key`."
    )


class ConsentIn(Value):
    """One yes or one withdrawal."""

    purpose: Purpose = Field(description="For what.")
    channel: ChannelOrAny = Field(default="any", description="Over which channel.")
    status: Literal["given", "withdrawn"] = Field(description="A yes, or its withdrawal.")
    at: Moment = Field(description="When the recipient said so.")
    source: Source = Field(description="Where: one of these words, or of `BEDSIDE_SOURCES`.")
    topic: Name | None = Field(
        default=None,
        description="The topic that it names, if any: a sensitive one needs a yes by name, and a "
        "withdrawal switches any topic off.",
    )


class ConsentsIn(Value):
    """What a recipient said yes or no to."""

    recipient: RecipientIn
    consents: Annotated[list[ConsentIn], Field(min_length=1, max_length=MOST_CONSENTS)]


class PreferencesIn(Value):
    """How a recipient wants to be written to. What is left out stays; null takes a choice back."""

    recipient: RecipientIn
    locale: Locale | None = Field(
        default=None,
        description="Language, such as `en-US`. A library without words in it sends nothing.",
    )
    zone: Zone | None = Field(default=None, description="IANA time zone.")
    reading_level: ReadingLevel | None = Field(default=None, description="How simply to write.")
    channels: Annotated[list[Channel], Field(max_length=len(CHANNELS))] | None = Field(
        default=None, description="The channels they chose; an empty list means none of them."
    )
    weekly_limit: Annotated[int, Field(ge=1, le=50)] | None = Field(
        default=None, description="How many outreach messages a week they want at most."
    )


class OptOutIn(Value):
    """A stop: holds from the next call on, in every channel and for every purpose it names."""

    recipient: RecipientIn
    channel: ChannelOrAny = Field(default="any", description="The channel to stop.")
    purposes: Annotated[list[Purpose], Field(max_length=6)] = Field(
        default_factory=list, description="What to stop, or to lift; empty means everything."
    )
    at: Moment | None = Field(
        default=None,
        description="When they said so; else now. Of a stop and a lift the one that was said later "
        "holds, whichever comes first.",
    )
    source: Source = Field(
        default="crm", description="Where: one of these words, or of `BEDSIDE_SOURCES`."
    )
    lifted: bool = Field(
        default=False, description="The recipient asked to be written to again on this channel."
    )


class SuppressionIn(Value):
    """An entry on the suppression list: this channel must not be used, whatever was consented."""

    recipient: RecipientIn
    channel: ChannelOrAny = Field(default="any", description="The channel that must not be used.")
    cause: Cause = Field(description="Why.")
    at: Moment | None = Field(
        default=None,
        description="With `lifted`: when that was said; else now. An entry itself counts from when "
        "it comes, whatever this says.",
    )
    source: Source = Field(default="crm", description="Who says so: as for consents.")
    lifted: bool = Field(default=False, description="Take the entry off: a mended address.")


class EventIn(Value):
    """Something that happened later and may stop a message: a cancellation, a conversion."""

    recipient: RecipientIn
    type: Annotated[str, StringConstraints(max_length=80)] = Field(
        description="A registered signal type, such as `appointment.cancelled`."
    )
    at: Moment = Field(description="When it happened.")
    subject: Opaque | None = Field(default=None, description="The booking it was about.")


class DeliveryIn(Value):
    """What became of a message. A place under a cap is given back for `not_sent`."""

    receipt_id: ReceiptId = Field(description="From the answer.")
    status: Literal["sent", "not_sent", "bounced", "complained"] = Field(
        description="`bounced` and `complained` put the channel on the suppression list."
    )
    soft: bool = Field(
        default=False, description="For `bounced`: a full mailbox and the like, not a dead address."
    )
    at: Moment | None = Field(
        default=None,
        description="When it happened, as the provider says; else now. A bounce or complaint from "
        "before its entry was taken off the list closes nothing again.",
    )


class StandingIn(Value):
    """Whose standing is asked for. In the body, for no id belongs in a URL."""

    recipient: RecipientIn


class ErasureIn(Value):
    """Forget a recipient: their standing and the only link between them and the log."""

    recipient: RecipientIn


class InboundIn(Value):
    """A person's own words, as an SMS gateway or a portal hands them on."""

    id: Opaque = Field(description="The gateway's id of the message.")
    recipient: RecipientIn
    text: Annotated[str, StringConstraints(max_length=MOST_TEXT)] = Field(
        description="Their words. Read in memory for urgency and opt-out words, then dropped."
    )
    at: Moment | None = Field(default=None, description="When it was written; else now.")
    channel: Channel = Field(default="sms", description="The channel it came by.")
    audience: Audience = Field(default="patient", description="In which role they write.")
    locale: SpokenLocale | None = Field(
        default=None, description="Their language, if known: `es-US`, or `es` alone."
    )


class TicketIn(Value):
    """A message to be fetched later, by a tool that can only GET."""

    message: MessageIn
    minutes: Annotated[int, Field(ge=1, le=10_080)] = Field(
        default=1440, description="How long the ticket lives: a day, and a week at most."
    )
