"""Requests and answers that the documentation shows. The answers are real: see `examples.json`,
which `python -m tests.web.write_examples` makes from the demo's calls.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "examples.json"

#: The answer of each outcome, by the name that the documentation gives it.
OUTCOMES = ("send", "send on the portal", "hold", "suppress", "escalate", "blocked")

MESSAGE: dict[str, Any] = {
    "signal": {
        "id": "booking-80-created",
        "type": "appointment.booked",
        "at": "2026-11-24T15:55:00Z",
        "subject": "booking-80",
        "attributes": {
            "starts_at": "2026-12-08T09:30:00-06:00",
            "place": "riverbend",
            "visit_kind": "office",
        },
    },
    "channel": "sms",
    "recipient": {"id": "crm-20417"},
}
WHO = {"id": "crm-20417", "kind": "known"}
TRACK: dict[str, Any] = {
    "type": "track",
    "event": "Appointment Booked",
    "userId": "crm-20417",
    "messageId": "b2f6c1d0-7a8e-4f4e-9d06-0a8f5f0c2f11",
    "timestamp": "2026-11-24T15:55:00.000Z",
    "properties": MESSAGE["signal"]["attributes"],
    "integrations": {"Bedside": {"channel": "email", "subject": "booking-80"}},
}
CLOUD_EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "booking-80-created",
    "source": "/scheduling",
    "type": "appointment.booked",
    "time": "2026-11-24T15:55:00Z",
    "subject": "booking-80",
    "datacontenttype": "application/json",
    "data": {
        "recipient": {"id": "crm-20417"},
        "channel": "email",
        "attributes": MESSAGE["signal"]["attributes"],
    },
}
JOURNEY: dict[str, Any] = {
    "inArguments": [
        {"signal": "appointment.booked", "channel": "email"},
        {"at": "2026-11-24T15:55:00Z", "subject": "booking-80"},
        {"starts_at": "2026-12-08T09:30:00-06:00", "place": "riverbend", "visit_kind": "office"},
    ],
    "outArguments": [],
    "keyValue": "crm-20417",
    "definitionInstanceId": "6f1c5f0e-57a5-4b38-9c37-0ac1e4b7a1de",
    "activityId": "901d36bb-9877-43a2-935b-cb8d62443526",
    "mode": 0,
}
CONSENTS: dict[str, Any] = {
    "recipient": WHO,
    "consents": [
        {
            "purpose": "education",
            "channel": "email",
            "status": "given",
            "at": "2026-05-24T16:00:00Z",
            "source": "portal",
        }
    ],
}
PREFERENCES = {"recipient": WHO, "zone": "America/Chicago", "channels": ["email", "portal"]}
OPT_OUT = {"recipient": WHO, "channel": "sms", "source": "phone"}
STOPPED = {"changed": True, "stops": [{"channel": "sms", "purposes": []}]}
STILL_STOPPED = {"changed": False, "stops": [{"channel": "any", "purposes": []}]}
SUPPRESSION = {"recipient": WHO, "channel": "email", "cause": "bounced"}
EVENT = {
    "recipient": WHO,
    "type": "appointment.cancelled",
    "at": "2026-11-24T15:58:00Z",
    "subject": "booking-80",
}
DELIVERY = {"receipt_id": "r_434063c47744ddb35607a79ae69d1cd7", "status": "not_sent"}
STANDING: dict[str, Any] = {
    "known": True,
    "consents": [{**CONSENTS["consents"][0], "topic": None}],
    "stops": [
        {"channel": "sms", "purposes": [], "at": "2026-11-24T15:59:40Z", "source": "own_words"}
    ],
    "suppressions": [],
    "preferences": {
        "locale": None,
        "zone": "America/Chicago",
        "reading_level": None,
        "channels": ["email", "portal"],
        "weekly_limit": None,
    },
}
ERASURE = {"recipient": WHO}
INBOUND = {
    "id": "SM0f3c",
    "recipient": WHO,
    "text": "STOP",
    "at": "2026-11-24T15:59:40Z",
    "channel": "sms",
}
TICKET = {"message": MESSAGE, "minutes": 120}


@lru_cache(maxsize=1)
def answers() -> dict[str, Any]:
    """The answers by name."""
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return data


def branches() -> dict[str, Any]:
    """The same as Journey Builder gets them."""
    return {name: {"branchResult": a["outcome"], **a} for name, a in answers().items()}
