"""The right packages answer, or nothing starts; and none of a stranger's code runs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from functools import lru_cache
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from guardrails.errors import GuardDataError
from service import identity, wiring
from service.cli import main
from service.errors import BedsideError
from service.identity import verify_identity

ROOT = Path(__file__).resolve().parents[1]


def stranger(folder: Path, text: str) -> Path:
    """A package called `guardrails` that shouts when it is run."""
    package = folder / "guardrails"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(f"{text}\nraise SystemExit('a stranger ran')\n")
    return package


def answer_with(monkeypatch: pytest.MonkeyPatch, package: Path | None) -> None:
    real = importlib.util.find_spec

    def find(name: str, *args: str) -> ModuleSpec | None:
        if name != "guardrails":
            return real(name, *args)
        if package is None:
            return None
        return importlib.util.spec_from_file_location(name, package / "__init__.py")

    monkeypatch.setattr(identity, "find_spec", find)


def test_own_packages_are_taken() -> None:
    verify_identity()


def test_package_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, stranger(tmp_path, '__distribution__ = "guardrails-ai"'))
    with pytest.raises(BedsideError, match="C101 another package called `guardrails` answers"):
        verify_identity()


def test_package_that_lies_elsewhere_is_refused_even_with_our_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, stranger(tmp_path, '__distribution__ = "bedside"'))
    with pytest.raises(BedsideError, match="C101 another package"):
        verify_identity()


@pytest.mark.parametrize("text", ["", "x = 1", '__distribution__ = "other"', "def (", "\x00"])
def test_files_that_were_overwritten_are_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = stranger(tmp_path, text)
    answer_with(monkeypatch, package)
    monkeypatch.setattr(identity.service, "__file__", str(tmp_path / "service" / "__init__.py"))
    with pytest.raises(BedsideError) as error:
        verify_identity()
    assert "guardrails" in {problem.file for problem in error.value.problems}


def test_package_that_is_not_there_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, None)
    with pytest.raises(BedsideError, match="package `guardrails` is not installed"):
        verify_identity()


def test_commands_end_before_a_stranger_runs(tmp_path: Path) -> None:
    stranger(tmp_path, '__distribution__ = "guardrails-ai"')
    run = subprocess.run(
        [sys.executable, "-c", _RUN, str(ROOT)],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("guardrails C101 another package called `guardrails` answers")


_RUN = "import sys; from service.cli import main; sys.exit(main(['check']))"


def forget_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no guard was built yet; the other tests keep theirs."""
    monkeypatch.setattr(wiring, "the_guard", lru_cache(wiring.the_guard.__wrapped__))


def test_guard_is_not_built_from_a_stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, stranger(tmp_path, ""))
    forget_the_guard(monkeypatch)
    with pytest.raises(BedsideError, match="C101"):
        wiring.the_guard()


def test_guard_data_that_cannot_be_used_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise GuardDataError("rules/DX-01.yaml", 7, "no rule may be empty")

    monkeypatch.setattr(wiring, "Guard", broken)
    forget_the_guard(monkeypatch)
    assert main(["check", str(ROOT / "tests" / "data" / "library"), "--on", "2026-11-24"]) == 2
    assert capsys.readouterr().err == (
        "rules/DX-01.yaml:7:1 C105 no rule may be empty; mend it, or install Bedside again\n"
    )
