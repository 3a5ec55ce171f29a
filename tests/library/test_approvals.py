"""Approvals: every role, to the exact text, by somebody else, on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.domain.content import Approval
from service.library.approvals import Lack, approval_state, last_day, roles_for, signed, states
from service.library.library import ApprovalLine, Item, Library

TODAY = date(2026, 11, 24)
HELP = "safety/help"


def lines(library: Library, key: str, **changes: object) -> list[ApprovalLine]:
    """An item's approvals as they are in the small library, each with some changes."""
    return [
        replace(line, value=line.value.model_copy(update=changes))
        for line in library.approvals
        if line.value.item == key
    ]


def lacks(library: Library, given: Sequence[ApprovalLine]) -> tuple[Lack, ...]:
    assert library.settings is not None
    item = library.modules[HELP]
    return approval_state(item, given, library.settings.value, TODAY).lacks


def test_every_item_of_the_small_library_is_approved(small: Library) -> None:
    assert {key for key, state in states(small, TODAY).items() if state.until is None} == set()


def test_roles_follow_the_kind_of_module(small: Library) -> None:
    assert small.settings is not None
    assert roles_for(small.modules[HELP], small.settings.value) == ("medical", "legal")


def test_trigger_that_answers_at_once_needs_more_roles(small: Library) -> None:
    assert small.settings is not None
    item = small.triggers["visit-booked"]
    at_once = Item(
        item.key,
        item.value.model_copy(update={"answers_at_once": True}),
        item.file,
        item.hash,
        item.source,
    )
    assert roles_for(at_once, small.settings.value) == ("privacy", "legal")


def test_both_roles_are_needed(small: Library) -> None:
    given = lines(small, f"module:{HELP}")
    assert lacks(small, given) == ()
    medical = [line for line in given if line.value.role == "medical"]
    assert lacks(small, medical) == (Lack("legal", "missing"),)
    assert lacks(small, []) == (Lack("medical", "missing"), Lack("legal", "missing"))


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"hash": "0" * 64}, "void"),
        ({"by": "ed.safety"}, "own"),
        ({"until": TODAY - timedelta(days=1)}, "expired"),
        ({"on": TODAY + timedelta(days=1)}, "later"),
    ],
)
def test_approval_that_does_not_hold_says_why(
    small: Library, changes: dict[str, object], cause: str
) -> None:
    given = lines(small, f"module:{HELP}", **changes)
    assert lacks(small, given) == (Lack("medical", cause), Lack("legal", cause))


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_approval_holds_on_its_first_and_last_day(small: Library, day: date) -> None:
    given = lines(small, f"module:{HELP}", on=day, until=day)
    assert (lacks(small, given) == ()) == (day == TODAY)


def test_one_good_approval_outweighs_a_bad_one(small: Library) -> None:
    void = lines(small, f"module:{HELP}", hash="0" * 64)
    assert lacks(small, [*void, *lines(small, f"module:{HELP}")]) == ()


def test_last_day_is_the_earliest_end(small: Library) -> None:
    item = small.modules[HELP]
    state = states(small, TODAY)[item.key]
    assert state.until == date(2028, 12, 31)
    assert last_day(item, state) == item.value.expires == date(2028, 6, 30)


def test_approval_of_another_item_does_not_count(small: Library) -> None:
    other = lines(small, "module:legal/why")
    assert [lack.cause for lack in lacks(small, other)] == ["missing", "missing"]


def test_approval_needs_an_end_after_its_beginning() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Approval(
            item="module:a/b",
            hash="0" * 64,
            role="legal",
            by="rev.legal",
            on=TODAY,
            until=TODAY - timedelta(days=1),
        )


def later(line: ApprovalLine, **changes: object) -> ApprovalLine:
    return replace(line, value=line.value.model_copy(update=changes))


@pytest.mark.parametrize(
    ("began", "ends", "holds"),
    [
        (TODAY, date(2027, 6, 30), date(2027, 6, 30)),  # shortened
        (TODAY, date(2029, 6, 30), date(2029, 6, 30)),  # renewed
        (date(2027, 1, 1), date(2027, 6, 30), date(2027, 6, 30)),  # shortened from a later day on
        (date(2029, 1, 1), date(2029, 6, 30), date(2028, 12, 31)),  # begins when the first is over
    ],
)
def test_reviewer_s_later_approval_says_until_when_theirs_holds(
    small: Library, began: date, ends: date, holds: date
) -> None:
    assert small.settings is not None
    medical, legal = lines(small, f"module:{HELP}")
    again = later(medical, on=began, until=ends)
    renewed = later(legal, until=date(2030, 12, 31))
    item, rules = small.modules[HELP], small.settings.value
    assert approval_state(item, [medical, again, renewed], rules, TODAY).until == holds


def test_somebody_else_s_shorter_approval_shortens_nothing(small: Library) -> None:
    assert small.settings is not None
    medical, legal = lines(small, f"module:{HELP}")
    other = later(medical, by="rev.other", on=TODAY, until=date(2027, 6, 30))
    state = approval_state(
        small.modules[HELP], [medical, other, legal], small.settings.value, TODAY
    )
    assert state.until == date(2028, 12, 31)


def test_shortened_approval_ends_and_says_so(small: Library) -> None:
    medical, legal = lines(small, f"module:{HELP}")
    ended = later(medical, on=date(2026, 11, 22), until=date(2026, 11, 23))
    assert lacks(small, [medical, ended, legal]) == (Lack("medical", "expired"),)


def test_of_two_that_hold_equally_long_the_one_given_last_is_named(small: Library) -> None:
    assert small.settings is not None
    medical, legal = lines(small, f"module:{HELP}")
    again = later(medical, on=TODAY, until=date(2027, 6, 30))
    held = signed(small.modules[HELP], [medical, again, legal], small.settings.value, TODAY)
    assert held["medical"].approval == again.value
