"""The command line as a function, in a folder of its own with good inputs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from service.cli import main

DATA = Path(__file__).resolve().parents[1] / "data"


class Run(NamedTuple):
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def bedside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """`bedside(...)` runs one command where the small library and a signal lie."""
    shutil.copytree(DATA / "library", tmp_path / "library")
    for path in (DATA / "inputs").iterdir():
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BEDSIDE_LIBRARY", "library")
    for name in ("NO_COLOR", "FORCE_COLOR", "BEDSIDE_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: str) -> Run:
        capsys.readouterr()
        code = main(args)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Run(code, printed.out, printed.err)

    return run
