"""Each event as OpenAPI 3.1 describes a webhook: the headers, the body and its exact fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from service.domain.vocabulary import CHANNELS, Outcome, Purpose
from service.webhooks.events import EVENTS

#: Fields of a body by name, each as a JSON Schema.
Fields = Mapping[str, Mapping[str, Any]]

_TEXT = {"type": "string"}
_SOME_CHANNEL = {"enum": [*CHANNELS, "any"]}
_PURPOSE = {"enum": list(get_args(Purpose))}
_RECEIPT = {"type": "string", "pattern": "^r_[0-9a-f]{32}$"}
_PERHAPS_A_RECEIPT = {"type": ["string", "null"], "pattern": _RECEIPT["pattern"]}

_COMMON: Fields = {
    "chain": {"enum": ["live", "sandbox"]},
    "entry": {"type": "integer", "minimum": 1},
    "recipient": {"type": "string", "pattern": "^p_[0-9a-f]{32}$"},
}
_STOPPED: Fields = {"channel": _SOME_CHANNEL, "source": _TEXT}
_AGREED: Fields = {
    "purpose": _PURPOSE,
    "channel": _SOME_CHANNEL,
    "source": _TEXT,
    "part": {
        "type": "boolean",
        "description": "Whether it is about a part of the purpose alone: one topic. Which one, "
        "`POST /v1/standing` tells.",
    },
}

#: The data of each type, or of each family of types, besides what all have.
_DATA: Mapping[str, Fields] = {
    "decision": {
        "receipt_id": _RECEIPT,
        "channel": {"enum": list(CHANNELS)},
        "outcome": {"enum": list(get_args(Outcome))},
        "caller": _TEXT,
        "repeats": _PERHAPS_A_RECEIPT,
    },
    "delivery": {"receipt_id": _RECEIPT, "suppressed": {"type": "boolean"}},
    "recipient.opted_out": {
        **_STOPPED,
        "purposes": {"type": "array", "items": _PURPOSE},
        "receipt_id": _PERHAPS_A_RECEIPT,
    },
    "recipient.opted_in": {**_STOPPED, "purposes": {"type": "array", "items": _PURPOSE}},
    "recipient.suppressed": _STOPPED,
    "recipient.unsuppressed": _STOPPED,
    "recipient.consented": _AGREED,
    "recipient.withdrew": _AGREED,
    "recipient.erased": {},
}

_HEADERS: Mapping[str, str] = {
    "webhook-id": "The same for every attempt; pass over one that you had.",
    "webhook-timestamp": "Seconds since 1970, of this attempt; refuse one far from now.",
    "webhook-signature": "`v1,` and base64 of the HMAC-SHA256 over `id.timestamp.body`; while a "
    "secret is being replaced, two with a space between.",
}


def schema_of(type_: str) -> dict[str, Any]:
    """The JSON Schema of an event's body."""
    own = _DATA.get(type_)
    data = {**_COMMON, **(own if own is not None else _DATA[type_.partition(".")[0]])}
    return _object(
        {
            "type": {"const": type_},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": _object(data),
        }
    )


def webhooks_described() -> dict[str, Any]:
    """What stands under `webhooks` in the description of the API.

    A later version may tell more, so a receiver's schema is open.
    """
    return {type_: {"post": _call(type_, when)} for type_, when in EVENTS.items()}


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object, and of those in it, with room for more."""
    fields = {
        name: _open(field) if "properties" in field else field
        for name, field in schema["properties"].items()
    }
    rest = {name: said for name, said in schema.items() if name != "additionalProperties"}
    return rest | {"properties": fields}


def _object(fields: Fields) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }


def _call(type_: str, when: str) -> dict[str, Any]:
    return {
        "operationId": f"webhook_{type_.replace('.', '_')}",
        "tags": ["Webhooks"],
        "summary": when,
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": words}
            for name, words in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _open(schema_of(type_))}},
        },
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "Nobody wants this any more; the webhook is turned off."},
            "default": {"description": "Not taken; the call is made again later."},
        },
    }
