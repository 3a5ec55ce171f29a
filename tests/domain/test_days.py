"""Days, windows and quiet hours in somebody's own zone, on the nights when clocks change too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.content import QuietHours
from service.domain.days import (
    count_within,
    instant,
    next_open,
    next_place,
    window,
    zone_or_none,
)
from service.domain.vocabulary import CHANNELS

CHICAGO = ZoneInfo("America/Chicago")
HOURS = QuietHours(
    opens=time(8), closes=time(20), channels=("email", "sms", "call"), weekend_channels=("call",)
)


def at(text: str) -> datetime:
    """An instant from its ISO form, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


class TestZone:
    @pytest.mark.parametrize("name", ["America/Chicago", "Australia/Lord_Howe", "UTC", "Etc/GMT+5"])
    def test_zone_of_the_database_is_known(self, name: str) -> None:
        assert zone_or_none(name) == ZoneInfo(name)

    @pytest.mark.parametrize(
        "name",
        [
            None,
            "",
            "Central",
            "america/chicago\n",
            "America",
            "America/",
            "../../etc/passwd",
            "/etc/localtime",
            "America/Chicago\0",
            "zone1970.tab",
            "\ud800",
            "x" * 10_000,
        ],
    )
    def test_nonsense_is_no_zone(self, name: str | None) -> None:
        assert zone_or_none(name) is None

    @pytest.mark.parametrize(
        "name", ["localtime", "posixrules", "Factory", "posix/UTC", "right/UTC"]
    )
    def test_files_of_one_machine_are_no_zone(self, name: str) -> None:
        """They mean another thing, or nothing, on the next replica."""
        assert zone_or_none(name) is None


class TestInstant:
    def test_wall_clock_becomes_an_instant(self) -> None:
        assert instant(date(2026, 11, 24), time(8), CHICAGO) == at("2026-11-24T14:00Z")

    def test_skipped_time_is_read_with_the_offset_before_the_change(self) -> None:
        """RFC 5545, 3.3.5: 02:30 in a gap from 02:00 to 03:00 is 03:30."""
        assert instant(date(2026, 3, 8), time(2, 30), CHICAGO) == at("2026-03-08T03:30-05:00")

    def test_repeated_time_is_its_first(self) -> None:
        assert instant(date(2026, 11, 1), time(1, 30), CHICAGO) == at("2026-11-01T01:30-05:00")

    def test_day_whose_midnight_is_skipped_begins_at_the_change(self) -> None:
        day = instant(date(2018, 11, 4), time.min, ZoneInfo("America/Sao_Paulo"))
        assert day == at("2018-11-04T01:00-02:00")

    def test_day_whose_midnight_comes_twice_begins_at_the_first(self) -> None:
        day = instant(date(2025, 11, 2), time.min, ZoneInfo("America/Havana"))
        assert day == at("2025-11-02T00:00-04:00")

    def test_half_hour_change_is_counted(self) -> None:
        lord_howe = ZoneInfo("Australia/Lord_Howe")
        assert instant(date(2026, 10, 4), time(2, 15), lord_howe) == at("2026-10-04T02:45+11:00")


class TestQuietHours:
    @pytest.mark.parametrize(
        ("now", "opens"),
        [
            ("2026-11-24T07:59:59-06:00", "2026-11-24T08:00:00-06:00"),
            ("2026-11-24T08:00:00-06:00", "2026-11-24T08:00:00-06:00"),
            ("2026-11-24T19:59:59-06:00", "2026-11-24T19:59:59-06:00"),
            ("2026-11-24T20:00:00-06:00", "2026-11-25T08:00:00-06:00"),
            ("2026-11-24T23:59:59-06:00", "2026-11-25T08:00:00-06:00"),
            ("2026-11-25T00:00:00-06:00", "2026-11-25T08:00:00-06:00"),
        ],
    )
    def test_hours_open_at_eight_and_close_at_eight_to_the_second(
        self, now: str, opens: str
    ) -> None:
        assert next_open(at(now), "email", HOURS, CHICAGO) == at(opens)

    @pytest.mark.parametrize(
        ("zone", "evening", "morning"),
        [
            ("America/Chicago", "2026-03-07T21:00-06:00", "2026-03-08T08:00-05:00"),
            ("America/Chicago", "2026-10-31T21:00-05:00", "2026-11-01T08:00-06:00"),
            ("Europe/London", "2026-03-28T21:00+00:00", "2026-03-29T08:00+01:00"),
            ("Europe/London", "2026-10-24T21:00+01:00", "2026-10-25T08:00+00:00"),
            ("Australia/Sydney", "2026-04-04T21:00+11:00", "2026-04-05T08:00+10:00"),
            ("Australia/Sydney", "2026-10-03T21:00+10:00", "2026-10-04T08:00+11:00"),
            ("Australia/Lord_Howe", "2026-04-04T21:00+11:00", "2026-04-05T08:00+10:30"),
            ("Australia/Lord_Howe", "2026-10-03T21:00+10:30", "2026-10-04T08:00+11:00"),
            ("America/Sao_Paulo", "2018-11-03T21:00-03:00", "2018-11-04T08:00-02:00"),
            ("America/Havana", "2025-11-01T21:00-04:00", "2025-11-02T08:00-05:00"),
        ],
    )
    def test_night_of_a_clock_change_ends_at_eight_on_the_wall(
        self, zone: str, evening: str, morning: str
    ) -> None:
        assert next_open(at(evening), "sms", HOURS, ZoneInfo(zone)) == at(morning)

    def test_opening_time_that_is_skipped_opens_after_the_gap(self) -> None:
        early = HOURS.model_copy(update={"opens": time(2, 30)})
        opens = next_open(at("2026-03-08T00:00-06:00"), "email", early, CHICAGO)
        assert opens == at("2026-03-08T03:30-05:00")

    @pytest.mark.parametrize("channel", ["portal", "web"])
    def test_what_a_person_looks_at_is_always_free(self, channel: str) -> None:
        night = at("2026-11-24T03:00-06:00")
        assert next_open(night, channel, HOURS, CHICAGO) == night

    def test_leap_day_is_a_day(self) -> None:
        opens = next_open(at("2028-02-28T22:00-06:00"), "email", HOURS, CHICAGO)
        assert opens == at("2028-02-29T08:00-06:00")


