"""Values with good defaults, so that a test states only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from service.domain.signals import Signal
from service.domain.standing import Consent, Recipient, Standing

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
