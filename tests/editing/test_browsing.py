"""Filters find what they say, and what ends next comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.editing.browsing import Filter, ending, rows
from service.editing.workspace import Workspace
from service.library.library import Library
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("wanted", "some", "none"),
    [
        (Filter(q="walking basics"), "module:heart/walking-basics", "module:legal/privacy-notice"),
        (Filter(q="ten minutes"), "module:nutrition/shop-with-a-list", "module:contact/nurse-line"),
        (Filter(topic="heart"), "module:heart/walking-basics", "module:nutrition/shop-with-a-list"),
        (Filter(stage="preparation"), "trigger:visit-upcoming", "trigger:after-visit"),
        (Filter(channel="sms"), "trigger:visit-upcoming", "module:heart/walking-basics"),
        (Filter(sort="claim"), "claim:sleep-seven-hours", "module:heart/walking-basics"),
        (Filter(locale="en-US"), "module:heart/walking-basics", "trigger:visit-upcoming"),
        (Filter(status="approved"), "module:heart/walking-basics", ""),
    ],
)
def test_filter_finds_what_it_says(starter: Library, wanted: Filter, some: str, none: str) -> None:
    found = {row.key for row in rows(starter, TODAY) if wanted.fits(row)}
    assert some in found
    assert none not in found


def test_no_filter_finds_everything(starter: Library) -> None:
    found = [row for row in rows(starter, TODAY) if Filter().fits(row)]
    assert len(found) == len(list(starter.items()))


def test_every_row_is_called_by_one_short_line(workspace: Workspace) -> None:
    """A template's row was called by its id, a rewording's by nothing."""
    titles = {row.key: row.title for row in rows(workspace.library(), TODAY)}
    assert all(title and "\n" not in title for title in titles.values()), titles
    assert titles["prompt:shared/reword"] == "The small reword template"


def test_status_follows_the_day(starter: Library) -> None:
    last = next(
        row for row in rows(starter, TODAY) if row.key == "module:heart/walking-basics"
    ).until
    assert last is not None

    def status(on: date) -> str:
        return next(r for r in rows(starter, on) if r.key == "module:heart/walking-basics").status

    assert status(last - timedelta(days=31)) == "approved"
    assert status(last - timedelta(days=30)) == "ending"
    # An approval that has ended is a lacking one.
    assert status(last + timedelta(days=1)) in ("ended", "lacking")


def test_what_ends_next_comes_first_and_the_far_is_left_out(starter: Library) -> None:
    on = date(2028, 6, 1)
    found = ending(rows(starter, on), on)
    days = [row.until for row in found if row.until is not None]
    assert days
    assert days == sorted(days)
    assert max(days) <= on + timedelta(days=400)
    assert ending(rows(starter, TODAY), TODAY) == []
