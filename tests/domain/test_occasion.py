"""Whether a signal still calls for its message: what passes each check, and each way to fail it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.decision import Check
from service.domain.occasion import (
    check_duplicate,
    check_happened,
    check_lifetime,
    check_stop_rules,
    check_timing,
)
from service.domain.standing import (
    HandledSignal,
    PastEvent,
)
from tests.domain.checks import DAY, SECOND, failed
from tests.factories import (
    NOW,
    make_case,
    make_signal,
    make_standing,
    make_trigger,
)


class TestStopRules:
    TRIGGER = make_trigger(stop_when=("appointment.cancelled",))
    SIGNAL_AT = make_signal().at

    def check(
        self,
        *events: PastEvent,
        subject: str | None = "booking-1",
    ) -> Check:
        return check_stop_rules(
            make_case(
                trigger=self.TRIGGER,
                signal=make_signal(subject=subject),
                standing=make_standing(events=events),
            )
        )

    def cancelled(self, at: datetime, subject: str | None = "booking-1") -> PastEvent:
        return PastEvent(type="appointment.cancelled", at=at, subject=subject)

    def test_no_event_passes(self) -> None:
        assert self.check() == Check("stop rules", True, "none met (appointment.cancelled)")

    def test_trigger_that_nothing_stops_says_so(self) -> None:
        check = check_stop_rules(make_case())
        assert check == Check("stop rules", True, "none met (none declared)")

    def test_later_event_about_the_same_thing_stops(self) -> None:
        check = self.check(self.cancelled(self.SIGNAL_AT + SECOND))
        assert failed(check) == "stop_rule"
        assert check.detail == "`appointment.cancelled` came after the signal"

    def test_event_in_the_same_second_stops(self) -> None:
        assert failed(self.check(self.cancelled(self.SIGNAL_AT))) == "stop_rule"

    def test_event_before_the_signal_does_not_stop(self) -> None:
        """Every cancellation is about a visit that was booked before."""
        assert self.check(self.cancelled(self.SIGNAL_AT - SECOND)).passed

    def test_event_about_another_thing_does_not_stop(self) -> None:
        assert self.check(self.cancelled(NOW, subject="booking-2")).passed

    def test_event_about_nobody_knows_what_stops(self) -> None:
        assert failed(self.check(self.cancelled(NOW, subject=None))) == "stop_rule"

    def test_event_that_counts_whatever_its_subject_stops(self) -> None:
        trigger = make_trigger(
            stop_when=("appointment.booked", "appointment.cancelled"),
            stop_any_subject=("appointment.booked",),
        )
        booked = PastEvent(type="appointment.booked", at=self.SIGNAL_AT, subject="booking-2")
        before = booked.model_copy(update={"at": self.SIGNAL_AT - SECOND})
        for event, reason in (
            (booked, "stop_rule"),
            (before, None),
            (self.cancelled(NOW, subject="booking-2"), None),
        ):
            check = check_stop_rules(
                make_case(trigger=trigger, standing=make_standing(events=(event,)))
            )
            assert check.reason == reason

    def test_signal_about_nobody_knows_what_is_stopped_by_any(self) -> None:
        assert failed(self.check(self.cancelled(NOW), subject=None)) == "stop_rule"

    def test_signal_does_not_stop_itself(self) -> None:
        trigger = make_trigger(
            stop_when=("appointment.booked",), stop_any_subject=("appointment.booked",)
        )
        own = PastEvent(type="appointment.booked", at=self.SIGNAL_AT, subject="booking-1")
        for event, reason in (
            (own, None),
            (own.model_copy(update={"at": self.SIGNAL_AT + SECOND}), "stop_rule"),
            (own.model_copy(update={"subject": "booking-2"}), "stop_rule"),
        ):
            check = check_stop_rules(
                make_case(trigger=trigger, standing=make_standing(events=(event,)))
            )
            assert check.reason == reason

    def test_event_that_the_trigger_does_not_name_passes(self) -> None:
        assert self.check(PastEvent(type="portal.joined", at=NOW, subject="booking-1")).passed


class TestTiming:
    def check(self, value: date | datetime, now: datetime, zone: str | None) -> Check:
        return check_timing(
            make_case(
                trigger=make_trigger(not_before="due_on", uses=("due_on",)),
                values={"due_on": value},
                standing=make_standing(zone=zone),
                now=now,
            )
        )

    def test_nothing_to_wait_for_passes(self) -> None:
        assert check_timing(make_case()) == Check("timing", True, "nothing to wait for")

    def test_day_begins_at_midnight_where_the_recipient_is(self) -> None:
        midnight = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
        early = self.check(date(2026, 12, 1), midnight - SECOND, "America/Chicago")
        assert failed(early) == "not_yet"
        assert early.not_before == midnight
        assert early.detail == "it waits for Tue 2026-12-01 00:00"
        assert self.check(date(2026, 12, 1), midnight, "America/Chicago").passed

    def test_unknown_zone_counts_in_the_librarys(self) -> None:
        midnight = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
        assert failed(self.check(date(2026, 12, 1), midnight - SECOND, None)) == "not_yet"
        assert self.check(date(2026, 12, 1), midnight, None).passed

    def test_time_is_waited_for_to_the_second(self) -> None:
        starts = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
        assert failed(self.check(starts, starts - SECOND, "Asia/Tokyo")) == "not_yet"
        assert self.check(starts, starts, "Asia/Tokyo").passed


class TestHappened:
    def check(
        self, value: date | datetime, *, at: datetime = NOW, zone: str | None = "America/Chicago"
    ) -> Check:
        return check_happened(
            make_case(
                trigger=make_trigger(after="day"),
                signal=make_signal(at=at),
                values={"day": value},
                standing=make_standing(zone=zone),
            )
        )

    def test_trigger_that_reports_nothing_passes(self) -> None:
        passed = Check("happened", True, "it reports nothing that lies ahead")
        assert check_happened(make_case()) == passed
        assert check_happened(make_case(trigger=make_trigger(after="day"))) == passed

    def test_time_lies_behind_to_the_second(self) -> None:
        assert self.check(NOW).passed
        ahead = self.check(NOW + SECOND)
        assert failed(ahead) == "signal_premature"
        assert ahead.detail == "what it reports still lay ahead: Tue 2026-11-24 10:00"
        assert ahead.not_before is None

    def test_signal_is_asked_and_not_the_clock(self) -> None:
        """A visit of now, reported as missed five minutes ago, was reported too early."""
        assert failed(self.check(NOW, at=NOW - timedelta(minutes=5))) == "signal_premature"

    def test_senders_clock_that_is_ahead_makes_nothing_happen(self) -> None:
        soon = NOW + timedelta(minutes=3)
        assert failed(self.check(soon, at=NOW + timedelta(minutes=4))) == "signal_premature"

    def test_day_has_come_when_it_has_begun_at_the_place_or_for_the_recipient(self) -> None:
        tomorrow = date(2026, 11, 25)
        assert failed(self.check(tomorrow)) == "signal_premature"
        assert self.check(tomorrow, zone="Asia/Tokyo").passed
        assert self.check(date(2026, 11, 24), zone="Pacific/Honolulu").passed


class TestNear:
    def check(self, value: date | datetime, *, now: datetime = NOW) -> Check:
        trigger = make_trigger(before="day", near="3 days")
        return check_happened(make_case(trigger=trigger, values={"day": value}, now=now))

    def test_what_is_called_near_is_near_to_the_second(self) -> None:
        assert self.check(NOW + 3 * DAY).passed
        far = self.check(NOW + 3 * DAY + SECOND)
        assert failed(far) == "signal_premature"
        assert far.detail == (
            "what it calls near is far off until Tue 2026-11-24 10:00, 3 days before `day`"
        )
        assert far.not_before is None

    def test_what_has_come_near_since_the_signal_is_near(self) -> None:
        assert self.check(NOW + 4 * DAY, now=NOW + DAY).passed

    def test_day_counts_from_its_beginning(self) -> None:
        assert self.check(date(2026, 11, 27)).passed
        assert failed(self.check(date(2026, 11, 28))) == "signal_premature"

    def test_trigger_that_calls_nothing_near_passes(self) -> None:
        far = {"day": NOW + 300 * DAY}
        assert check_happened(make_case(trigger=make_trigger(before="day"), values=far)).passed


class TestLifetime:
    def test_signal_lives_to_its_last_second(self) -> None:
        born = make_signal().at
        alive = check_lifetime(make_case(now=born + timedelta(days=7)))
        assert alive == Check("lifetime", True, "within 1 week of the signal")
        dead = check_lifetime(make_case(now=born + timedelta(days=7) + SECOND))
        assert failed(dead) == "signal_expired"
        assert dead.detail == "it said something until Tue 2026-12-01 09:55"

    def test_signal_ends_when_what_it_prepares_for_begins(self) -> None:
        starts = NOW + timedelta(hours=2)
        trigger = make_trigger(before="starts_at")
        case = {"trigger": trigger, "values": {"starts_at": starts}}
        assert check_lifetime(make_case(now=starts, **case)).passed
        assert failed(check_lifetime(make_case(now=starts + SECOND, **case))) == "signal_expired"

    def test_signal_ends_with_the_day_that_it_prepares_for(self) -> None:
        midnight = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
        case = {"trigger": make_trigger(before="day"), "values": {"day": date(2026, 11, 25)}}
        assert check_lifetime(make_case(now=midnight, **case)).passed
        assert failed(check_lifetime(make_case(now=midnight + SECOND, **case))) == "signal_expired"

    def test_signal_ends_a_margin_before_what_it_prepares_for(self) -> None:
        trigger = make_trigger(before="starts_at", margin="2 hours")
        case = {"trigger": trigger, "values": {"starts_at": NOW + timedelta(hours=2)}}
        assert check_lifetime(make_case(now=NOW, **case)).passed
        late = check_lifetime(make_case(now=NOW + SECOND, **case))
        assert failed(late) == "signal_expired"
        assert late.detail == (
            "it said something until Tue 2026-11-24 10:00, 2 hours before `starts_at`"
        )

    def test_margin_counts_from_the_end_of_a_day(self) -> None:
        trigger = make_trigger(before="day", margin="1 day")
        case = make_case(trigger=trigger, values={"day": date(2026, 11, 25)})
        assert case.times.valid_until == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)

    def test_lifetime_that_ends_earlier_says_nothing_of_the_margin(self) -> None:
        trigger = make_trigger(before="starts_at", margin="2 hours", within="1 day")
        values = {"starts_at": NOW + 9 * DAY}
        late = check_lifetime(make_case(trigger=trigger, values=values, now=NOW + 2 * DAY))
        assert late.detail == "it said something until Wed 2026-11-25 09:55"

    def test_periods_need_something_to_count_from(self) -> None:
        with pytest.raises(ValueError, match="say `before`"):
            make_trigger(margin="2 hours")
        with pytest.raises(ValueError, match="say `before`"):
            make_trigger(near="2 hours")
        with pytest.raises(ValueError, match="say `after`"):
            make_trigger(fresh="2 hours")

    def test_fields_that_are_left_out_do_not_change_a_releases_hash(self) -> None:
        later = {"margin", "near", "after", "fresh", "clock"}
        assert not later & set(make_trigger().model_dump())
        periods = {"margin": "1 hour", "near": "1 day", "fresh": "1 day"}
        said = make_trigger(before="day", after="day", clock="recipient", **periods)
        assert later <= set(said.model_dump())

    def test_lifetime_counts_from_the_day_that_is_waited_for(self) -> None:
        trigger = make_trigger(not_before="due_on", within="2 days")
        case = make_case(trigger=trigger, values={"due_on": date(2026, 12, 1)})
        assert case.times.valid_until == datetime(2026, 12, 3, 6, 0, tzinfo=UTC)

    def test_lifetime_counts_from_the_day_when_that_is_over(self) -> None:
        """A reminder for a day three weeks ago is none, whenever it was asked for."""
        trigger = make_trigger(not_before="due_on", within="2 days")
        case = make_case(trigger=trigger, values={"due_on": date(2026, 11, 1)})
        assert case.times.valid_until == datetime(2026, 11, 3, 5, 0, tzinfo=UTC)

    def test_what_is_reported_is_news_for_so_long(self) -> None:
        trigger = make_trigger(after="starts_at", fresh="2 days")
        case = {"trigger": trigger, "values": {"starts_at": NOW - 2 * DAY}}
        assert check_lifetime(make_case(now=NOW, **case)).passed
        old = check_lifetime(make_case(now=NOW + SECOND, **case))
        assert failed(old) == "signal_expired"
        assert old.detail == (
            "it said something until Tue 2026-11-24 10:00, 2 days after `starts_at`"
        )

    def test_news_of_a_day_counts_from_its_end(self) -> None:
        trigger = make_trigger(after="day", fresh="2 days")
        case = make_case(trigger=trigger, values={"day": date(2026, 11, 22)})
        assert case.times.valid_until == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)

    def test_news_lives_no_longer_than_its_signal(self) -> None:
        trigger = make_trigger(after="day", fresh="90 days", within="1 day")
        late = check_lifetime(
            make_case(trigger=trigger, values={"day": date(2026, 11, 22)}, now=NOW + 2 * DAY)
        )
        assert late.detail == "it said something until Wed 2026-11-25 09:55"


class TestDuplicate:
    def test_first_time_passes(self) -> None:
        assert check_duplicate(make_case()) == Check(
            "duplicate", True, "first time on this channel"
        )

    def test_signal_that_was_answered_on_the_channel_fails(self) -> None:
        handled = (HandledSignal(id="sig-1", channel="email"),)
        check = check_duplicate(make_case(standing=make_standing(handled=handled)))
        assert failed(check) == "duplicate_signal"
        assert check.detail == "this signal was answered already"

    @pytest.mark.parametrize(
        "handled",
        [HandledSignal(id="sig-1", channel="sms"), HandledSignal(id="x", channel="email")],
    )
    def test_another_channel_or_signal_passes(self, handled: HandledSignal) -> None:
        assert check_duplicate(make_case(standing=make_standing(handled=(handled,)))).passed
