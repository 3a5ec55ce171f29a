"""What is wrong with the name of something new, and what would be right."""

from __future__ import annotations

import pytest

from service.editing.form_faults import misnamed, unknown


def told(sort: str, name: str, *taken: str) -> list[tuple[str, str, str]]:
    return [(p.file, p.what, p.fix) for p in misnamed(sort, name, taken)]


@pytest.mark.parametrize(
    ("sort", "name"),
    [
        ("module", "heart/walking_basics"),
        ("module", "a/b/c/d/e/f/g"),
        ("signal", "records.requested"),
        ("claim", "rest_helps"),
        ("trigger", "after-visit"),
        ("experiment", "a" * 40),
        ("brand", "shared-clinic"),
        ("entry", "lake_view"),
    ],
)
def test_name_that_fits_has_no_fault(sort: str, name: str) -> None:
    assert told(sort, name, "another") == []


@pytest.mark.parametrize(
    ("sort", "name"),
    [
        ("module", "walking"),
        ("module", "a/b/c/d/e/f/g/h"),  # no file could lie so deep
        ("signal", "records"),
        ("experiment", "after_visit"),
        ("brand", "shared"),
        ("claim", "Rest"),
    ],
)
def test_name_of_another_form_is_refused(sort: str, name: str) -> None:
    ((field, what, _),) = told(sort, name)
    assert field == "name"
    assert "cannot be a" in what


@pytest.mark.parametrize(
    ("sort", "most"), [("claim", 80), ("trigger", 80), ("module", 120), ("experiment", 40)]
)
def test_name_that_is_too_long_is_told_so(sort: str, most: int) -> None:
    """It was told to use lower-case words, which it does; or was first refused as a file."""
    name = "a/" * (sort == "module") + "b" * most
    ((field, what, fix),) = told(sort, name + "b" * (sort != "module"))
    assert (field, fix) == ("name", f"use {most} characters at most")
    assert "too long" in what


def test_name_that_is_taken_is_refused() -> None:
    assert told("experiment", "help", "help") == [
        ("name", "there is an experiment of this name", "choose another name")
    ]


def test_what_is_not_there_is_told_with_what_is_near() -> None:
    near = unknown("kind", "no such kind", "educaton", ["education"], "choose one")
    far = unknown("kind", "no such kind", "fax", ["education"], "choose one")
    assert (near.fix, far.fix) == ("did you mean `education`?", "choose one")
