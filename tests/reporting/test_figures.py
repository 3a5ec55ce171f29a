"""What a report counts, what it hides, and what it calls a change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.reporting.cells import Cell, Table
from service.reporting.exposition import exposition_of
from service.reporting.period import Period
from tests.reporting.facts import PERIOD, counted, decided, silent


def row(table: Table, name: str) -> dict[str, int | None]:
    line = next(cells for title, cells, _ in table.rows if title == name)
    return {
        column: cell.decisions
        for column, cell in zip(table.columns, line, strict=True)
        if cell.decisions != 0
    }


def test_a_period_has_as_many_days_before_it() -> None:
    assert PERIOD.days == 30
    assert PERIOD.before == Period(date(2026, 9, 26), date(2026, 10, 25))
    assert decided(day=-1).at in PERIOD.before
    assert decided(day=29).at in PERIOD
    assert decided(day=30).at not in PERIOD
    assert [len(days) for _, days in PERIOD.parts(7)] == [7, 7, 7, 7, 2]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends on the day it begins"):
        Period(date(2026, 2, 2), date(2026, 2, 1))


def test_outcomes_are_counted_by_channel_and_trigger() -> None:
    told = counted(
        *(decided(n) for n in range(20)),
        *(silent("consent_absent", n, channel="sms") for n in range(35)),
    )
    assert told.decisions == Cell(55)
    assert told.people == Cell(35)
    assert row(told.outcomes, "email") == {"send": 20}
    assert row(told.outcomes, "sms") == {"suppress": 35}
    assert row(told.triggers, "visit-preparation") == {"send": 20, "suppress": 35}
    assert row(told.silence, "consent_absent") == {"sms": 35}
    assert row(told.callers, "the esp") == {"agreed": 20, "consent_absent": 35}


def test_many_decisions_about_few_people_are_not_shown() -> None:
    told = counted(*(decided(n % 3) for n in range(300)))
    assert told.people == Cell(None)
    assert told.decisions == Cell(None)
    assert row(told.outcomes, "email") == {"send": None}


def test_messages_per_recipient_count_each_recipient_once() -> None:
    told = counted(
        *(decided(n) for n in range(40)),
        *(decided(n, day=1) for n in range(20)),
        *(decided(n, day=1, kind="anonymous", channel="web") for n in range(50, 65)),
    )
    assert row(told.per_recipient, "known") == {"1": 20, "2": 20}
    assert row(told.per_recipient, "anonymous") == {"1": 15}
    assert row(told.kinds, "anonymous") == {"send": 15}


def test_what_must_be_none_is_found_even_once() -> None:
    quiet = [decided(n) for n in range(40)]
    told = counted(*quiet)
    assert (told.without_consent, told.after_stop, told.missing) == (Cell(0), Cell(0), ())
    assert (told.sends_checked, told.sends_unchecked) == (Cell(40), Cell(0))
    told = counted(
        *quiet,
        decided(1, consented=False),
        decided(2, after_stop=True),
        decided(3, missing=("legal/privacy-notice",)),
        decided(4, missing=None),
    )
    assert told.without_consent == Cell(None)  # there are some, of fewer than eleven people
    assert told.after_stop == Cell(None)
    assert told.missing == (("legal/privacy-notice", Cell(None)),)
    assert (told.sends_checked, told.sends_unchecked) == (Cell(None), Cell(None))


def test_a_course_is_shown_by_week_where_days_would_hide_most_of_it() -> None:
    busy = counted(*(decided(100 * day + n, day) for day in range(30) for n in range(15)))
    assert busy.step == 1
    calm = counted(*(decided(100 * day + n, day) for day in range(30) for n in range(4)))
    assert calm.step == 7
    assert row(calm.over_time["email"], "send") == {
        "2026-10-26": None,  # or the total would tell the last week's
        "2026-11-02": 28,
        "2026-11-09": 28,
        "2026-11-16": 28,
        "2026-11-23": None,  # two days of eight people
    }


def test_a_share_that_moved_by_more_than_chance_is_named_with_both_shares() -> None:
    before = [decided(n, -1 - n % 30) for n in range(200)]
    before += [silent("opted_out", n, -1 - n % 30) for n in range(20)]
    now = [decided(n, n % 30) for n in range(200)]
    now += [silent("opted_out", n, n % 30) for n in range(90)]
    named = {change.what: change for change in counted(*before, *now).changes}
    change = named["opted_out, of all decisions"]
    assert (round(change.now, 3), round(change.before or 0, 3)) == (0.31, 0.091)
    assert change.went_up
    assert "messages of visit-preparation" not in named


def test_chance_alone_names_nothing_and_a_first_period_has_nothing_to_compare() -> None:
    even = [decided(n, day) for day in range(-30, 30) for n in range(12 + day % 2)]
    assert counted(*even).changes == ()
    assert counted(*(decided(n, n % 30) for n in range(500))).changes == ()


def test_a_change_about_fewer_than_eleven_people_is_not_named() -> None:
    before = [decided(n % 40, -1) for n in range(400)]
    now = [decided(n % 40, 1) for n in range(400)]
    now += [silent("opted_out", n % 5, 2) for n in range(100)]
    assert "opted_out, of all decisions" not in [c.what for c in counted(*before, *now).changes]


def test_metrics_say_what_the_page_says_and_hide_what_it_hides() -> None:
    told = exposition_of(
        counted(
            *(decided(n) for n in range(40)),
            *(decided(n, channel="portal") for n in range(3)),
            *(decided(n, channel="sms") for n in range(12)),
            *(silent("opted_out", n, findings=(("EV-02", "info"),)) for n in range(20)),
        )
    )
    lines = {line for line in told.splitlines() if not line.startswith("#")}
    assert 'bedside_report_silence{channel="email",days="30",reason="opted_out"} 20.0' in lines
    assert 'bedside_report_guard_findings{days="30",rule="EV-02",severity="info"} 20.0' in lines
    assert 'bedside_report_sent_after_stop{days="30"} 0.0' in lines
    (ends,) = [line for line in lines if line.startswith("bedside_report_period_ends")]
    over = datetime.combine(PERIOD.last + timedelta(days=1), time(), UTC)
    assert float(ends.split()[1]) == over.timestamp()
    portal = {line for line in lines if 'channel="portal"' in line and "_decisions{" in line}
    assert not {line for line in portal if 'outcome="send"' in line}
