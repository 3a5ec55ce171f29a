"""Times in finished messages: by whose clock, and what is too late or too early to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from guardrails import Guard
from service.assemblies import samples
from service.domain.vocabulary import Channel
from service.library.release import Release
from tests.doubles import call
from tests.factories import BOOKING, NOW, make_consent, make_signal, make_standing

NEW_YORK = make_standing(zone="America/New_York")
ZONES = ("America/New_York", "America/Denver", "America/Phoenix", "America/Los_Angeles")


def booked(kind: str, starts_at: str = "2026-12-08T15:30:00Z") -> dict[str, Any]:
    values = {**BOOKING, "visit_kind": kind, "starts_at": starts_at}
    return {"signal": make_signal(attributes=values)}


@pytest.mark.parametrize("kind", ["video", "phone"])
def test_visit_from_home_is_at_the_readers_time(release: Release, guard: Guard, kind: str) -> None:
    message = call(release, guard=guard, standing=NEW_YORK, **booked(kind)).message
    assert message is not None
    for twin in (message.html, message.text):
        assert "Tuesday, December 8 at 10:30 AM Eastern Standard Time" in (twin or "")
        assert "9:30" not in (twin or "")


def test_office_visit_is_at_the_time_of_the_office(release: Release, guard: Guard) -> None:
    message = call(release, guard=guard, standing=NEW_YORK, **booked("office")).message
    assert message is not None
    for twin in (message.html, message.text):
        assert "Tuesday, December 8 at 9:30 AM Central Standard Time" in (twin or "")


@pytest.mark.parametrize("kind", ["office", "video", "phone"])
def test_who_lives_by_the_same_clock_reads_no_zone(release: Release, kind: str) -> None:
    for zone in ("America/Chicago", "America/Regina"):
        message = call(release, standing=make_standing(zone=zone), **booked(kind)).message
        assert message is not None
        assert "at 9:30 AM" in message.visible_text
        assert "Standard Time" not in message.visible_text


@pytest.mark.parametrize("zone", [*ZONES, "America/Sao_Paulo"])
def test_texts_with_a_zone_fit_and_pass_the_guard(
    release: Release, guard: Guard, zone: str
) -> None:
    """Nobody elsewhere is left without a text because a zone made it too long."""
    tried = set()
    for sample in samples(release):
        kinds = release.signals[release.triggers[sample.trigger_id].on].attributes
        timed = [name for name, kind in kinds.items() if kind.type == "datetime"]
        if sample.channel != "sms" or not timed or sample.reading_level != "standard":
            continue
        at = datetime.fromisoformat(str(dict(sample.attributes)[timed[0]]))
        trigger = release.triggers[sample.trigger_id]
        # Eleven in the morning in Chicago is a time of day in all of these zones.
        now = at.replace(hour=11) + timedelta(days=1 if trigger.after else -1)
        decision = call(
            release,
            guard=guard,
            signal=make_signal(
                type=trigger.on, at=now - timedelta(minutes=5), attributes=dict(sample.attributes)
            ),
            standing=make_standing(
                zone=zone, consents=(make_consent(trigger.purpose, at=now - timedelta(days=90)),)
            ),
            now=now,
            channel="sms",
        )
        if sample.audience == "patient":
            assert decision.outcome == "send", (sample.trigger_id, decision.reasons)
            tried.add(sample.trigger_id)
    assert tried >= {"visit-preparation", "video-upcoming", "missed-visit", "event-registered"}


@pytest.mark.parametrize("channel", ["email", "sms", "portal", "call"])
def test_visit_that_lies_ahead_was_not_missed(release: Release, channel: Channel) -> None:
    ahead = make_signal(
        type="appointment.missed",
        attributes={"starts_at": "2026-12-08T15:30:00Z", "place": "riverbend"},
    )
    decision = call(release, signal=ahead, channel=channel)
    assert decision.outcome == "suppress"
    (reason,) = decision.reasons
    assert str(reason.detail) == "what it reports still lay ahead: Tue 2026-12-08 09:30"
    assert reason.code == "signal_premature"
    assert "starts_at" in decision.receipt.used


def test_slip_does_not_come_true_by_asking_again(release: Release) -> None:
    """The visit of two days later may take place; the old signal knows nothing of it."""
    ahead = make_signal(
        type="appointment.missed",
        attributes={"starts_at": "2026-11-26T15:30:00Z", "place": "riverbend"},
    )
    decision = call(release, signal=ahead, now=NOW + timedelta(days=3))
    assert [reason.code for reason in decision.reasons] == ["signal_premature"]


@pytest.mark.parametrize(("day", "outcome"), [("2026-11-24", "send"), ("2026-11-25", "suppress")])
def test_summary_is_of_a_visit_that_was(release: Release, day: str, outcome: str) -> None:
    signal = make_signal(
        type="appointment.attended",
        attributes={"visited_on": day, "place": "riverbend", "visit_kind": "office"},
    )
    assert call(release, signal=signal).outcome == outcome


def test_advice_ends_when_it_is_too_late_to_follow(release: Release) -> None:
    soon = call(release, **booked("office", "2026-11-24T16:08:00Z"))
    assert soon.outcome == "suppress"
    assert [(reason.code, reason.detail) for reason in soon.reasons] == [
        (
            "signal_expired",
            "it said something until Tue 2026-11-24 09:08, 1 hour before `starts_at`",
        )
    ]
    assert call(release, **booked("office", "2026-11-24T17:00:00Z")).outcome == "send"


def test_text_is_not_held_until_it_is_too_late(release: Release) -> None:
    night = datetime.fromisoformat("2026-11-25T04:00:00Z")
    for starts, outcome in (("14:05", "suppress"), ("15:05", "hold")):
        early = make_signal(
            at=night - timedelta(minutes=5),
            attributes={**BOOKING, "starts_at": f"2026-11-25T{starts}:00Z"},
        )
        assert call(release, signal=early, now=night, channel="sms").outcome == outcome
