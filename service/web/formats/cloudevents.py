"""CloudEvents 1.0 over HTTP: structured, binary and batched.

    type, id, time, subject -> the signal's own
    data                    -> recipient, channel, attributes and what else a message may say

Recipients stand in `data`, never in an attribute: in binary mode attributes are headers, which
proxies log. An event whose data names no channel is recorded instead of decided, unless it brings a
person's own words: they are read as those of a text message.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.domain.content import Value
from service.domain.signals import MOST_TEXT, Moment, Opaque
from service.domain.vocabulary import Audience, Channel, ReadingLevel
from service.web.bodies import fit, to_data
from service.web.formats import BY_DEFAULT, Read
from service.web.lenient import object_in
from service.web.models import EventIn, MessageIn, RecipientIn, SpokenLocale, Zone
from service.web.places import Place, below, placed
from service.web.problems import Fault, WebProblem, fault_of

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"
BINARY = "application/json"


class Data(Value):
    """The `data` of an event."""

    recipient: RecipientIn
    channel: Channel | None = None
    attributes: dict[str, Any] = Field(default_factory=dict, max_length=40)
    text: Annotated[str, StringConstraints(max_length=MOST_TEXT)] | None = Field(
        default=None, repr=False
    )
    audience: Audience = "patient"
    locale: SpokenLocale | None = None
    zone: Zone | None = None
    reading_level: ReadingLevel | None = None
    dry_run: bool = False


#: Where an event has what Bedside's own forms of a message and of an event have.
_MOVED = {
    "/signal/type": "/type",
    "/signal/id": "/id",
    "/signal/at": "/time",
    "/signal/subject": "/subject",
    "/signal": "/data",
    "/at": "/time",
    **{f"/{name}": f"/data/{name}" for name in Data.model_fields},
}


class Event(BaseModel):
    """The context attributes that Bedside reads. Extensions are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    specversion: Literal["1.0"]
    id: Opaque
    source: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    type: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    time: Moment
    subject: Opaque | None = None


def read_item(item: Any, at: str = "") -> Read:
    """One event in JSON form. `at` is its JSON Pointer in the body."""
    event = fit(item, Event, at)
    place = _place(item, at)
    with placed(place):
        data = fit(_data_of(item), Data, "/data")
    recipient = data.recipient.model_dump()
    when = event.time.isoformat()
    record = None
    if data.channel is None:
        said = {"recipient": recipient, "type": event.type, "at": when, "subject": event.subject}
        with placed(place):
            record = fit(said, EventIn)
        if not data.text:
            return Read(record, place)
    signal = {
        "id": event.id,
        "type": event.type,
        "at": when,
        "attributes": data.attributes,
        "subject": event.subject,
        "text": data.text,
    }
    rest = data.model_dump(exclude={"recipient", "attributes", "text"})
    rest["channel"] = data.channel or BY_DEFAULT
    with placed(place):
        message = fit({"signal": signal, "recipient": recipient, **rest}, MessageIn)
    return Read(message, place, otherwise=record)


def words_in(item: Any) -> dict[str, Any]:
    """The words of an event in a message's shape, unchecked."""
    event = object_in(item)
    try:
        data = object_in(_data_of(event))
    except WebProblem:
        return {}
    signal = {"id": event.get("id"), "type": event.get("type"), "at": event.get("time")}
    return {**data, "signal": {**signal, "text": data.get("text")}}


def _place(item: dict[str, Any], at: str) -> Place:
    """Places in this event. What lies inside of base64 has none of its own."""
    encoded = isinstance(item.get("data_base64"), str)

    def place(fault: Fault) -> Fault:
        found = below("", _MOVED)(fault)
        if encoded and found.pointer.startswith("/data"):
            found = replace(found, pointer="/data_base64")
        return below(at)(found)

    return place


def _data_of(item: dict[str, Any]) -> Any:
    encoded = item.get("data_base64")
    if not isinstance(encoded, str):
        return item.get("data", {})
    try:
        return to_data(base64.b64decode(encoded, validate=True), depth=16)
    except (binascii.Error, WebProblem):
        fix = "send base64 of a JSON object, or `data`"
        fault = fault_of("W114", fix=fix, pointer="/data_base64")
        raise WebProblem("W111", [fault]) from None


def is_binary(headers: Mapping[str, str]) -> bool:
    """Whether the attributes travel in headers."""
    return "ce-specversion" in headers


def from_binary(headers: Mapping[str, str], data: Any) -> dict[str, Any]:
    """The JSON form of an event in binary mode; header values are percent-decoded."""
    attributes = {
        name.removeprefix("ce-"): unquote(value)
        for name, value in headers.items()
        if name.startswith("ce-")
    }
    return {**attributes, "data": data}


def read_binary(event: dict[str, Any]) -> Read:
    """An event in binary mode; what is wrong is told by its header, or its place in the data."""
    with placed(in_binary):
        read = read_item(event)
    return replace(read, place=lambda fault: in_binary(read.place(fault)))


def in_binary(fault: Fault) -> Fault:
    """The place of a fault in binary mode: the body is the data, and attributes are headers."""
    pointer = fault.pointer
    if fault.name or not pointer:
        return fault
    if pointer == "/data" or pointer.startswith("/data/"):
        return replace(fault, pointer=pointer.removeprefix("/data"))
    return replace(fault, pointer="", name=f"ce-{pointer[1:]}")
