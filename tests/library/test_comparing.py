"""What differs between two releases."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from service.library.building import build
from service.library.comparing import Difference, compare
from service.library.loader import load_library
from service.library.release import Release
from tests.data.sign import sign
from tests.library.conftest import LIBRARY

TODAY = date(2026, 11, 24)


def released(folder: Path) -> Release:
    return build(load_library(folder), TODAY).release


def test_what_came_and_what_is_approved_until_another_day(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(LIBRARY, folder)
    sign(folder)
    old = released(folder)
    approvals = folder / "approvals.jsonl"
    lines = approvals.read_text().splitlines()
    renewed = [
        line.replace("2028-12-31", "2028-06-01") if '"trigger:visit-booked"' in line else line
        for line in lines
    ]
    approvals.write_text("\n".join(renewed) + "\n")
    new = released(folder)
    day, other = date(2028, 12, 31), date(2028, 6, 1)
    assert compare(old, new) == [Difference("trigger:visit-booked", "other day", (day, other))]
    assert compare(new, new) == []


def test_a_setting_and_a_new_channel_of_a_module_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(LIBRARY, folder)
    portal = folder / "content/heart/walking/en-US/portal.md"
    assert not portal.exists()
    sign(folder)
    old = released(folder)
    portal.write_text("---\ntitle: A walk a day\n---\n\nA short walk is a good start.\n")
    settings = folder / "library.yaml"
    settings.write_text(settings.read_text().replace("Small Clinic", "Little Clinic"))
    sign(folder)
    found = {one.key: one for one in compare(old, released(folder))}
    assert found["module:heart/walking"].how == "changed"
    assert found["module:heart/walking"].lines[0] == "en-US/portal"
    assert all(line.startswith("+") for line in found["module:heart/walking"].lines[1:])
    assert "-  name: Small Clinic" in found["settings:library"].lines
    assert "+  name: Little Clinic" in found["settings:library"].lines
