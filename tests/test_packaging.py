"""The wheel holds what runs: code, the starter library, the guard's data, templates, scenarios."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built here without a network."""
    out = tmp_path_factory.mktemp("dist")
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(out)!r}))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert run.returncode == 0, run.stderr
    return out / run.stdout.split()[-1]


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def run(unpacked: Path, cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """`python -m service` from the unpacked wheel alone, away from the repository."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "service", *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_wheel_holds_every_data_file(unpacked: Path) -> None:
    missing = [
        str(path.relative_to(ROOT))
        for folder in ("modules", "guardrails", "evals", "prompts", "service")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.suffix != ".pyc"
        and not (unpacked / path.relative_to(ROOT)).is_file()
    ]
    assert missing == []


def test_wheel_holds_nothing_of_the_workshop(unpacked: Path) -> None:
    tops = {path.name.partition("-")[0] for path in unpacked.iterdir()}
    assert tops == {"service", "guardrails", "evals", "modules", "prompts", "bedside"}


def test_wheel_names_its_command(unpacked: Path) -> None:
    (entry_points,) = unpacked.glob("bedside-*.dist-info/entry_points.txt")
    assert "bedside = service.cli:main" in entry_points.read_text()
    assert "bedside_guard = guardrails.component:make_guard" in entry_points.read_text()


def test_init_and_check_work_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    made = run(unpacked, tmp_path, "init", "mine")
    assert (made.returncode, made.stderr) == (0, "")
    checked = run(unpacked, tmp_path, "check", "mine", "--files-only", "--on", "2026-11-24")
    assert (checked.returncode, checked.stdout) == (0, "mine: 0 errors, 0 warnings\n")


def test_whole_check_runs_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    library = str(ROOT / "tests" / "data" / "library")
    checked = run(unpacked, tmp_path, "check", library, "--on", "2026-11-24")
    assert (checked.returncode, checked.stderr) == (0, "")
