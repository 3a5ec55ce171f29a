"""`bedside reword`: what a brand manager and a reviewer read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from service.cli import main
from service.library.checks import cross_check
from service.library.loader import load_library
from tests.data.sign import LIBRARY
from tests.factories import NOW

KEY = "rewording:heart/walking/small-clinic/en-US/email.1"
FILE = "content/heart/walking/bank/small-clinic/en-US/email.1.md"
ON = ("--on", "2026-11-24")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr("service.commands.common.now", lambda: NOW)
    copy = tmp_path / "library"
    shutil.copytree(LIBRARY, copy)
    return copy


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, command: str, *words: str
) -> tuple[int, str]:
    code = main(["reword", command, *words, "--library", str(folder)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_list_shows_the_words_beside_the_approved_ones(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = "[[lock: claim walking-mood]]Walking most days can lift your mood.[[/lock]]"
    assert run(capsys, folder, "list", *ON) == (
        0,
        f"{KEY}  approved until 2028-12-31\n"
        "    ## Begin with ten minutes\n"
        f"  - {claim} Pick a time that suits you, and walk a loop near home.\n"
        f"  + {claim} Choose a time that suits you, and walk a loop near home.\n"
        "    - Wear shoes that feel good.\n"
        "    - Ask a friend to come along.\n"
        "\n"
        "1 rewording\n",
    )


def test_list_can_be_narrowed_and_read_by_programs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, folder, "list", "--open", *ON) == (0, "0 rewordings\n")
    assert run(capsys, folder, "list", "--brand", "elmwood", *ON) == (0, "0 rewordings\n")
    code, printed = run(capsys, folder, "list", "--format", "json", *ON)
    (row,) = json.loads(printed)
    assert (code, row["key"], row["approved"]) == (0, KEY, True)
    assert [mark for mark, _ in row["compared"]] == [" ", "-", "+", " ", " "]


def test_void_words_are_called_void(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "content/heart/walking/en-US/email.md"
    path.write_text(path.read_text().replace("near home", "near your home"))
    _, printed = run(capsys, folder, "list", *ON)
    assert f"{KEY}  void: the approved words have changed\n" in printed


def test_show_tells_where_it_comes_from(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = run(capsys, folder, "show", KEY, *ON)
    assert code == 0
    assert "needs     medical\n" in printed
    assert "model: scripted\n" in printed
    assert "Choose a time that suits you" in printed


def test_approve_takes_the_roles_of_the_module(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("--role", "medical", "--until", "2028-01-01", *ON)
    assert run(capsys, folder, "approve", KEY, "--by", "jo.park", *more) == (
        2,
        f"{FILE}:2:1 L414 nobody approves what they wrote; ask somebody else\n",
    )
    assert run(capsys, folder, "approve", KEY[10:], "--by", "rev.two", *more) == (
        0,
        f"approved {KEY} as medical, until 2028-01-01\n"
        f"{KEY} stays approved as medical until 2028-12-31, by rev.medical\n",
    )


def test_approve_is_for_rewordings_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ("--role", "medical", "--by", "rev.two", "--until", "2028-01-01", *ON)
    code, printed = run(capsys, folder, "approve", "heart/walking", *more)
    assert code == 2
    assert "L419" in printed


def test_drop_takes_file_and_empty_folders_away_and_no_approval(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who had approved words that went out is read from these lines, also years later."""
    approvals = folder / "approvals.jsonl"
    before = approvals.read_bytes()
    assert KEY in approvals.read_text()
    assert run(capsys, folder, "drop", KEY) == (0, f"dropped {KEY}\n")
    assert not (folder / "content/heart/walking/bank").exists()
    assert (folder / "content/heart/walking/en-US/email.md").exists()
    assert approvals.read_bytes() == before
    library = load_library(folder)
    assert library.problems == ()
    assert [one for one in cross_check(library, NOW.date()) if one.code == "L417"] == []


def test_drop_takes_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "approvals.jsonl").read_text()
    assert run(capsys, folder, "drop", "module:heart/walking", KEY) == (
        2,
        "module:heart/walking C162 this is no rewording; "
        "name one that `bedside reword list` shows\n",
    )
    assert (folder / FILE).exists()
    assert (folder / "approvals.jsonl").read_text() == before


def test_generate_without_a_model_says_what_to_set(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEDSIDE_MODEL", raising=False)
    code, printed = run(capsys, folder, "generate", "--by", "jo.park", *ON)
    assert code == 2
    assert printed.startswith("BEDSIDE_MODEL C151 no model is set; ")


def test_generate_with_a_model_files_what_passed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: a scripted model, the real checks, the real guard."""
    from service.bank.asking import ModelMaker
    from service.rewording.providers.scripted import word_for_word
    from service.wiring import the_guard

    maker = ModelMaker(word_for_word({"Pick a time": "Choose a time"}), the_guard())
    monkeypatch.setattr("service.rewriters.the_maker", lambda: maker)
    (folder / FILE).unlink()
    more = ("--channel", "email", "--by", "jo.park", *ON)
    code, printed = run(capsys, folder, "generate", "heart/walking", *more)
    assert f"written  {FILE}\n" in printed
    assert printed.endswith("1 written, 0 refused\nnext: bedside reword list --open\n")
    assert code == 0
    text = (folder / FILE).read_text()
    assert 'model: "scripted"\n' in text
    assert "Choose a time that suits you" in text
