"""A person's own words as an SMS gateway hands them on: JSON, or the form that many post.

The form has the names that most gateways share: `MessageSid`, `From` and `Body`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from service.domain.signals import Signal
from service.web.bodies import fit
from service.web.models import InboundIn, MessageIn
from service.web.places import below
from service.web.problems import Fault, WebProblem

_NAMES = {"MessageSid": "id", "SmsMessageSid": "id", "id": "id", "Body": "text", "text": "text"}
_WHO = ("From", "recipient")
_MOST_FIELDS = 100

#: Where inbound words in JSON have what a message has.
PLACE = below("", {"/signal": ""})
_FIELDS = {"/id": "MessageSid", "/text": "Body", "/recipient": "From", "/recipient/id": "From"}


def from_form(raw: bytes) -> InboundIn:
    """The message in a form body. Fields that Bedside does not need are passed over."""
    try:
        fields = dict(
            parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        )
    except UnicodeDecodeError:
        raise WebProblem("W102") from None
    except ValueError:
        raise WebProblem("W106", detail="the form has too many fields") from None
    data: dict[str, Any] = {to: fields[name] for name, to in _NAMES.items() if name in fields}
    who = next((fields[name] for name in _WHO if name in fields), None)
    if who is not None:
        data["recipient"] = {"id": who}
    return fit(data, InboundIn)


def in_form(fault: Fault) -> Fault:
    """The fault by the name of its form field."""
    name = fault.name or _FIELDS.get(fault.pointer, "")
    return replace(fault, name=name) if name else fault


def fresh_key() -> str:
    """An idempotency key that nobody used."""
    return f"inbound.{uuid4()}"


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