class TestWeekends:
    @pytest.mark.parametrize(
        ("now", "opens"),
        [
            ("2026-11-27T19:59:59-06:00", "2026-11-27T19:59:59-06:00"),  # Friday
            ("2026-11-27T20:00:00-06:00", "2026-11-30T08:00:00-06:00"),
            ("2026-11-28T12:00:00-06:00", "2026-11-30T08:00:00-06:00"),  # Saturday
            ("2026-11-29T23:59:59-06:00", "2026-11-30T08:00:00-06:00"),  # Sunday
        ],
    )
    def test_weekend_channel_waits_for_monday_morning(self, now: str, opens: str) -> None:
        assert next_open(at(now), "call", HOURS, CHICAGO) == at(opens)

    def test_other_channel_writes_on_saturday(self) -> None:
        saturday = at("2026-11-28T12:00-06:00")
        assert next_open(saturday, "email", HOURS, CHICAGO) == saturday

    def test_weekend_is_the_recipients_own(self) -> None:
        """Friday evening in Chicago is Saturday morning in Sydney."""
        now = at("2026-11-27T18:00-06:00")
        assert next_open(now, "call", HOURS, CHICAGO) == now
        sydney = ZoneInfo("Australia/Sydney")
        assert next_open(now, "call", HOURS, sydney) == at("2026-11-30T08:00+11:00")

    def test_channel_that_only_rests_at_weekends_opens_on_monday_at_midnight(self) -> None:
        only = HOURS.model_copy(update={"channels": ("email",)})
        friday_night = at("2026-11-27T23:59:59-06:00")
        assert next_open(friday_night, "call", only, CHICAGO) == friday_night
        saturday = at("2026-11-28T00:00:00-06:00")
        assert next_open(saturday, "call", only, CHICAGO) == at("2026-11-30T00:00-06:00")


class TestNextOpenAlways:
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(
        minute=st.integers(0, 5 * 366 * 24 * 60),
        channel=st.sampled_from(CHANNELS),
        zone=st.sampled_from(
            [
                "America/Chicago",
                "America/Havana",
                "Africa/Cairo",
                "Asia/Kathmandu",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "Pacific/Chatham",
            ]
        ),
    )
    def test_next_opening_is_open_and_not_before_now(
        self, minute: int, channel: str, zone: str
    ) -> None:
        now, there = at("2024-01-01T00:00Z") + timedelta(minutes=minute), ZoneInfo(zone)
        opens = next_open(now, channel, HOURS, there)
        assert opens >= now
        assert next_open(opens, channel, HOURS, there) == opens
        if channel in HOURS.channels:
            assert HOURS.opens <= opens.astimezone(there).time() < HOURS.closes
        if channel in HOURS.weekend_channels:
            assert opens.astimezone(there).weekday() < 5
        if opens > now:
            assert next_open(opens - timedelta(seconds=1), channel, HOURS, there) == opens


