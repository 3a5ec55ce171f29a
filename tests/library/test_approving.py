"""Approvals are added whole or not at all."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import dates

from service.errors import BedsideError
from service.library.approvals import states
from service.library.approving import approve, latest_until
from service.library.checks import cross_check
from service.library.inventory import details
from service.library.loader import load_library
from service.library.withdrawing import withdraw
from service.library.writing import one_writer

GIVEN, UNTIL = date(2026, 11, 24), date(2027, 11, 24)


def refusal(folder: Path, *names: str, role: str = "medical", by: str = "rev.new") -> list[str]:
    """The codes with which an approval is refused; the file stays as it was."""
    before = (folder / "approvals.jsonl").read_bytes()
    with pytest.raises(BedsideError) as error:
        approve(folder, names, role, by, GIVEN, UNTIL)
    assert (folder / "approvals.jsonl").read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []
    return [problem.code for problem in error.value.problems]


def test_approval_is_one_line_for_the_text_as_it_stands(folder: Path) -> None:
    words = folder / "content/heart/walking/en-US/email.md"
    words.write_text(words.read_text().replace("come along.", "come with you."))
    assert approve(folder, ["heart/walking"], "medical", "rev.new", GIVEN, UNTIL) == {
        "module:heart/walking": UNTIL
    }
    library = load_library(folder)
    last = json.loads((folder / "approvals.jsonl").read_text().splitlines()[-1])
    assert last == {
        "by": "rev.new",
        "hash": library.modules["heart/walking"].hash,
        "item": "module:heart/walking",
        "on": "2026-11-24",
        "role": "medical",
        "until": "2027-11-24",
    }
    assert states(library, GIVEN)["module:heart/walking"].until == UNTIL


def test_approval_of_another_day_says_when_it_was_written(folder: Path) -> None:
    """A line dated as it was written stays as it always was."""
    signed = "Signed on paper."
    for on, why in (
        (GIVEN - timedelta(days=300), signed),
        (GIVEN, None),
        (GIVEN + timedelta(days=3), None),
    ):
        names = ["heart/walking"]
        approve(folder, names, "medical", "rev.new", on, UNTIL, written=GIVEN, backdated=why)
    last = [json.loads(x) for x in (folder / "approvals.jsonl").read_text().splitlines()[-3:]]
    assert [(one["on"], one.get("written", ""), one.get("backdated")) for one in last] == [
        ("2026-01-28", "2026-11-24", signed),
        ("2026-11-24", "", None),
        ("2026-11-27", "2026-11-24", None),
    ]
    assert "written" not in last[1]
    shown = list(details(load_library(folder), "heart/walking", GIVEN, folder))
    days = "2026-01-28 to 2027-11-24, written 2026-11-24 (backdated: Signed on paper)"
    assert f"  medical by rev.new, {days}, for this text" in shown
    assert "  medical by rev.new, 2026-11-24 to 2027-11-24, for this text" in shown


def dating_refused(folder: Path, on: date, written: date, why: str | None = None) -> list[str]:
    """What an approval of this day is refused with; the file stays as it was."""
    before = (folder / "approvals.jsonl").read_bytes()
    names = ["heart/walking"]
    with pytest.raises(BedsideError) as error:
        approve(folder, names, "medical", "rev.new", on, UNTIL, written=written, backdated=why)
    assert (folder / "approvals.jsonl").read_bytes() == before
    return [f"{problem.file} {problem.code} {problem.what}" for problem in error.value.problems]


def test_approval_is_dated_back_only_with_a_reason(folder: Path) -> None:
    past = GIVEN - timedelta(days=3)
    assert dating_refused(folder, past, GIVEN) == [
        "--on L424 2026-11-21 is before today (2026-11-24, in UTC): "
        "a line bears the day it is written"
    ]
    nothing = ["--backdated L424 the line bears no earlier day"]
    assert dating_refused(folder, GIVEN, GIVEN, "On paper.") == nothing
    assert dating_refused(folder, GIVEN + timedelta(days=1), GIVEN, "On paper.") == nothing
    assert dating_refused(folder, past, GIVEN, "") == ["--backdated L104 it does not fit"]


def test_nothing_is_dated_back_before_what_its_giver_said_since(folder: Path) -> None:
    """It would count for nothing, and yet be told as an approval; or rewrite what held then."""
    names = ["heart/walking"]
    since = GIVEN - timedelta(days=1)
    approve(folder, names, "medical", "rev.new", since, UNTIL, written=since)
    withdraw(folder, *names, "medical", "rev.new", "Too fast.", GIVEN, written=GIVEN)
    told = "rev.new has said more of this text as medical since, on 2026-11-24"
    past = GIVEN - timedelta(days=9)
    place = "content/heart/walking/module.yaml L424"
    assert dating_refused(folder, past, GIVEN, "On paper.") == [f"{place} {told}"]
    approve(folder, names, "medical", "rev.new", GIVEN, UNTIL, written=GIVEN)
    with pytest.raises(BedsideError, match="L424"):
        withdraw(
            folder,
            *names,
            *("medical", "rev.new", "Too fast.", since),
            written=GIVEN,
            backdated="By telephone.",
        )


def test_nothing_is_written_while_the_clock_is_in_doubt(folder: Path) -> None:
    """The last line was written before the next one is. One of a day to come says when it was."""
    names, ahead = ["heart/walking"], GIVEN + timedelta(days=40)
    approve(folder, names, "medical", "rev.two", ahead, UNTIL, written=GIVEN)
    approve(folder, names, "medical", "rev.three", GIVEN, UNTIL, written=GIVEN)
    slow = GIVEN - timedelta(days=2000)
    number = len((folder / "approvals.jsonl").read_text().splitlines())
    for written in (slow, GIVEN - timedelta(days=1)):
        assert dating_refused(folder, written, written) == [
            f"approvals.jsonl L425 this machine's clock says {written} in UTC, "
            "but this line is of 2026-11-24"
        ]
    with pytest.raises(BedsideError, match=f"approvals.jsonl:{number}:1 L425"):
        withdraw(folder, *names, "medical", "rev.two", "Too fast.", slow, written=slow)


def test_line_dated_back_by_hand_without_a_reason_is_told(folder: Path) -> None:
    path = folder / "approvals.jsonl"
    line = json.loads(path.read_text().splitlines()[-1])
    for said in ({}, {"backdated": "On paper."}):
        early = {**line, "on": "2026-10-01", "written": "2026-11-01", "by": "rev.two", **said}
        path.write_text(path.read_text() + json.dumps(early) + "\n")
    number = len(path.read_text().splitlines()) - 1
    found = [one for one in cross_check(load_library(folder), GIVEN) if one.code == "L424"]
    assert [(one.file, one.line, one.level, one.what) for one in found] == [
        (
            *("approvals.jsonl", number, "warning"),
            "it is dated 2026-10-01, was written 2026-11-01, and says no reason",
        )
    ]


def test_name_given_twice_is_approved_once(folder: Path) -> None:
    names = ["heart/walking", "heart/walking"]
    assert len(approve(folder, names, "medical", "rev.new", GIVEN, UNTIL)) == 1


def test_all_means_what_lacks_the_role_and_was_written_by_others(folder: Path) -> None:
    (folder / "approvals.jsonl").unlink()
    given = approve(folder, [], "medical", "ed.safety", GIVEN, UNTIL, everything=True)
    assert list(given) == [  # and not its own safety/help
        "claim:walking-mood",
        "module:heart/walking",
        "rewording:heart/walking/small-clinic/en-US/email.1",
    ]
    assert approve(folder, [], "medical", "ed.safety", GIVEN, UNTIL, everything=True) == {}


def test_approval_ends_with_the_items_own_time(folder: Path) -> None:
    end = load_library(folder).modules["heart/walking"].value.expires
    late = end + timedelta(days=1)
    given = approve(folder, ["heart/walking"], "medical", "rev.new", GIVEN, late)
    assert given == {"module:heart/walking": end}
    last = json.loads((folder / "approvals.jsonl").read_text().splitlines()[-1])
    assert last["until"] == end.isoformat()


def test_last_line_without_an_end_is_kept(folder: Path) -> None:
    path = folder / "approvals.jsonl"
    path.write_text(path.read_text().rstrip("\n"))
    count = len(path.read_text().splitlines())
    approve(folder, ["heart/walking"], "medical", "rev.new", GIVEN, UNTIL)
    assert len(path.read_text().splitlines()) == count + 1


def test_refusals_write_nothing(folder: Path) -> None:
    assert refusal(folder, "heart/waking") == ["L419"]
    assert refusal(folder, "heart/walking", "nowhere/at-all", "visit/boked") == ["L419", "L419"]
    assert refusal(folder, "heart/walking", role="medicall") == ["L418"]
    assert refusal(folder, "heart/walking", role="legal") == ["L420"]
    assert refusal(folder, "heart/walking", by="ed.heart") == ["L414"]
    assert refusal(folder, "heart/walking", by="Dr. New") == ["L104"]


def test_name_of_several_items_is_unclear(folder: Path) -> None:
    (folder / "directories/places.yaml").rename(folder / "directories/help-line.yaml")
    text = (folder / "directories/help-line.yaml").read_text()
    (folder / "directories/help-line.yaml").write_text(text.replace("id: places", "id: help-line"))
    with pytest.raises(BedsideError) as error:
        approve(folder, ["help-line"], "operations", "rev.new", GIVEN, UNTIL)
    (problem,) = error.value.problems
    assert problem.fix == "write one of directory:help-line, experiment:help-line"


def test_end_before_the_beginning_is_refused(folder: Path) -> None:
    with pytest.raises(BedsideError) as error:
        approve(folder, ["heart/walking"], "medical", "rev.new", UNTIL, GIVEN)
    assert str(error.value) == "--until L104 it does not fit; it ends before it was given"


@given(on=dates())
def test_latest_day_of_an_approval_is_a_day_in_any_year(on: date) -> None:
    latest = latest_until(on)
    assert on <= latest
    assert (latest.year, latest.month) == (min(on.year + 20, 9999), on.month)


def test_day_far_ahead_is_refused(folder: Path) -> None:
    """A slip of the fingers; where the item's own time ends before, that day counts as always."""
    key, before = "directory:places", (folder / "approvals.jsonl").read_bytes()
    for until in (date(2046, 11, 25), date.max):
        with pytest.raises(BedsideError) as error:
            approve(folder, [key], "operations", "rev.new", GIVEN, until)
        said = "an approval holds for 20 years at most; use a day up to 2046-11-24"
        assert str(error.value) == f"--until L104 it does not fit; {said}"
    assert (folder / "approvals.jsonl").read_bytes() == before
    end = load_library(folder).modules["heart/walking"].value.expires
    cut = approve(folder, ["heart/walking"], "medical", "rev.new", GIVEN, date.max)
    assert cut == {"module:heart/walking": end}
    last = date(2046, 11, 24)
    assert approve(folder, [key], "operations", "rev.new", GIVEN, last) == {key: last}


