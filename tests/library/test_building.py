"""Building a release: what is approved, closed under what leans on what, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.errors import BedsideError
from service.library.building import build
from service.library.library import Library
from service.library.loader import load_library
from service.library.release import Release
from service.library.withdrawing import withdraw
from tests.data.sign import sign

TODAY = date(2026, 11, 24)


def codes(error: pytest.ExceptionInfo[BedsideError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def drop_approvals(folder: Path, item: str) -> None:
    """Take an item's approvals away."""
    path = folder / "approvals.jsonl"
    kept = [line for line in path.read_text().splitlines() if f'"item":"{item}"' not in line]
    path.write_text("\n".join(kept) + "\n")


def left_out(folder: Path) -> dict[str, str]:
    return {one.key: one.why for one in build(load_library(folder), TODAY).left_out}


@pytest.fixture(scope="module")
def small_release(small: Library) -> Release:
    return build(small, TODAY).release


def test_everything_approved_is_released(small: Library, small_release: Release) -> None:
    assert set(small_release.stamps) == {item.key for item in small.items()}
    assert small_release.is_whole


def test_what_leans_on_something_left_out_is_left_out(folder: Path) -> None:
    drop_approvals(folder, "claim:walking-mood")
    assert left_out(folder) == {
        "claim:walking-mood": "approval lacking: medical (missing)",
        "module:heart/walking": "needs `claim:walking-mood`, which is left out",
        "rewording:heart/walking/small-clinic/en-US/email.1": (
            "needs `module:heart/walking`, which is left out"
        ),
    }


def test_leaning_goes_all_the_way(folder: Path) -> None:
    drop_approvals(folder, "directory:places")
    assert left_out(folder) == {
        "directory:places": "approval lacking: operations (missing)",
        "signal:visit.booked": "needs `directory:places`, which is left out",
        "trigger:visit-booked": "needs `signal:visit.booked`, which is left out",
    }


def test_layout_leans_on_what_it_pins(folder: Path) -> None:
    drop_approvals(folder, "module:legal/why")
    assert set(left_out(folder)) == {
        "module:legal/why",
        *(f"layout:{channel}" for channel in ("call", "email", "portal", "web")),
    }


def test_stamp_ends_with_what_it_leans_on(folder: Path) -> None:
    claim = folder / "claims/walking-mood.yaml"
    claim.write_text(claim.read_text().replace("2028-06-30", "2027-01-31"))
    sign(folder)
    release = build(load_library(folder), TODAY).release
    assert release.stamps["module:heart/walking"].until == date(2027, 1, 31)
    assert release.in_date("module:heart/walking", date(2027, 1, 31))
    assert not release.in_date("module:heart/walking", date(2027, 2, 1))


def test_expired_content_is_left_out(small: Library) -> None:
    later = date(2028, 7, 1)
    with pytest.raises(BedsideError) as error:  # the safety content has expired too
        build(small, later)
    assert set(codes(error)) == {"L702"}


@pytest.mark.parametrize(
    ("item", "expected"),
    [("settings:library", ["L701"]), ("module:safety/help", ["L702", "L702", "L702"])],
)
def test_library_that_must_not_be_served_is_refused(
    folder: Path, item: str, expected: list[str]
) -> None:
    drop_approvals(folder, item)
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert codes(error) == expected


def test_broken_file_is_refused(folder: Path) -> None:
    (folder / "claims/walking-mood.yaml").write_text("id: [")
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert codes(error) == ["L004"]


def test_broken_reference_is_refused_even_when_approved(folder: Path) -> None:
    module = folder / "content/heart/walking/module.yaml"
    module.write_text(module.read_text().replace("topics: [walking]", "topics: [running]"))
    sign(folder)
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert codes(error) == ["L201"]


def test_fault_in_a_draft_stops_no_release(folder: Path) -> None:
    """Else nobody could build one without a text that was withdrawn while a draft is begun."""
    email = folder / "content/heart/walking/en-US/email.md"
    email.write_text(email.read_text().replace("come along.", "come with {{ friend }}."))
    withdraw(folder, "trigger:visit-booked", "privacy", "rev.privacy", "Stop it.", TODAY)
    lacks = "approval lacking: medical (void)"
    told = left_out(folder)
    place = "content/heart/walking/en-US/email.md:"
    assert told["module:heart/walking"].startswith(f"{lacks}; to mend: {place}")
    assert told["module:heart/walking"].endswith(" L371 nobody declares the variable `friend`")
    assert told["trigger:visit-booked"] == "approval lacking: privacy (withdrawn)"
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY, assume_approved=True)
    assert "L371" in codes(error)
    sign(folder)
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert "L371" in codes(error)


def test_fault_of_an_answer_to_a_call_for_help_is_told(folder: Path) -> None:
    """Nobody can have it approved, as L702 says, before it is mended."""
    for name in ("safety/help", "heart/walking"):  # what stops nothing is not told here
        module = folder / f"content/{name}/module.yaml"
        module.write_text(module.read_text().replace("topics: [", "topics: [running, "))
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert sorted(codes(error)) == ["L201", "L702", "L702", "L702"]
    (fault,) = (one for one in error.value.problems if one.code == "L201")
    assert fault.file == "content/safety/help/module.yaml"


def test_module_of_an_unknown_kind_stops_a_release(folder: Path) -> None:
    """It needs no role, so that no approval lacks: nobody has left it out."""
    module = folder / "content/heart/walking/module.yaml"
    module.write_text(module.read_text().replace("kind: education", "kind: educating"))
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert "L201" in codes(error)


def test_value_that_no_message_may_show_is_left_out_with_its_directory(folder: Path) -> None:
    places = folder / "directories/places.yaml"
    places.write_text(places.read_text().replace("Clinic North", "Cli\u00adnic North"))
    told = left_out(folder)
    assert told["directory:places"].startswith("approval lacking: operations (void); to mend: ")
    assert " L375 " in told["directory:places"]
    assert told["signal:visit.booked"] == "needs `directory:places`, which is left out"
    sign(folder)
    with pytest.raises(BedsideError) as error:
        build(load_library(folder), TODAY)
    assert codes(error) == ["L375"]
