"""Whose clock a time is shown in, and what its zone is called."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from service.domain.clocks import clock_for, zone_words

CHICAGO = "America/Chicago"
WINTER = datetime(2026, 12, 8, 15, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 8, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("whose", ["place", "recipient"])
def test_a_reader_at_home_is_told_no_zone(whose: str) -> None:
    clock = clock_for(CHICAGO, whose, ZoneInfo(CHICAGO))
    assert clock.zone.key == CHICAGO
    assert clock.naming(WINTER) == "never"


def test_a_place_keeps_its_own_clock_and_says_so_to_a_reader_elsewhere() -> None:
    clock = clock_for(CHICAGO, "place", ZoneInfo("America/New_York"))
    assert clock.zone.key == CHICAGO
    assert clock.naming(WINTER) == "always"


def test_what_reaches_people_where_they_are_is_shown_in_their_clock() -> None:
    clock = clock_for(CHICAGO, "recipient", ZoneInfo("America/New_York"))
    assert clock.zone.key == "America/New_York"
    assert clock.naming(WINTER) == "in_full"


def test_an_unknown_zone_matters_only_where_the_reader_is() -> None:
    assert clock_for(CHICAGO, "place", None).naming(WINTER) == "never"
    unknown = clock_for(CHICAGO, "recipient", None)
    assert unknown.zone.key == CHICAGO
    assert unknown.naming(WINTER) == "always"


def test_what_counts_is_the_clock_at_that_moment() -> None:
    """Regina keeps its clocks all year: in winter they are those of Chicago."""
    clock = clock_for(CHICAGO, "place", ZoneInfo("America/Regina"))
    assert clock.naming(WINTER) == "never"
    assert clock.naming(SUMMER) == "always"


@pytest.mark.parametrize(
    ("zone", "moment", "full", "short"),
    [
        (CHICAGO, WINTER, "Central Standard Time", "Central"),
        (CHICAGO, SUMMER, "Central Daylight Time", "Central"),
        ("America/Phoenix", SUMMER, "Mountain Standard Time", "Mountain Standard Time"),
        (
            "Pacific/Honolulu",
            SUMMER,
            "Hawaii-Aleutian Standard Time",
            "Hawaii-Aleutian Standard Time",
        ),
        ("Europe/Berlin", WINTER, "Central European Standard Time", "Central European"),
        ("America/Indiana/Indianapolis", WINTER, "GMT-05:00", "GMT-05:00"),
        ("America/Sao_Paulo", WINTER, "Brasilia Standard Time", "Brasilia Standard Time"),
        ("Asia/Kathmandu", WINTER, "GMT+05:45", "GMT+05:45"),
    ],
)
def test_a_zone_has_the_name_of_that_moment(
    zone: str, moment: datetime, full: str, short: str
) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    assert zone_words(local, Locale.parse("en_US")) == (full, short)
