"""Segment `track` calls, as its libraries and webhooks send them.

    event        -> the signal's type: `Appointment Booked` is `appointment.booked`
    properties   -> its attributes
    userId       -> a known recipient; otherwise anonymousId, an anonymous one
    messageId    -> the signal's id, and timestamp the time when it happened
    integrations -> `Bedside: {channel, audience, subject, text, locale, zone, dry_run}`

A call that names no channel is recorded as an event, unless it brings a person's own words: they
are read as those of a text message. Calls of other kinds are passed over, and so are those that
`integrations` keeps from Bedside: `Bedside: false`, or `All: false` without a word about Bedside.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.domain.content import Value
from service.domain.signals import MOST_TEXT, Moment, Opaque
from service.domain.vocabulary import Audience, Channel
from service.web.bodies import fit
from service.web.formats import BY_DEFAULT, Read
from service.web.lenient import object_in
from service.web.models import EventIn, MessageIn, RecipientId, SpokenLocale, Zone
from service.web.places import as_sent, below, placed
from service.web.problems import WebProblem, fault_of

#: The kinds of call that say nothing which Bedside decides on.
OTHER_KINDS = frozenset({"identify", "page", "screen", "group", "alias"})

_OWN = "/integrations/Bedside"
#: Where a track call has what Bedside's own forms of a message and of an event have.
_MOVED = {
    "/signal/type": "/event",
    "/signal/id": "/messageId",
    "/signal/at": "/timestamp",
    "/signal/attributes": "/properties",
    "/signal": _OWN,
    "/type": "/event",
    "/at": "/timestamp",
    **{f"/{name}": f"{_OWN}/{name}" for name in ("channel", "subject", "locale", "zone")},
}


class Options(Value):
    """What a call says to Bedside alone, under `integrations.Bedside`."""

    channel: Channel | None = None
    audience: Audience = "patient"
    subject: Opaque | None = None
    text: Annotated[str, StringConstraints(max_length=MOST_TEXT)] | None = Field(
        default=None, repr=False
    )
    locale: SpokenLocale | None = None
    zone: Zone | None = None
    dry_run: bool = False


class Track(BaseModel):
    """The fields of a track call that Bedside reads; the others are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    event: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    messageId: Opaque  # noqa: N815 - Segment's own names
    timestamp: Moment
    userId: RecipientId | None = None  # noqa: N815
    anonymousId: RecipientId | None = None  # noqa: N815
    properties: dict[str, Any] = Field(default_factory=dict, max_length=40)


def read_item(item: Any, at: str = "", channel: Channel | None = None) -> Read:
    """One call. `channel` is used where the call itself names none; `at` is its JSON Pointer."""
    if isinstance(item, dict) and not _is_for_us(item):
        return Read(None, as_sent)
    track = fit(item, Track, at)
    options = fit(_own_part(item.get("integrations")), Options, f"{at}{_OWN}")
    recipient = _recipient(track, at)
    who = "/userId" if track.userId is not None else "/anonymousId"
    place = below(at, {**_MOVED, "/recipient": who})
    wanted = options.channel or channel
    event = None
    if wanted is None:
        said = {"type": signal_type(track.event), "at": track.timestamp.isoformat()}
        record = {**said, "recipient": recipient, "subject": options.subject}
        with placed(place):
            event = fit(record, EventIn)
        if not options.text:
            return Read(event, place)
    message = {
        "signal": {
            "id": track.messageId,
            "type": signal_type(track.event),
            "at": track.timestamp.isoformat(),
            "attributes": track.properties,
            "subject": options.subject,
            "text": options.text,
        },
        "channel": wanted or BY_DEFAULT,
        "recipient": recipient,
        **options.model_dump(include={"audience", "locale", "zone", "dry_run"}),
    }
    with placed(place):
        return Read(fit(message, MessageIn), place, otherwise=event)


def words_in(item: Any, channel: str | None = None) -> dict[str, Any]:
    """The words of a call in a message's shape, unchecked; nothing where it is not for us."""
    track = object_in(item)
    if not _is_for_us(track):
        return {}
    own = object_in(_own_part(track.get("integrations")))
    known = track.get("userId") is not None
    event = track.get("event")
    return {
        "signal": {
            "id": track.get("messageId"),
            "type": signal_type(event) if isinstance(event, str) else None,
            "at": track.get("timestamp"),
            "text": own.get("text"),
        },
        "channel": own.get("channel") or channel,
        "recipient": {
            "id": track.get("userId") if known else track.get("anonymousId"),
            "kind": "known" if known else "anonymous",
        },
        **{name: own.get(name) for name in ("audience", "locale", "dry_run")},
    }


def _is_for_us(item: dict[str, Any]) -> bool:
    """Whether it is a kind of call that is read, and its sender did not switch Bedside off."""
    if item.get("type") in OTHER_KINDS:
        return False
    switches = item.get("integrations")
    if not isinstance(switches, dict):
        return True
    return switches.get("Bedside", switches.get("All")) is not False


def _own_part(integrations: Any) -> Any:
    """What is said to Bedside; `true` only switches it on."""
    given = integrations.get("Bedside", {}) if isinstance(integrations, dict) else {}
    return {} if given is True else given


def _recipient(track: Track, at: str) -> dict[str, str]:
    if track.userId is not None:
        return {"id": track.userId, "kind": "known"}
    if track.anonymousId is not None:
        return {"id": track.anonymousId, "kind": "anonymous"}
    fault = fault_of("W112", fix="send userId or anonymousId", pointer=f"{at}/userId")
    raise WebProblem("W111", [fault])


def signal_type(event: str) -> str:
    """`Portal Document Posted` as `portal.document_posted`; a name in that form stays as it is."""
    if re.fullmatch(r"[a-z0-9_.-]+", event):
        return event
    first, *rest = re.findall(r"[A-Za-z0-9]+", event.lower()) or [""]
    return f"{first}.{'_'.join(rest)}" if rest else first


def items_of(data: Any) -> list[Any] | None:
    """The calls of a batch; None for a single call."""
    if isinstance(data, dict) and isinstance(data.get("batch"), list):
        return list(data["batch"])
    return None
