"""A person's own words as an SMS gateway hands them on: JSON, or the form that many post.

The form has the names that most gateways share: `MessageSid`, `From` and `Body`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from service.domain.signals import Signal
from service.web.bodies import fit
from service.web.formats import Read
from service.web.lenient import object_in
from service.web.models import InboundIn, MessageIn
from service.web.places import Place, below, placed
from service.web.problems import Fault, WebProblem, fault_of

_IDS = ("MessageSid", "SmsMessageSid", "id")
_WORDS = ("Body", "text")
_WHO = ("From", "recipient")
_MOST_FIELDS = 100
#: A space where a number's plus should be, as a form reads an unencoded one: alone, or behind what
#: gateways put before a number. No other id is one, whatever space it has ("MRN: 12").
_PLUS = re.compile(
    r"^((?:whatsapp|sms|mms|rcs|tel|viber):)? (?=[1-9](?:[ ().-]*\d){6,14}$)", re.IGNORECASE
)
#: What stands for a byte that is no character in UTF-8: it may have been any.
_DAMAGED = "\ufffd"
_ONE_WHO = fault_of("W103", fix="send `From` or `recipient`: `From` was taken", name="recipient")
_ENCODE = fault_of("W114", fix="encode `+` as `%2B`: a form reads it as a space")

#: Where inbound words in JSON have what a message has.
PLACE = below("", {"/signal": ""})
_FIELDS = {"/id": "MessageSid", "/text": "Body", "/recipient": "From", "/recipient/id": "From"}


def fields_of(raw: bytes) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The message in a form body, and what to mend about the form.

    Fields that Bedside does not need are passed over; one that it needs may not say two things, nor
    may the two that hold a text, unless one is blank. A `+` that was sent as it is says "space" in
    a form; in front of a number, alone or after `whatsapp:` and the like, it can only be a plus. An
    id that is not UTF-8 is nobody's.
    """
    try:
        given = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise WebProblem("W102") from None
    except ValueError:
        raise WebProblem("W106", detail="the form has too many fields") from None
    fields = dict(given)
    twice = [
        name
        for name in (*_IDS, *_WORDS, *_WHO)
        if len({said for named, said in given if named == name}) > 1
    ]
    if len(_texts(fields)) > 1:
        twice.append(_WORDS[0])
    if twice:
        raise WebProblem("W103", [fault_of("W103", name=name) for name in dict.fromkeys(twice)])
    data = _named(fields)
    name = next((name for name in _WHO if name in fields), None)
    if name is None:
        return data, ()
    who = data["recipient"]["id"]
    if _DAMAGED in who:
        raise WebProblem("W102", [fault_of("W102", name=name)])
    remarks = (replace(_ENCODE, name=name),) if who != fields[name] else ()
    said = {fields[name] for name in _WHO if name in fields}
    return data, (*remarks, _ONE_WHO) if len(said) > 1 else remarks


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that a form has, by the names that JSON has for them; of two texts, both."""
    ids = [fields[name] for name in _IDS if name in fields]
    data = {"id": ids[-1]} if ids else {}
    texts = _texts(fields)
    said = ["\n".join(texts)] if texts else [fields[name] for name in _WORDS if name in fields]
    if said:
        data["text"] = said[0]
    who = next((fields[name] for name in _WHO if name in fields), None)
    return data | ({"recipient": {"id": _PLUS.sub(r"\1+", who)}} if isinstance(who, str) else {})


def _texts(fields: dict[str, Any]) -> list[str]:
    """The texts under both names that are not blank; those that differ in spaces alone are one."""
    said = (fields.get(name) for name in _WORDS)
    texts = {text.strip(): text for text in said if isinstance(text, str)}
    return [text for bare, text in texts.items() if bare]


def read_words(data: Any, signal_type: str, now: datetime, place: Place) -> Read:
    """The words that were handed on; `place` is that of a fault in the body as it was sent."""
    with placed(place):
        message = as_message(fit(data, InboundIn), signal_type, now)
    return Read(message, lambda fault: place(PLACE(fault)))


def words_in(data: Any) -> dict[str, Any]:
    """The words in a message's shape, unchecked; also where JSON has a form's names for them.

    A recipient in JSON's own form is who it says, whatever number stands beside it.
    """
    given = object_in(data)
    own = {"recipient": given["recipient"]} if isinstance(given.get("recipient"), dict) else {}
    given = {**given, **_named(given), **own}
    return {**given, "signal": {name: given.get(name) for name in ("id", "at", "text")}}


def in_form(fault: Fault) -> Fault:
    """The fault by the name of its form field."""
    name = fault.name or _FIELDS.get(fault.pointer, "")
    return replace(fault, name=name) if name else fault


def as_message(inbound: InboundIn, signal_type: str, now: datetime) -> MessageIn:
    """The signal that the words are: somebody wrote to us."""
    signal = Signal(id=inbound.id, type=signal_type, at=inbound.at or now, text=inbound.text)
    return MessageIn(
        signal=signal,
        channel=inbound.channel,
        recipient=inbound.recipient,
        audience=inbound.audience,
        locale=inbound.locale,
    )
