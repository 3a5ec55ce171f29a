"""What holds for every command: help, exit codes, unknown words, colour, and no traceback ever."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from service import cli
from service.cli import COMMANDS, main
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
GROUPS = {
    "library": ("list", "show", "where-used", "history", "approve", "withdraw", "schemas"),
    "release": ("build", "show"),
}


def python(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in the repository."""
    return subprocess.run(
        [sys.executable, *args],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, bedside: Callable[..., Run]) -> None:
    run = bedside(command, "--help")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"Usage: bedside {command} ")


@pytest.mark.parametrize(
    ("group", "command"), [(group, name) for group, names in GROUPS.items() for name in names]
)
def test_every_command_of_a_group_has_help(
    group: str, command: str, bedside: Callable[..., Run]
) -> None:
    run = bedside(group, command, "--help")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"Usage: bedside {group} {command} ")


def test_help_lists_every_command(bedside: Callable[..., Run]) -> None:
    run = bedside("--help")
    assert run.code == 0
    assert all(f"\n  {name} " in run.out for name in COMMANDS)


def test_no_command_shows_the_help(bedside: Callable[..., Run]) -> None:
    run = bedside()
    assert run.code == 2
    assert "Usage: bedside" in run.err


def test_version_is_shown(bedside: Callable[..., Run]) -> None:
    assert bedside("--version").out == "bedside, version 0.1.0\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chekc", "did you mean `check`?"),
        ("libary", "did you mean `library`?"),
        ("zzz", "see `bedside --help`"),
    ],
)
def test_unknown_command_names_the_nearest(
    typed: str, said: str, bedside: Callable[..., Run]
) -> None:
    run = bedside(typed)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


@pytest.mark.parametrize(
    "args",
    [
        ("check", "--formt", "json"),
        ("check", "--format", "xml"),
        ("check", "one", "two"),
        ("check", "--on", "tomorrow"),
        ("decide",),
        ("decide", "signal.json", "--channel", "fax", "--standing", "standing.json"),
        ("decide", "signal.json", "--channel", "email", "--standing", "s", "--now", "noon"),
        ("decide", "signal.json", "--channel", "email", "--standing", "s", "--now", "2026-11-24"),
        ("decide", "-", "--channel", "email", "--standing", "-"),
        ("library", "show"),
        ("library", "list", "modles"),
        ("library", "approve", "--role", "legal", "--by", "rev.legal", "--until", "2027-01-01"),
        (*("library", "approve", "heart/walking", "--all"), *("--role", "legal", "--by", "x.y")),
        ("release", "show"),
        ("init",),
        ("explain", "--for", "everybody"),
    ],
)
def test_wrong_use_says_how_and_ends_with_2(
    args: tuple[str, ...], bedside: Callable[..., Run]
) -> None:
    run = bedside(*args)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"Usage: bedside {args[0]}")
    assert "Error: " in run.err


def test_fault_of_its_own_is_told_without_a_traceback(
    bedside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("Jane Doe")

    monkeypatch.setattr("service.checking.check_library", fail)
    run = bedside("check", "--files-only")
    assert run.code == 70
    assert run.err == (
        "C199 a fault of Bedside's own (RuntimeError); set BEDSIDE_DEBUG=1 to see where, "
        "and report it\n"
    )


def test_debugging_shows_where(
    bedside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("here")

    monkeypatch.setattr("service.checking.check_library", fail)
    monkeypatch.setenv("BEDSIDE_DEBUG", "1")
    with pytest.raises(RuntimeError, match="here"):
        main(["check", "--files-only"])


def test_full_disk_is_told(bedside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("service.checking.check_library", full)
    monkeypatch.setattr(cli, "_silence", lambda stream: None)
    run = bedside("check", "--files-only")
    assert (run.code, run.err) == (
        2,
        "C114 the output cannot be written (No space left on device)\n",
    )


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("check", "--help")])
def test_help_imports_neither_the_guard_nor_pydantic(args: tuple[str, ...]) -> None:
    heavy = "spacy", "pydantic", "jinja2", "guardrails", "service.pipeline"
    code = (
        "import sys; from service.cli import main; main(sys.argv[1:]); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    run = python("-c", code, *args)
    assert run.stdout.splitlines()[-1] == "[]"


def test_module_and_script_are_the_same_command() -> None:
    script = Path(sys.executable).parent / "bedside"
    if not script.exists():
        pytest.skip("bedside is not installed here")
    args = ("check", "tests/data/library", "--files-only", "--on", "2026-11-24")
    module = python("-m", "service", *args)
    run = subprocess.run(
        [str(script), *args], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert (run.returncode, run.stdout) == (module.returncode, module.stdout)
    assert module.stdout == "library: 0 errors, 0 warnings\n"


def test_reader_that_leaves_early_ends_it_quietly() -> None:
    command = f"{sys.executable} -m service library list | head -1"
    run = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_cannot_be_written_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "service", "library", "list"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    assert (run.returncode, run.stderr) == (
        2,
        "C114 the output cannot be written (No space left on device)\n",
    )


def test_terminal_without_a_letter_shows_an_escape(tmp_path: Path) -> None:
    place = str(tmp_path / "\u0436")
    run = python("-m", "service", "check", place, PYTHONIOENCODING="latin-1:strict")
    assert run.returncode == 2
    assert "\\u0436 L001 there is no such folder" in run.stderr


def on_a_terminal(*args: str, **env: str) -> str:
    """What a command prints when a person looks at it."""
    leader, follower = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "service", *args],
        cwd=ROOT,
        env={**clean, "TERM": "xterm", **env},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ) as process:
        os.close(follower)
        printed = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # how Linux says that the other side has closed
                break
            if not piece:
                break
            printed += piece
        process.wait(timeout=120)
    os.close(leader)
    return printed.decode()


def test_colour_is_for_terminals_only() -> None:
    args = ("library", "list", "claim", "--library", "tests/data/library", "--on", "2026-11-24")
    plain = python("-m", "service", *args).stdout
    assert "\x1b[" not in plain
    seen = on_a_terminal(*args)
    assert "\x1b[32muntil 2028-06-30\x1b[0m" in seen
    assert on_a_terminal(*args, NO_COLOR="1").replace("\r\n", "\n") == plain
