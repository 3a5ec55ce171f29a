"""An auditor reads who said what of which text, in a period, and what became of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from service.domain.content import when_written
from service.errors import BedsideError
from service.library.approving import approve
from service.library.history import Said, history
from service.library.library import Library
from service.library.loader import load_library
from service.library.withdrawing import withdraw

DAY, UNTIL = date(2026, 11, 24), date(2027, 11, 24)
WALKING = "module:heart/walking"
SIGNED = date(2026, 11, 1)


def of_walking(folder: Path, **only: object) -> list[Said]:
    found = history(load_library(folder), **only)  # type: ignore[arg-type]
    return [one for one in found if one.item == WALKING]


def said(one: Said) -> tuple[str, str, str, str, str]:
    return (str(one.day), one.by, one.what, one.text, one.since)


def test_each_line_says_which_text_and_what_became_of_it(folder: Path) -> None:
    names = ["heart/walking"]
    withdraw(folder, *names, "medical", "rev.medical", "Too fast.", DAY)
    approve(folder, names, "medical", "rev.new", DAY, UNTIL)
    approve(folder, names, "medical", "rev.new", DAY, date(2027, 1, 31))
    told = [
        ("2026-11-01", "rev.medical", "approved", "this", "withdrawn 2026-11-24"),
        ("2026-11-24", "rev.medical", "withdrew", "this", ""),
        ("2026-11-24", "rev.new", "approved", "this", "only to 2027-01-31, as they said since"),
        ("2026-11-24", "rev.new", "approved", "this", ""),
    ]
    assert [said(one) for one in of_walking(folder)] == told
    email = folder / "content/heart/walking/en-US/email.md"
    email.write_text(email.read_text().replace("come along.", "come with you."))
    assert {one.text for one in of_walking(folder)} == {"earlier"}


def test_period_holds_what_was_written_in_it_and_what_bears_its_days(folder: Path) -> None:
    """Else a line that is dated back would be seen in neither quarter that it is about."""
    names, past = ["heart/walking"], date(2026, 9, 30)
    approve(folder, names, "medical", "rev.new", past, UNTIL, written=DAY, backdated="On paper.")
    late = ("2026-11-24", "rev.new", "approved", "this", "")
    assert [said(one) for one in of_walking(folder, end=past)] == [late]
    assert [said(one) for one in of_walking(folder, start=DAY, end=DAY)] == [late]
    assert of_walking(folder, start=date(2026, 10, 1), end=date(2026, 10, 31)) == []
    found = of_walking(folder, by="rev.new")
    assert [(one.on, one.backdated) for one in found] == [(past, "On paper.")]
    assert found[0].as_json() | {"hash": "", "line": 0} == {
        "day": "2026-11-24",
        "what": "approved",
        "item": WALKING,
        "role": "medical",
        "by": "rev.new",
        "on": "2026-09-30",
        "until": "2027-11-24",
        "reason": "",
        "backdated": "On paper.",
        "text": "this",
        "hash": "",
        "since": "",
        "file": "approvals.jsonl",
        "line": 0,
    }


def test_both_files_are_read_and_nothing_is_left_out(small: Library) -> None:
    found = history(small)
    assert len(found) == len(small.approvals)
    assert {one.file for one in found} == {"approvals.jsonl", "prompts/approvals.jsonl"}
    assert {one.day for one in found} == {SIGNED}


def test_there_is_none_where_a_line_cannot_be_read(folder: Path) -> None:
    path = folder / "approvals.jsonl"
    path.write_text(path.read_text() + "{\n")
    with pytest.raises(BedsideError) as error:
        history(load_library(folder))
    assert [problem.code for problem in error.value.problems] == ["L011"]


def test_unknown_reviewer_or_role_is_no_empty_history(small: Library) -> None:
    with pytest.raises(BedsideError) as error:
        history(small, by="rev.medica", role="medicine")
    assert [f"{one.file} {one.code} {one.what}" for one in error.value.problems] == [
        "--by C116 the library has no line by `rev.medica`",
        "--role C116 the library has no role `medicine`",
    ]


def test_item_that_is_gone_keeps_its_lines(folder: Path) -> None:
    path = folder / "approvals.jsonl"
    line = json.loads(path.read_text().splitlines()[-1]) | {"item": "module:heart/gone"}
    path.write_text(path.read_text() + json.dumps(line) + "\n")
    found = history(load_library(folder))
    assert [one.text for one in found if one.item == "module:heart/gone"] == ["gone"]


def test_line_that_says_it_was_dated_back_is_told_so_without_a_day_of_writing(folder: Path) -> None:
    """As somebody writes it by hand, who leaves out when."""
    path = folder / "approvals.jsonl"
    line = {**json.loads(path.read_text().splitlines()[-1]), "backdated": "On paper."}
    path.write_text(path.read_text() + json.dumps(line) + "\n")
    library = load_library(folder)
    assert when_written(library.approvals[len(path.read_text().splitlines()) - 1].value) == (
        " (backdated: On paper)"
    )
