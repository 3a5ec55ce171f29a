"""Every way to break a library's files, with the exact report of `bedside check`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.cli import main
from tests.data.breaking import BROKEN, Case, read_cases

LIBRARY = BROKEN.parent / "library"
INPUTS = {"signal", "standing", "settings", "release"}
FORMATS = sorted(path.stem for path in BROKEN.glob("*.yaml") if path.stem not in INPUTS)
CASES = [case for format_ in FORMATS for case in read_cases(format_)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.format}-{case.name}")
def test_broken_file_is_reported_where_it_is_broken(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(LIBRARY, folder)
    case.apply(folder)
    code = main(["check", str(folder), "--files-only", "--on", "2026-11-24"])
    printed = capsys.readouterr()
    report = (printed.out + printed.err).replace(str(tmp_path), "TMP").splitlines()
    case.judge(report)
    assert code == (0 if report[-1].startswith("library: 0 errors") else 2)


@pytest.mark.parametrize("format_", FORMATS)
def test_format_is_broken_in_twenty_ways(format_: str) -> None:
    assert sum(case.format == format_ for case in CASES) >= 20