class TestWindow:
    def test_window_holds_today_and_the_days_before(self) -> None:
        assert window(at("2026-11-24T12:00-06:00"), 7, CHICAGO) == (
            date(2026, 11, 18),
            date(2026, 11, 24),
        )

    def test_window_of_one_day_is_today(self) -> None:
        assert window(at("2026-11-24T23:59:59-06:00"), 1, CHICAGO) == (
            date(2026, 11, 24),
            date(2026, 11, 24),
        )

    def test_today_is_the_recipients_own(self) -> None:
        now = at("2026-11-25T03:00Z")
        assert window(now, 1, CHICAGO)[1] == date(2026, 11, 24)
        assert window(now, 1, ZoneInfo("Asia/Tokyo"))[1] == date(2026, 11, 25)

    def test_window_over_a_leap_day_holds_it(self) -> None:
        assert window(at("2028-03-01T12:00-06:00"), 2, CHICAGO)[0] == date(2028, 2, 29)

    @pytest.mark.parametrize("now", ["2026-03-08T12:00-05:00", "2026-11-01T12:00-06:00"])
    def test_day_of_23_or_25_hours_is_one_day(self, now: str) -> None:
        first, last = window(at(now), 2, CHICAGO)
        assert last - first == timedelta(days=1)


class TestCountWithin:
    NOW = at("2026-11-24T10:00-06:00")

    def count(self, *times: str, days: int) -> int:
        return count_within([at(text) for text in times], self.NOW, days, CHICAGO)

    def test_first_second_of_the_window_counts(self) -> None:
        assert self.count("2026-11-18T00:00:00-06:00", days=7) == 1

    def test_second_before_the_window_does_not_count(self) -> None:
        assert self.count("2026-11-17T23:59:59-06:00", days=7) == 0

    def test_place_reserved_for_later_counts(self) -> None:
        assert self.count("2026-11-25T08:00:00-06:00", days=1) == 1

    def test_days_are_the_recipients_own(self) -> None:
        """Late on the 17th in Chicago is the 18th in London already."""
        sent = [at("2026-11-17T23:00-06:00")]
        assert count_within(sent, self.NOW, 7, CHICAGO) == 0
        assert count_within(sent, self.NOW, 7, ZoneInfo("Europe/London")) == 1

    def test_repeated_hour_belongs_to_its_one_day(self) -> None:
        twice = ("2026-11-01T01:30-05:00", "2026-11-01T01:30-06:00")
        now = at("2026-11-01T12:00-06:00")
        assert count_within([at(text) for text in twice], now, 1, CHICAGO) == 2


class TestNextPlace:
    NOW = at("2026-11-24T10:00-06:00")

    def place(self, *times: str, maximum: int, days: int) -> datetime:
        return next_place([at(text) for text in times], self.NOW, maximum, days, CHICAGO)

    def test_place_is_free_when_the_oldest_leaves_the_window(self) -> None:
        times = ("2026-11-19T10:00-06:00", "2026-11-21T10:00-06:00")
        assert self.place(*times, maximum=2, days=7) == at("2026-11-26T00:00-06:00")

    def test_more_than_the_cap_waits_for_enough_to_leave(self) -> None:
        times = ("2026-11-19T10:00-06:00", "2026-11-21T10:00-06:00", "2026-11-22T10:00-06:00")
        assert self.place(*times, maximum=2, days=7) == at("2026-11-28T00:00-06:00")

    def test_order_of_the_messages_does_not_matter(self) -> None:
        times = ("2026-11-21T10:00-06:00", "2026-11-19T10:00-06:00")
        assert self.place(*times, maximum=2, days=7) == at("2026-11-26T00:00-06:00")

    def test_today_frees_tomorrow(self) -> None:
        assert self.place("2026-11-24T09:00-06:00", maximum=1, days=1) == at(
            "2026-11-25T00:00-06:00"
        )

    def test_place_on_a_day_without_midnight_is_its_beginning(self) -> None:
        zone = ZoneInfo("America/Sao_Paulo")
        sent = [at("2018-11-03T12:00-03:00")]
        now = at("2018-11-03T15:00-03:00")
        assert next_place(sent, now, 1, 1, zone) == at("2018-11-04T01:00-02:00")

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(
        ages=st.lists(st.integers(-48, 24 * 20), min_size=1, max_size=8),
        maximum=st.integers(1, 4),
        days=st.integers(1, 14),
    )
    def test_promised_place_is_free_then_and_not_the_day_before(
        self, ages: list[int], maximum: int, days: int
    ) -> None:
        times = [self.NOW - timedelta(hours=age) for age in ages]
        times = [time for time in times if count_within([time], self.NOW, days, CHICAGO)]
        if len(times) < maximum:
            return
        place = next_place(times, self.NOW, maximum, days, CHICAGO)
        assert count_within(times, place, days, CHICAGO) < maximum
        eve = place - timedelta(seconds=1)
        assert count_within(times, eve, days, CHICAGO) >= maximum
