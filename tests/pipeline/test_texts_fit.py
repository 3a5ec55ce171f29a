"""A text about a visit is one part, whatever its day, place and zone: a longer one is lost."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails import Guard
from service.library.release import Release
from service.pipeline import decide
from tests.factories import NOW, make_signal, make_standing

#: The longest that values get: a place with a long name, and a time with its year and its zone.
TIMES = ("2027-12-29T12:30:00-06:00", "2027-12-29T00:00:00-06:00", "2027-12-29T12:00:00-06:00")
ZONES = ("America/Denver", "America/Chicago")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("starts_at", TIMES)
@pytest.mark.parametrize("kind", ["office", "video", "phone"])
@pytest.mark.parametrize(
    "signal", ["appointment.booked", "appointment.moved", "appointment.cancelled"]
)
def test_a_text_about_a_far_visit_is_one_part(
    signal: str, kind: str, starts_at: str, zone: str, release: Release, guard: Guard
) -> None:
    attributes: dict[str, Any] = {"starts_at": starts_at}
    if signal != "appointment.cancelled":
        attributes |= {"place": "north", "visit_kind": kind}
    decision = decide(
        release,
        make_signal(type=signal, attributes=attributes),
        make_standing(zone=zone),
        NOW,
        channel="sms",
        guard=guard,
    )
    assert (decision.outcome, decision.reasons) == ("send", ())
    assert decision.message is not None
    assert decision.message.segments == 1