def test_broken_library_is_not_approved(folder: Path) -> None:
    (folder / "claims/walking-mood.yaml").write_text("id: [")
    assert refusal(folder, "heart/walking") == ["L004"]


def test_place_that_cannot_be_written_is_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "draft")
    (folder / ".approvals.jsonl.draft.part").mkdir()  # the draft's place is taken
    with pytest.raises(BedsideError) as error:
        approve(folder, ["heart/walking"], "medical", "rev.new", GIVEN, UNTIL)
    assert [problem.code for problem in error.value.problems] == ["C112"]


def _approve_some(folder: Path, reviewer: str) -> int:
    return sum(
        len(approve(folder, ["heart/walking"], "medical", reviewer, GIVEN, UNTIL)) for _ in range(4)
    )


def test_approvals_at_once_lose_no_line(folder: Path) -> None:
    """Four processes approve at the same moment, each several times; every line is there."""
    path = folder / "approvals.jsonl"
    before = path.read_text().splitlines()
    reviewers = [f"rev.{name}" for name in ("one", "two", "three", "four")]
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        given = list(pool.map(_approve_some, [folder] * 4, reviewers))
    lines = path.read_text().splitlines()
    assert given == [4, 4, 4, 4]
    assert lines[: len(before)] == before
    assert sorted(json.loads(line)["by"] for line in lines[len(before) :]) == sorted(reviewers * 4)


def test_a_second_writer_is_told_instead_of_waiting_for_ever(folder: Path) -> None:
    with one_writer(folder), pytest.raises(BedsideError) as error, one_writer(folder, wait=0.05):
        pass
    assert [problem.code for problem in error.value.problems] == ["C115"]
    with one_writer(folder, wait=0):  # the first one left
        pass


def test_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BedsideError) as error, one_writer(tmp_path / "nowhere"):
        pass
    assert [problem.code for problem in error.value.problems] == ["C112"]
