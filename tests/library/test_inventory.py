"""What is in a library and what names what."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from service.checking import check_library
from service.errors import BedsideError
from service.library.approving import approve
from service.library.inventory import details, inventory, uses_of
from service.library.library import Library
from service.library.loader import load_library
from tests.library.conftest import LIBRARY

TODAY = date(2026, 11, 24)


def test_inventory_lists_every_item_with_its_state(small: Library) -> None:
    rows = inventory(small, TODAY)
    assert [row.key for row in rows] == [item.key for item in small.items()]
    assert {row.sort for row in rows} == {
        *("settings", "signal", "trigger", "layout", "claim", "directory", "experiment", "module"),
        *("brand", "prompt", "rewording"),
    }
    assert all(row.approved for row in rows)
    walking = next(row for row in rows if row.key == "module:heart/walking")
    assert (walking.title, walking.kind, walking.topics, walking.state) == (
        *("A short walk each day", "education", ("walking",), "until 2028-06-30"),
    )


def test_inventory_says_what_lacks(small: Library) -> None:
    rows = inventory(replace(small, approvals=()), TODAY)
    state = {row.key: row.state for row in rows}
    assert state["module:safety/help"] == "lacks medical (missing), legal (missing)"


def test_inventory_says_what_has_expired(small: Library) -> None:
    rows = inventory(small, date(2028, 7, 1))
    walking = next(row for row in rows if row.key == "module:heart/walking")
    assert (walking.approved, walking.state) == (False, "expired 2028-06-30")


@pytest.mark.parametrize(
    ("name", "uses"),
    [
        ("claim:walking-mood", [("module:heart/walking", "claims")]),
        (
            "visit/booked",
            [("trigger:visit-booked", "slots.lead.modules")],
        ),
        (
            "module:contact/front-desk",
            [
                ("trigger:article-follow-up", "may choose it for `help` as access"),
                ("trigger:visit-booked", "may choose it for `help` as access"),
            ],
        ),
        ("directory:places", [("signal:visit.booked", "attributes.place.directory")]),
        ("signal:visit.cancelled", [("trigger:visit-booked", "stop_when")]),
        ("trigger:article-follow-up", [("experiment:help-line", "trigger")]),
        (
            "module:safety/help",
            [
                ("settings:library", "escalation.crisis.module"),
                ("settings:library", "escalation.emergency.module"),
                ("settings:library", "escalation.poison.module"),
            ],
        ),
    ],
)
def test_uses_are_found(small: Library, name: str, uses: list[tuple[str, str]]) -> None:
    assert uses_of(small, name) == uses


def test_unknown_name_is_reported_with_the_nearest(small: Library) -> None:
    with pytest.raises(BedsideError) as error:
        uses_of(small, "heart/waking")
    (problem,) = error.value.problems
    assert (problem.code, problem.fix) == ("L419", "did you mean `heart/walking`?")


def test_details_show_words_and_approvals(small: Library) -> None:
    shown = list(details(small, "heart/walking", TODAY, LIBRARY))
    assert shown[0] == "module:heart/walking  A short walk each day"
    assert "  medical by rev.medical, 2026-11-01 to 2028-12-31, for this text" in shown
    assert "--- content/heart/walking/en-US/email.md" in shown
    assert shown[-1] == "used by trigger:article-follow-up: may choose it for `lead` as education"


def test_details_tell_which_approval_its_giver_shortened(folder: Path) -> None:
    approve(folder, ["heart/walking"], "medical", "rev.medical", TODAY, date(2027, 6, 30))
    shown = list(details(load_library(folder), "heart/walking", TODAY, folder))
    assert "approval  until 2027-06-30" in shown
    assert (
        "  medical by rev.medical, 2026-11-01 to 2028-12-31, for this text; "
        "only to 2027-06-30, as they said since"
    ) in shown
    assert "  medical by rev.medical, 2026-11-24 to 2027-06-30, for this text" in shown


def test_library_without_settings_is_reported(small: Library, tmp_path: Path) -> None:
    broken = replace(small, settings=None)
    with pytest.raises(BedsideError):
        inventory(broken, TODAY)
    with pytest.raises(BedsideError):
        list(details(broken, "heart/walking", TODAY, tmp_path))


def test_stray_module_hides_none_below_it(folder: Path) -> None:
    """Its approvals are no strays, so nobody is told to delete what is valid."""
    shutil.copy(folder / "content/heart/walking/module.yaml", folder / "content/heart/module.yaml")
    library = load_library(folder)
    assert "heart/walking" in library.modules
    stray = "content/heart/module.yaml"
    assert {problem.file for problem in library.problems} == {stray}
    told = [str(problem) for problem in library.problems if problem.code == "L007"]
    assert told == [
        f"{stray} L007 other modules lie below this one; move it into a folder of its own"
    ]
    assert [
        p for p in check_library(folder, date(2026, 11, 24), guard=None) if p.code == "L417"
    ] == []
