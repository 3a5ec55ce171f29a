"""How often and when: what passes each check, and each way to fail it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.domain.content import Cap, TriggerCap
from service.domain.decision import Check
from service.domain.experiments import HOLDOUT, assign
from service.domain.restraint import (
    check_caps,
    check_holdout,
    check_quiet_hours,
)
from service.domain.standing import (
    Recipient,
    SentMessage,
)
from service.domain.vocabulary import Channel, Purpose
from tests.domain.checks import DAY, SECOND, failed
from tests.factories import (
    NOW,
    make_case,
    make_experiment,
    make_settings,
    make_standing,
    make_trigger,
)

#: 22:00 in Chicago on the tests' day.
NIGHT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def sent(age: timedelta, **changes: object) -> SentMessage:
    """A message of `age` ago, by e-mail, of another trigger, for education."""
    values = {"channel": "email", "trigger": "another", "purpose": "education"}
    return SentMessage(at=NOW - age, **{**values, **changes})


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
