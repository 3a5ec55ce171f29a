"""Every way to break what callers send, a release file and the settings, with exact reports."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from service.cli import main
from service.library.building import build
from service.library.loader import load_library
from service.library.release_files import to_json
from tests.data.breaking import BROKEN, Case, read_cases

DATA = BROKEN.parent
PERSONAL = ("Jane", "Doe", "0199", "asthma", "hunter2", "patient_name", "diagnosis")

_DECIDE = [
    *("decide", "signal.json", "--standing", "standing.json", "--channel", "email"),
    *("--now", "2026-11-24T16:00:00Z", "--release", "release.json", "--format", "json"),
]
COMMANDS = {
    "signal": _DECIDE,
    "standing": _DECIDE,
    "release": ["release", "show", "release.json"],
    "settings": ["check", "--files-only", "--on", "2026-11-24"],
}
CASES = [case for format_ in COMMANDS for case in read_cases(format_)]


@pytest.fixture(scope="module")
def small_release() -> str:
    return to_json(build(load_library(DATA / "library"), date(2026, 11, 24)).release)


@pytest.fixture
def folder(tmp_path: Path, small_release: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with good inputs of every sort."""
    for name in ("signal.json", "standing.json"):
        shutil.copy(DATA / "inputs" / name, tmp_path)
    (tmp_path / "release.json").write_text(small_release, encoding="utf-8")
    shutil.copytree(DATA / "library", tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.format}-{case.name}")
def test_broken_input_is_reported_without_repeating_it(
    case: Case,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if case.format == "settings" and "LIBRARY" not in str(case.edits).upper():
        monkeypatch.setenv("BEDSIDE_LIBRARY", "library")
    case.apply(folder)
    code = main(COMMANDS[case.format])
    printed = capsys.readouterr()
    report = printed.err.splitlines()
    case.judge(report)
    assert code == (2 if report else 0)
    assert not [word for word in PERSONAL if word in printed.err]


@pytest.mark.parametrize("format_", ["signal", "standing", "release"])
def test_input_is_broken_in_twenty_ways(format_: str) -> None:
    assert sum(case.format == format_ for case in CASES) >= 20


@pytest.mark.parametrize("format_", COMMANDS)
def test_whole_input_is_taken(
    format_: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEDSIDE_LIBRARY", "library")
    assert main(COMMANDS[format_]) == 0
    assert capsys.readouterr().err == ""
