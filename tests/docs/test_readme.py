"""The README shows what the commands print now, and its commands run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from service.cli import COMMANDS
from tests.docs import tables
from tests.docs.transcripts import EXAMPLES, ROOT, follow, run

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_output_is_what_the_command_prints_now() -> None:
    """Run `make docs` when this fails, and look at the difference."""
    followed = follow(README)
    assert followed.problems == []
    assert followed.text == TEXT


def test_it_opens_with_the_two_commands() -> None:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    language, first = blocks[0]
    assert language == "sh"
    assert re.findall(r"^make \w+", first, re.MULTILINE) == ["make demo", "make test"]


def test_every_make_target_exists() -> None:
    assert set(re.findall(r"\bmake ([a-z]+)\b(?=`|    )", TEXT)) <= tables.targets().keys()


@pytest.mark.slow
def test_the_demo_writes_the_gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make demo` runs `bedside demo`; here it runs without setting anything up."""
    assert "\t$(BIN)/bedside demo\n" in tables.MAKEFILE.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, printed = run("bedside demo")
    assert code == 0
    assert printed.splitlines()[-1].endswith("the finished messages are in out/gallery.html")
    assert (tmp_path / "out/gallery.html").is_file()


def test_the_commands_are_all_there() -> None:
    listed = re.findall(r"^\| `bedside (\w+)` \|", TEXT, re.MULTILINE)
    assert listed == list(COMMANDS)


def test_the_folders_are_all_there() -> None:
    listed = re.findall(r"^\| `(\w+)/` \|", TEXT, re.MULTILINE)
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}
    assert all((ROOT / folder).is_dir() for folder in listed)
    assert folders - set(listed) <= {"out", "build", "dist"}


def test_it_can_be_read_in_three_minutes() -> None:
    """Prose alone: what commands print, and tables, are looked at, not read word for word."""
    prose = re.sub(r"^```.*?^```$|^\|.*?$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert len(prose.split()) < 900


def test_the_examples_it_names_are_there(tmp_path: Path) -> None:
    named = set(re.findall(r"docs/examples/([\w-]+\.json)", TEXT))
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    assert named <= {path.name for path in (tmp_path / "examples").iterdir()}
