"""Values with good defaults, so that a test states only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from service.domain.case import Case
from service.domain.content import (
    Arm,
    ContentModule,
    EmailSettings,
    EscalationPath,
    Experiment,
    ItemRoles,
    Kind,
    LibrarySettings,
    Organisation,
    QuietHours,
    SlotChoice,
    Topic,
    Trigger,
)
from service.domain.signals import Signal
from service.domain.standing import Consent, Recipient, Standing
from service.domain.vocabulary import CHANNELS

#: A Tuesday, 10 in the morning in Chicago.
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

BOOKING: dict[str, Any] = {
    "starts_at": "2026-12-08T09:30:00-06:00",
    "place": "riverbend",
    "visit_kind": "office",
}


def make_signal(**changes: Any) -> Signal:
    """A visit booked five minutes ago."""
    values: dict[str, Any] = {
        "id": "sig-1",
        "type": "appointment.booked",
        "at": NOW - timedelta(minutes=5),
        "attributes": BOOKING,
        "subject": "booking-1",
    }
    return Signal(**{**values, **changes})


def make_consent(purpose: str = "care_operations", **changes: Any) -> Consent:
    """A yes for a purpose on any channel, given half a year ago."""
    values: dict[str, Any] = {
        "purpose": purpose,
        "channel": "any",
        "status": "given",
        "at": NOW - timedelta(days=180),
        "source": "portal",
    }
    return Consent(**{**values, **changes})


def make_standing(**changes: Any) -> Standing:
    """A known patient in Chicago who said yes to care messages and to education."""
    values: dict[str, Any] = {
        "recipient": Recipient(key="p_1", kind="known", audience="patient"),
        "zone": "America/Chicago",
        "consents": (make_consent(), make_consent("education")),
    }
    return Standing(**{**values, **changes})


# --- a library's values, for tests of the domain -----------------------------------------------

TEAM: dict[str, Any] = {"owner": "team@example.org", "written_by": ("ed.team",)}


def make_settings(**changes: Any) -> LibrarySettings:
    """A small library in Chicago: e-mail, texts and calls are quiet at night, calls at weekends."""
    roles = dict.fromkeys(ItemRoles.model_fields, ("legal",))
    path = {"because": "You wrote to us.", "team": "nurse line", "respond_within": "10 minutes"}
    values: dict[str, Any] = {
        "id": "clinic",
        "brand": "clinic",
        "written_by": ("ed.team",),
        "organisation": Organisation(
            name="Clinic",
            short_name="Clinic",
            address="1 Main Street",
            phone="319-555-0100",
            email="hello@example.org",
            website="https://example.org",
        ),
        "locales": ("en-US",),
        "zone": "America/Chicago",
        "channels": CHANNELS,
        "roles": ("legal",),
        "kinds": {"education": Kind(title="Education", roles=("legal",))},
        "item_roles": ItemRoles(**roles),
        "topics": {
            "general": Topic(title="your care"),
            "heart": Topic(title="heart care"),
            "mind": Topic(title="well-being", sensitivity="sensitive"),
        },
        "quiet_hours": QuietHours(
            opens=time(8),
            closes=time(20),
            channels=("email", "sms", "call"),
            weekend_channels=("call",),
        ),
        "zone_unknown_retry": "12 hours",
        "escalation": {
            kind: EscalationPath(module=f"safety/{kind}", **path)
            for kind in ("emergency", "crisis", "poison")
        },
        "email": EmailSettings(
            sender_name="Clinic",
            sender_address="hello@example.org",
            unsubscribe_url="https://example.org/stop",
        ),
    }
    return LibrarySettings(**{**values, **changes})


def make_trigger(**changes: Any) -> Trigger:
    """Care that a booking asks for, on every channel, for a week."""
    values: dict[str, Any] = {
        "id": "visit-preparation",
        "title": "Getting ready",
        "on": "appointment.booked",
        "because": "You booked a visit with us.",
        "reason": "People who know what to bring worry less.",
        "source": "scheduling system",
        "purpose": "care_operations",
        "stage": "preparation",
        "audience": ("patient",),
        "recipients": ("known",),
        "channels": CHANNELS,
        "topics": ("heart",),
        "within": "7 days",
        "stop_when": (),
        "priority": 50,
        "uses": (),
        "slots": {"lead": SlotChoice(kinds=("education",))},
        **TEAM,
    }
    return Trigger(**{**values, **changes})


def make_case(**changes: Any) -> Case:
    """One trigger for a booking of five minutes ago, by e-mail."""
    values: dict[str, Any] = {
        "trigger": make_trigger(),
        "signal": make_signal(),
        "values": {},
        "standing": make_standing(),
        "channel": "email",
        "now": NOW,
        "settings": make_settings(),
        "locale": "en-US",
    }
    return Case(**{**values, **changes})


def make_experiment(**changes: Any) -> Experiment:
    """Two arms and a group that receives nothing, in the `help` slot."""
    values: dict[str, Any] = {
        "id": "warm-words",
        "title": "Warm words",
        "question": "Do warm words help?",
        "trigger": "visit-preparation",
        "slot": "help",
        "seed": "warm-words-2026",
        "starts": date(2026, 11, 1),
        "ends": date(2026, 11, 30),
        "holdout": 10,
        "arms": {"plain": Arm(share=60), "warm": Arm(share=30, variant="warm")},
        **TEAM,
    }
    return Experiment(**{**values, **changes})


def make_module(module_id: str, **changes: Any) -> ContentModule:
    """A module of health education on the heart, for patients, at any stage."""
    values: dict[str, Any] = {
        "id": module_id,
        "kind": "education",
        "title": module_id,
        "topics": ("heart",),
        "audience": ("patient",),
        "sensitivity": "general",
        "purposes": ("care_operations", "education"),
        "reading_grade": 7,
        "rewording": "open",
        "expires": date(2027, 12, 31),
        **TEAM,
    }
    return ContentModule(**{**values, **changes})
