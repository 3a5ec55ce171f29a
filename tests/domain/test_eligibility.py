"""Every check between a signal and a message: what passes it, and each way to fail it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from service.domain.content import Cap, TriggerCap
from service.domain.decision import Check
from service.domain.eligibility import (
    CHECKS,
    FINALITY,
    Case,
    check_all,
    check_caps,
    check_channel,
    check_consent,
    check_duplicate,
    check_happened,
    check_holdout,
    check_lifetime,
    check_locale,
    check_opt_out,
    check_quiet_hours,
    check_stop_rules,
    check_suppression_list,
    check_timing,
)
from service.domain.experiments import HOLDOUT, assign
from service.domain.standing import (
    HandledSignal,
    OptOut,
    PastEvent,
    Recipient,
    SentMessage,
    Suppression,
)
from service.domain.vocabulary import CHANNELS, Channel, Purpose
from tests.factories import (
    NOW,
    make_case,
    make_consent,
    make_experiment,
    make_settings,
    make_signal,
    make_standing,
    make_trigger,
)

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
#: 22:00 in Chicago on the tests' day.
NIGHT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def sent(age: timedelta, **changes: object) -> SentMessage:
    """A message of `age` ago, by e-mail, of another trigger, for education."""
    values = {"channel": "email", "trigger": "another", "purpose": "education"}
    return SentMessage(at=NOW - age, **{**values, **changes})


def failed(check: Check) -> str | None:
    """The reason of a failed check, None of one that passed."""
    assert check.passed == (check.reason is None)
    return check.reason


class TestSuppressionList:
    def test_nobody_on_it_passes(self) -> None:
        assert check_suppression_list(make_case()) == Check("suppression list", True, "not on it")

    @pytest.mark.parametrize(
        "cause", get_args(Suppression.model_fields["cause"].annotation), ids=str
    )
    def test_every_cause_stops_the_channel(self, cause: str) -> None:
        entry = Suppression(channel="email", cause=cause)
        check = check_suppression_list(make_case(standing=make_standing(suppressions=(entry,))))
        assert failed(check) == "suppression_list"
        assert check.detail == f"on the list: {cause.replace('_', ' ')}"

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_entry_without_a_channel_stops_each(self, channel: Channel) -> None:
        standing = make_standing(suppressions=(Suppression(cause="do_not_contact"),))
        check = check_suppression_list(make_case(standing=standing, channel=channel))
        assert failed(check) == "suppression_list"

    def test_entry_for_another_channel_passes(self) -> None:
        standing = make_standing(suppressions=(Suppression(channel="sms", cause="invalid"),))
        assert check_suppression_list(make_case(standing=standing)).passed


class TestOptOut:
    def test_no_opt_out_passes(self) -> None:
        assert check_opt_out(make_case()) == Check("opt-out", True, "none for email")

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_opt_out_of_everything_holds_in_each_channel(self, channel: Channel) -> None:
        standing = make_standing(opt_outs=(OptOut(at=NOW - DAY),))
        check = check_opt_out(make_case(standing=standing, channel=channel))
        assert failed(check) == "opted_out"
        assert check.detail == "stopped on 2026-11-23"

    def test_opt_out_of_another_channel_passes(self) -> None:
        standing = make_standing(opt_outs=(OptOut(channel="sms", at=NOW - DAY),))
        assert check_opt_out(make_case(standing=standing)).passed

    def test_opt_out_of_a_purpose_holds_for_it_alone(self) -> None:
        standing = make_standing(opt_outs=(OptOut(purposes=("marketing",), at=NOW - DAY),))
        marketing = make_trigger(purpose="marketing")
        assert failed(check_opt_out(make_case(standing=standing, trigger=marketing))) == "opted_out"
        assert check_opt_out(make_case(standing=standing)).passed

    def test_opt_out_from_a_clock_ahead_holds_already(self) -> None:
        standing = make_standing(opt_outs=(OptOut(at=NOW + timedelta(hours=1)),))
        assert failed(check_opt_out(make_case(standing=standing))) == "opted_out"

    def test_consent_does_not_undo_an_opt_out(self) -> None:
        standing = make_standing(
            opt_outs=(OptOut(at=NOW - DAY),), consents=(make_consent(at=NOW - SECOND),)
        )
        assert failed(check_opt_out(make_case(standing=standing))) == "opted_out"


class TestConsent:
    def test_consent_that_stands_passes_and_is_named(self) -> None:
        detail = "care operations by email, given 2026-05-28 (portal)"
        assert check_consent(make_case()) == Check("consent", True, detail)

    def test_nothing_on_record_is_absent(self) -> None:
        case = make_case(standing=make_standing(consents=()))
        assert failed(check_consent(case)) == "consent_absent"

    def test_last_word_no_is_withdrawn(self) -> None:
        words = (make_consent(), make_consent(status="withdrawn", at=NOW - DAY))
        case = make_case(standing=make_standing(consents=words))
        assert failed(check_consent(case)) == "consent_withdrawn"

    def test_outreach_is_asked_at_the_signals_time(self) -> None:
        words = (make_consent("marketing", at=NOW - timedelta(minutes=4)),)
        case = make_case(
            trigger=make_trigger(purpose="marketing"), standing=make_standing(consents=words)
        )
        assert failed(check_consent(case)) == "consent_absent"


class TestChannel:
    def test_offered_and_not_declined_passes(self) -> None:
        assert check_channel(make_case()) == Check(
            "channel", True, "email is offered and not declined"
        )

    def test_trigger_without_the_channel_fails(self) -> None:
        check = check_channel(make_case(trigger=make_trigger(channels=("sms",))))
        assert failed(check) == "no_channel"
        assert check.detail == "this message is not written for email"

    def test_library_without_the_channel_fails(self) -> None:
        case = make_case(settings=make_settings(channels=("sms",)))
        assert failed(check_channel(case)) == "no_channel"

    def test_kind_of_recipient_that_is_not_meant_fails(self) -> None:
        visitor = Recipient(key="s_1", kind="anonymous")
        check = check_channel(make_case(standing=make_standing(recipient=visitor)))
        assert failed(check) == "no_channel"
        assert check.detail == "not meant for anonymous recipients"

    def test_channel_that_the_recipient_did_not_choose_fails(self) -> None:
        check = check_channel(make_case(standing=make_standing(channels=("sms",))))
        assert failed(check) == "no_channel"
        assert check.detail == "the recipient did not choose email"

    def test_recipient_who_chose_no_channel_at_all_gets_none(self) -> None:
        case = make_case(standing=make_standing(channels=()))
        assert failed(check_channel(case)) == "no_channel"

    def test_chosen_channel_passes(self) -> None:
        assert check_channel(make_case(standing=make_standing(channels=("sms", "email")))).passed


class TestLocale:
    def test_language_of_the_library_passes(self) -> None:
        assert check_locale(make_case()) == Check("locale", True, "en-US")

    def test_language_that_it_lacks_fails(self) -> None:
        check = check_locale(make_case(locale=None, standing=make_standing(locale="pl-PL")))
        assert failed(check) == "locale_unavailable"
        assert check.detail == "no words in pl-PL in this library"


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


class TestHoldout:
    EXPERIMENT = make_experiment(holdout=50, arms={"a": {"share": 25}, "b": {"share": 25}})

    def check(self, *, held_out: bool) -> Check:
        key = next(
            f"p_{number}"
            for number in range(1000)
            if (assign(self.EXPERIMENT, f"p_{number}") == HOLDOUT) is held_out
        )
        standing = make_standing(recipient=Recipient(key=key, kind="known"))
        return check_holdout(make_case(standing=standing, experiments=(self.EXPERIMENT,)))

    def test_recipient_in_an_arm_passes(self) -> None:
        assert self.check(held_out=False) == Check("holdout", True, "not held out")

    def test_recipient_of_the_holdout_group_fails(self) -> None:
        check = self.check(held_out=True)
        assert failed(check) == "holdout"
        assert check.detail == "held out by experiment `warm-words`"


class TestCaps:
    WEEK = Cap(
        id="week", purposes=("education", "marketing"), channels=("email", "sms"), max=2, days=7
    )
    EDUCATION = make_trigger(id="article", purpose="education")

    def check(self, *recent: SentMessage, channel: Channel = "email", **changes: object) -> Check:
        trigger = self.EDUCATION.model_copy(update=changes)
        return check_caps(
            make_case(
                trigger=trigger,
                channel=channel,
                settings=make_settings(caps=(self.WEEK,)),
                standing=make_standing(recent=recent),
            )
        )

    def test_place_that_is_left_passes(self) -> None:
        assert self.check(sent(DAY)) == Check("frequency caps", True, "a place is left under each")

    def test_last_place_taken_fails_and_names_the_cap(self) -> None:
        check = self.check(sent(DAY), sent(2 * DAY))
        assert failed(check) == "frequency_cap"
        assert check.detail == "reached: `week` (2 in 7 days)"
        assert check.not_before is None

    def test_other_channels_and_purposes_of_the_cap_count_together(self) -> None:
        recent = (sent(DAY, channel="sms"), sent(DAY, purpose="marketing"))
        assert failed(self.check(*recent)) == "frequency_cap"

    def test_channels_that_the_cap_does_not_name_do_not_count(self) -> None:
        assert self.check(sent(DAY), sent(DAY, channel="portal")).passed

    def test_message_on_a_channel_that_the_cap_does_not_name_is_free(self) -> None:
        assert self.check(sent(DAY), sent(DAY), channel="web").passed

    def test_reserved_place_counts(self) -> None:
        assert failed(self.check(sent(DAY), sent(DAY, status="reserved"))) == "frequency_cap"

    def test_place_reserved_for_tomorrow_counts(self) -> None:
        assert failed(self.check(sent(DAY), sent(-DAY, status="reserved"))) == "frequency_cap"

    def test_message_that_was_not_sent_does_not_count(self) -> None:
        assert self.check(sent(DAY), sent(DAY, status="not_sent")).passed

    @pytest.mark.parametrize("purpose", ["care_operations", "treatment", "safety"])
    def test_care_is_neither_limited_nor_counted(self, purpose: Purpose) -> None:
        assert self.check(sent(DAY), sent(2 * DAY), purpose=purpose).passed
        assert self.check(sent(DAY, purpose=purpose), sent(DAY, purpose=purpose)).passed

    def test_care_is_limited_where_the_library_says_so(self) -> None:
        cap = self.WEEK.model_copy(update={"purposes": ("care_operations",), "max": 1})
        case = make_case(
            settings=make_settings(caps=(cap,)),
            standing=make_standing(recent=(sent(DAY, purpose="care_operations"),)),
        )
        assert failed(check_caps(case)) == "frequency_cap"

    def test_message_leaves_the_window_at_the_recipients_midnight(self) -> None:
        """Seven days with today are the 18th to the 24th in Chicago."""
        first_second = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
        inside, outside = sent(NOW - first_second), sent(NOW - first_second + SECOND)
        assert failed(self.check(sent(DAY), inside)) == "frequency_cap"
        assert self.check(sent(DAY), outside).passed

    def test_triggers_own_cap_counts_its_messages_on_every_channel(self) -> None:
        own = TriggerCap(max=1, days=30)
        recent = sent(20 * DAY, trigger="article", channel="portal")
        check = self.check(recent, cap=own)
        assert failed(check) == "frequency_cap"
        assert check.detail == "reached: `article` (1 in 30 days)"
        assert self.check(sent(20 * DAY), cap=own).passed

    def test_every_reached_cap_is_named(self) -> None:
        recent = (sent(DAY, trigger="article"), sent(DAY))
        check = self.check(*recent, cap=TriggerCap(max=1, days=30))
        assert check.detail == "reached: `week` (2 in 7 days), `article` (1 in 30 days)"

    def test_trigger_that_holds_says_from_when_on_there_is_a_place(self) -> None:
        check = self.check(sent(DAY), sent(2 * DAY), on_cap="hold")
        assert failed(check) == "frequency_cap"
        assert check.not_before == datetime(2026, 11, 29, 6, 0, tzinfo=UTC)

    def test_trigger_that_holds_waits_for_the_last_of_several_caps(self) -> None:
        recent = (sent(DAY), sent(2 * DAY, trigger="article"))
        check = self.check(*recent, on_cap="hold", cap=TriggerCap(max=1, days=30))
        assert check.not_before == datetime(2026, 12, 22, 6, 0, tzinfo=UTC)


class TestQuietHours:
    def check(self, now: datetime, channel: Channel = "email", **changes: object) -> Check:
        return check_quiet_hours(make_case(now=now, channel=channel, **changes))

    def test_day_passes(self) -> None:
        assert self.check(NOW) == Check("quiet hours", True, "open in America/Chicago")

    @pytest.mark.parametrize("channel", ["email", "sms", "call"])
    def test_night_fails_and_says_when_it_ends(self, channel: Channel) -> None:
        check = self.check(NIGHT, channel)
        assert failed(check) == "quiet_hours"
        assert check.not_before == MORNING
        assert check.detail == "closed until Wed 2026-11-25 08:00 in their zone"

    @pytest.mark.parametrize("channel", ["portal", "web"])
    def test_what_a_person_looks_at_passes_at_night(self, channel: Channel) -> None:
        check = self.check(NIGHT, channel)
        assert check == Check("quiet hours", True, f"{channel} disturbs nobody")

    @pytest.mark.parametrize("zone", [None, "", "Nowhere/Nothing", "localtime"])
    def test_unknown_zone_fails_and_is_asked_again_later(self, zone: str | None) -> None:
        check = self.check(NOW, standing=make_standing(zone=zone))
        assert failed(check) == "zone_unknown"
        assert check.not_before == NOW + timedelta(hours=12)

    @pytest.mark.parametrize("channel", ["portal", "web"])
    def test_unknown_zone_is_no_matter_where_nobody_is_disturbed(self, channel: Channel) -> None:
        assert self.check(NIGHT, channel, standing=make_standing(zone=None)).passed

    def test_answer_at_once_passes_at_night_and_without_a_zone(self) -> None:
        at_once = make_trigger(answers_at_once=True)
        check = self.check(NIGHT, trigger=at_once)
        assert check == Check("quiet hours", True, "answers the recipient's own action at once")
        assert self.check(NIGHT, trigger=at_once, standing=make_standing(zone=None)).passed

    @pytest.mark.parametrize("channel", ["sms", "call"])
    def test_answer_at_once_never_covers_what_wakes_people(self, channel: Channel) -> None:
        at_once = make_trigger(answers_at_once=True)
        assert failed(self.check(NIGHT, channel, trigger=at_once)) == "quiet_hours"
        nowhere = make_standing(zone=None)
        assert failed(self.check(NOW, channel, trigger=at_once, standing=nowhere)) == "zone_unknown"

    def test_call_waits_for_the_working_week(self) -> None:
        saturday = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
        assert self.check(saturday, "call").not_before == datetime(2026, 11, 30, 14, 0, tzinfo=UTC)
        assert self.check(saturday, "email").passed


class TestAllChecks:
    def test_every_check_runs_and_is_recorded_in_one_order(self) -> None:
        result = check_all(make_case())
        assert result.outcome == "send"
        assert result.reasons == ()
        assert [check.name for check in result.checks] == [
            "consent",
            "opt-out",
            "suppression list",
            "channel",
            "locale",
            "stop rules",
            "timing",
            "happened",
            "lifetime",
            "duplicate",
            "holdout",
            "frequency caps",
            "quiet hours",
        ]

    def test_failure_does_not_keep_the_others_from_running(self) -> None:
        result = check_all(make_case(standing=make_standing(consents=(), opt_outs=())))
        assert len(result.checks) == len(CHECKS)

    def test_reasons_are_ordered_from_the_most_final_on(self) -> None:
        case = everything_wrong()
        result = check_all(case)
        assert result.outcome == "suppress"
        assert [reason.code for reason in result.reasons] == [
            "suppression_list",
            "opted_out",
            "consent_absent",
            "no_channel",
            "locale_unavailable",
            "stop_rule",
            "signal_expired",
            "signal_premature",
            "duplicate_signal",
            "holdout",
            "frequency_cap",
            "quiet_hours",
        ]

    def test_every_reason_of_a_check_has_its_place(self) -> None:
        not_together = {"consent_withdrawn", "not_yet", "zone_unknown"}
        reached = {reason.code for reason in check_all(everything_wrong()).reasons}
        assert reached | not_together == set(FINALITY)
        assert len(FINALITY) == len(set(FINALITY))


def everything_wrong() -> Case:
    """A call that fails every check that can fail together with the others."""
    experiment = make_experiment(holdout=50, arms={"a": {"share": 25}, "b": {"share": 25}})
    key = next(f"p_{n}" for n in range(1000) if assign(experiment, f"p_{n}") == HOLDOUT)
    return make_case(
        trigger=make_trigger(
            channels=("sms",),
            stop_when=("appointment.cancelled",),
            within="1 hour",
            after="starts_at",
            cap=TriggerCap(max=1, days=7),
        ),
        values={"starts_at": NIGHT + DAY},
        experiments=(experiment,),
        locale=None,
        now=NIGHT,
        standing=make_standing(
            recipient=Recipient(key=key, kind="known"),
            consents=(),
            opt_outs=(OptOut(at=NOW),),
            suppressions=(Suppression(cause="bounced"),),
            recent=(sent(DAY, trigger="visit-preparation"),),
            events=(PastEvent(type="appointment.cancelled", at=NOW, subject="booking-1"),),
            handled=(HandledSignal(id="sig-1", channel="email"),),
        ),
    )


class TestHolds:
    def test_hold_says_from_when_on(self) -> None:
        result = check_all(make_case(now=NIGHT))
        assert result.outcome == "hold"
        assert [reason.code for reason in result.reasons] == ["quiet_hours"]
        assert result.not_before == MORNING

    def test_final_reason_beats_one_that_could_wait(self) -> None:
        result = check_all(make_case(now=NIGHT, standing=make_standing(consents=())))
        assert result.outcome == "suppress"
        assert [reason.code for reason in result.reasons] == ["consent_absent", "quiet_hours"]
        assert result.not_before is None

    def test_day_that_is_waited_for_begins_after_quiet_hours(self) -> None:
        case = make_case(
            trigger=make_trigger(not_before="due_on"), values={"due_on": date(2026, 12, 1)}
        )
        assert check_all(case).not_before == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)

    def test_day_that_is_waited_for_begins_at_midnight_where_nobody_is_disturbed(self) -> None:
        case = make_case(
            trigger=make_trigger(not_before="due_on"),
            values={"due_on": date(2026, 12, 1)},
            channel="portal",
        )
        assert check_all(case).not_before == datetime(2026, 12, 1, 6, 0, tzinfo=UTC)

    def test_cap_that_holds_ends_after_quiet_hours(self) -> None:
        trigger = make_trigger(cap=TriggerCap(max=1, days=2), on_cap="hold")
        recent = (sent(timedelta(hours=1), trigger=trigger.id),)
        case = make_case(trigger=trigger, standing=make_standing(recent=recent))
        result = check_all(case)
        assert result.outcome == "hold"
        assert result.not_before == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)

    def test_cap_suppresses_unless_the_trigger_holds(self) -> None:
        trigger = make_trigger(cap=TriggerCap(max=1, days=2))
        recent = (sent(timedelta(hours=1), trigger=trigger.id),)
        result = check_all(make_case(trigger=trigger, standing=make_standing(recent=recent)))
        assert result.outcome == "suppress"

    @pytest.mark.parametrize(("minutes", "outcome"), [(605, "hold"), (604, "suppress")])
    def test_hold_must_be_keepable(self, minutes: int, outcome: str) -> None:
        """Quiet hours end 605 minutes after the signal."""
        trigger = make_trigger(within=f"{minutes} minutes")
        signal = make_signal(at=NIGHT - timedelta(minutes=5))
        result = check_all(make_case(trigger=trigger, signal=signal, now=NIGHT))
        assert result.outcome == outcome
        assert [reason.code for reason in result.reasons] == ["quiet_hours"]

    def test_hold_that_cannot_be_kept_says_why(self) -> None:
        result = check_all(make_case(trigger=make_trigger(within="13 hours"), now=NIGHT))
        assert result.outcome == "suppress"
        assert result.reasons[0].detail == (
            "closed until Wed 2026-11-25 08:00 in their zone; "
            "the signal says nothing any more by then"
        )

    def test_unknown_zone_beyond_the_lifetime_is_suppressed(self) -> None:
        case = make_case(
            trigger=make_trigger(within="11 hours"), standing=make_standing(zone="Nowhere")
        )
        result = check_all(case)
        assert result.outcome == "suppress"
        assert result.reasons[0].code == "zone_unknown"

    def test_cap_beyond_the_lifetime_is_suppressed(self) -> None:
        trigger = make_trigger(cap=TriggerCap(max=1, days=30), on_cap="hold")
        recent = (sent(DAY, trigger=trigger.id),)
        result = check_all(make_case(trigger=trigger, standing=make_standing(recent=recent)))
        assert result.outcome == "suppress"
        assert result.reasons[0].code == "frequency_cap"

    def test_two_waits_end_with_the_later(self) -> None:
        trigger = make_trigger(not_before="due_on")
        case = make_case(trigger=trigger, values={"due_on": date(2026, 12, 1)}, now=NIGHT)
        result = check_all(case)
        assert [reason.code for reason in result.reasons] == ["not_yet", "quiet_hours"]
        assert result.not_before == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
