"""Labelled texts of one's own for the guard and for what people write to us, in every form."""

from __future__ import annotations

import json
import shlex
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evals.guard
import evals.system
from evals.baseline import accept, baseline_for
from evals.comparing.causes import moved
from evals.golden import GOLDEN_GUARD
from evals.guard import OwnData, build_guard
from evals.own.loading import load_own_inbound, load_own_texts
from evals.runs.log import Header, Run
from evals.system import System, Versions, versions_of
from guardrails import Guard
from service.commands.eval import eval_
from service.errors import BedsideError
from service.library.release import Release
from tests.evals.test_guard_command import HandMade

SHEET = """\
Text;Expect;Kind;Source;Channel;Pair;Tags
"Manage your asthma; today.";Stop;DX-02;texts of May;sms;air;"lungs; spring"
"Manage asthma.";pass;DX-02;texts of May;sms;air

"Two lines,
of which one is long.";stop;;pages;web;;
"""
LINES = """\
{"text": "Mind your asthma.", "label": "claim", "source": "june", "context": {"channel": "portal"}}
{"text": "your asthma group", "label": "good", "channel": "portal"}
{"text": "Hm.", "label": "unsure"}
"""
INBOUND = 'text,expect\n"pain, in my chest",emergency\nI cannot go on,crisis\nthanks,none\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a sheet and a file of lines for the guard, and a sheet of inbound texts."""
    write(tmp_path / "ours" / "guard" / "may.csv", SHEET)
    write(tmp_path / "ours" / "guard" / "lines.jsonl", LINES)
    write(tmp_path / "ours" / "urgency" / "heard.csv", INBOUND)
    return tmp_path / "ours"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def told(folder: Path) -> list[str]:
    with pytest.raises(BedsideError) as caught:
        load_own_texts(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def report(own: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Run `bedside eval guard` on the folder with a guard made by hand."""
    monkeypatch.setattr(evals.guard, "build_guard", HandMade)

    def call(*args: str) -> Result:
        args = ("guard", "--golden", str(own), *args)
        return CliRunner().invoke(eval_, args, catch_exceptions=False)

    return call


def test_a_sheet_as_a_spreadsheet_writes_it_is_read(own: Path) -> None:
    first, second, third = load_own_texts(own / "guard").cases[3:]
    assert (first.text, first.stop, first.kind) == ("Manage your asthma; today.", True, "DX-02")
    assert (first.source, first.context.channel, first.style) == ("texts of May", "sms", "sms")
    assert (first.pair, first.where) == ("air", "may.csv:2")
    assert not second.stop
    assert (third.text, third.where) == ("Two lines,\nof which one is long.", "may.csv:5")
    assert third.kind == ""


def test_the_forms_say_the_same_and_give_a_text_the_same_name(tmp_path: Path) -> None:
    folder = tmp_path / "guard"
    forms = {
        "a.csv": "text,expect,channel,tags,,\r\nYour asthma.,stop,sms,one;two,,\r\n,,,,,\r\n",
        "a.jsonl": '{"text": "Your asthma.", "expect": "stop", "channel": "sms", '
        '"tags": ["one", "two"]}\n',
        "a.yaml": 'cases:\n  - {text: "Your asthma.", label: claim, context: {channel: sms}, '
        "tags: [one, two]}\n",
    }
    read = []
    for name, text in forms.items():
        write(folder / name, text)
        (case,) = load_own_texts(folder).cases
        read.append((case.id, case.text, case.stop, case.context, case.tags, case.source))
        (folder / name).unlink()
    assert read[0] == read[1] == read[2]
    assert read[0][0].startswith("text-")
    assert read[0][4:] == (("one", "two"), "a")


def test_a_shipped_file_may_lie_in_a_folder_of_ones_own(tmp_path: Path) -> None:
    for name, to in (("dx-09.yaml", "guard"), ("urgency.yaml", "urgency")):
        (tmp_path / to).mkdir()
        shutil.copy(GOLDEN_GUARD / "open" / name, tmp_path / to)
    texts = load_own_texts(tmp_path / "guard").cases
    assert (texts[0].id, texts[0].kind, texts[0].source) == ("dx09-001", "DX-09", "own")
    assert load_own_inbound(tmp_path / "urgency").urgency[0].kind == "emergency"


def test_the_report_is_by_kind_and_source_and_shows_every_miss(report) -> None:
    result = report()
    assert result.exit_code == 1
    out = " ".join(result.stdout.split())
    for words in (
        " claims found 66.7% 20.8% to 93.9% 2 / 3",
        " DX-02 presupposed 100.0% 20.7% to 100.0% 1 / 1",
        " no kind 50.0% 9.5% to 90.5% 1 / 2",
        " texts of May 100.0% 20.7% to 100.0% 1 / 1",
        " crisis 0.0% 0.0% to 79.3% 0 / 1",
        " heard 50.0% 9.5% to 90.5% 1 / 2",
        "[real web] Two lines, / of which one is long.",
        "[real portal] your asthma group (DX-02)",
        "I cannot go on (wanted crisis, read calm)",
        "left out, for they are labelled unsure: 1 text",
        "below the bar: claims found, real: 2 of 3 (66.7%), wanted at least 100%",
        "below the bar: urgent texts found: 1 of 2 (50.0%), wanted at least 100%",
    ):
        assert words in out
    assert "guard/may.csv:5 text-" in out
    assert "urgency/heard.csv:3 text-" in out
    assert report("--kind", "DX-02").exit_code == 0
    assert "Two lines" not in report("--summary").stdout
    (shown,) = json.loads(report("--format", "json").stdout)
    assert shown["claims_by_source"]["texts of May"]["count"] == 1
    assert (shown["unsure"], shown["missed"][0]["where"]) == (1, "may.csv:5")


def test_a_bar_of_ones_own_decides_and_asks_all_that_it_leaves_unsaid(report, own: Path) -> None:
    write(own / "guard" / "thresholds.yaml", "claims_real_at_least: 0.6\n")
    assert report("--kind", "urgency").exit_code == 1
    write(own / "urgency" / "thresholds.yaml", "urgent_found_at_least: 0.5\n")
    below = [line for line in report().stdout.splitlines() if line.startswith("below")]
    assert below == [
        "below the bar: look-alikes flagged: 1 of 2 (50.0%), wanted at most 0%",
        "below the bar: urgent texts read as the right kind: 1 of 2 (50.0%), wanted at least 100%",
    ]
    write(own / "guard" / "thresholds.yaml", "urgent_found_at_least: 0.6\n")
    write(own / "guard" / "more.csv", "text\nno label\n")
    result = CliRunner().invoke(eval_, ["guard", "--golden", str(own)])
    assert result.exit_code == 2
    place = f"{own.as_posix()}/guard"
    assert f"{place}/thresholds.yaml:1:1 E104 the key 'urgent_found_at_least'" in result.stderr
    assert f"{place}/more.csv:2:1 E106 the row is wrong; nobody says what is right" in result.stderr


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.csv", "text,expct\nx,stop\n", "a.csv:1:1 E113 the column 'expct' is not known; did "),
        ("a.csv", "Ana Lopez has asthma.,1\n", "a.csv:1:1 E113 the first row is no heading; begin"),
        ("a.csv", "text,expect,Ana Lopez\n", "a.csv:1:1 E113 column 3 is not known; valid: id, "),
        ("a.csv", "text,expect,text\n", "a.csv:1:1 E113 the column 'text' twice; keep one"),
        ("a.csv", "expect\nstop\n", "a.csv:1:1 E113 the column `text` is missing; name the"),
        ("a.csv", "text,expect\na, b,stop\n", "a.csv:2:1 E113 3 cells below a heading of 2; put"),
        ("a.csv", 'text,expect\n\nx,stop\n"y,stop\n', "a.csv:4:1 E113 not CSV: unexpected end"),
        ("a.csv", "text,expect,channel\nx,stop,smss\n", "a.csv:2:1 E106 'channel' is wrong; did"),
        ("a.csv", "text,expect\nx,1\n", "a.csv:2:1 E106 'expect' is wrong; use `stop` or `pass`"),
        ("a.csv", "text,expect\n", "a.csv E113 the file: it holds no text; write a line"),
        ("a.jsonl", '{"text": " ", "label": "good"}', "a.jsonl:1:1 E106 'text' is wrong; the te"),
        ("a.jsonl", '{"text": "x", "label": "claim", "expect": "stop"}', "two keys say what is r"),
        ("a.jsonl", '{"text": "x", "expect": "stop", "chanel": "sms"}', "did you mean `channel`?"),
        ("a.jsonl", "\n{'text'}", "a.jsonl:2:2 E113 not JSON: Expecting property name"),
        ("a.yaml", "cases:\n  - {text: x, expect: stop, kind: dx-02}\n", "did you mean `DX-02`?"),
        ("a.yml", "cases: []\n", "a.yml E116 it is not read, for cases stand in files `NAME.yaml`"),
        ("a.ndjson", "", "rename it to `a.jsonl`"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(
    tmp_path: Path, name: str, text: str, problem: str
) -> None:
    write(tmp_path / "guard" / name, text)
    found = told(tmp_path / "guard")
    assert problem in found[0]
    assert len(found) == 1 or name.endswith(("yml", "ndjson"))


def test_a_text_that_two_people_labelled_otherwise_is_told(tmp_path: Path) -> None:
    rows = "text,expect\nYour asthma.,stop\nRest well.,pass\nyour  asthma.,pass\nRest well.,pass\n"
    write(tmp_path / "guard" / "a.csv", rows)
    again, other = told(tmp_path / "guard")
    assert "a.csv:4:1 E109 the text of text-" in again
    assert "again, with another label; keep the right one of it and a.csv:2" in again
    assert other.endswith("again; drop it, or write another: a.csv:3 has it")


def test_a_kept_run_of_own_texts_is_resumed_compared_and_shown(own: Path) -> None:
    runs = ("--runs", str(own.parent / "runs"))

    def call(*args: str) -> Result:
        return CliRunner().invoke(eval_, [*args, *runs], standalone_mode=False)

    first = call("--golden", str(own))
    assert first.return_value == 1, first.output
    assert "guard: 1 case not measured; nothing was asked" in first.output
    lines = (own / "guard" / "lines.jsonl").read_text(encoding="utf-8")
    write(own / "guard" / "lines.jsonl", lines.replace('"unsure"', '"claim"'))
    marks = call("--golden", str(own), "--format", "github").output
    assert f"::error file={own.as_posix()}/guard/" in marks
    compared = call("compare", "last-1", "last").output
    assert "because: the case itself was edited" in compared
    assert "new: 1\n" in compared  # nobody asked before: it is not mended
    assert "p = 1.000, could be chance" in compared  # a few that moved never show two runs alike
    again = call("compare", "last", "last-1")
    assert "gone: 1\n" in again.output
    assert again.return_value == 1
    target = own.parent / "run.html"
    assert call("page", "last-1", "--to", str(target)).return_value == 0
    page = target.read_text(encoding="utf-8")
    assert f"<dt>Cases of</dt><dd>{own.as_posix()}</dd>" in page
    assert "Guard: 1 case was not measured; nothing was asked." in page
    plot = page[page.index("Claims found, by kind") :]
    assert "no kind" in plot[: plot.index("</svg>")]


RULE = """\
id: ZZ-01
kind: house style
severity: block
subject: group
message: "“{text}” is not how we write."
why: Our style guide says so.
suggestion: say something else
source: our style guide
patterns: ["( tuesday circle )"]
reject: [Come to the Tuesday circle.]
allow: [Come on Tuesday.]
"""
POLICY = "name: ours\nsettings:\n  - {because: we allow it, set: {DX-02: info}}\n"


def test_a_guard_of_ones_own_is_measured_and_compared_with_the_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = cache(build_guard)  # commands that follow each other are given the same rules
    monkeypatch.setattr(evals.guard, "build_guard", built)
    monkeypatch.setattr(evals.system, "build_guard", built)
    texts = "text,expect\nThanks for looking after your diabetes.,stop\nThe Tuesday circle.,stop\n"
    write(tmp_path / "ours" / "guard" / "a.csv", texts)
    write(tmp_path / "rules" / "zz.yaml", RULE)
    write(tmp_path / "policy.yaml", POLICY)
    runs = ("--runs", str(tmp_path / "runs"))

    def call(*args: str) -> Result:
        return CliRunner().invoke(eval_, args, standalone_mode=False)

    own = ("--golden", str(tmp_path / "ours"))
    rules, policy = str(tmp_path / "rules"), str(tmp_path / "policy.yaml")
    report = CliRunner().invoke(eval_, ["guard", *own, "--rules", rules])
    assert report.exit_code == 0, report.output
    assert "(not the shipped one)" in report.stdout
    assert call("run", "guard", *own, "--rules", rules, *runs).return_value == 0
    worse = call("run", "guard", *own, "--policy", policy, *runs)
    assert worse.return_value == 1
    assert "claims found, real: 0 of 2" in worse.output
    compared = call("compare", "last-1", "last", *runs).output
    assert f"because: guard: {policy}, guard: rule:zz" in compared
    assert "-ZZ-01 stops 4-18" in compared
    assert call("score", "last-1", *runs).return_value == 0
    log = max((tmp_path / "runs").glob("*.jsonl"))
    log.write_text(log.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    assert f"--policy {policy} --golden" in call("score", "last", *runs).output
    shipped = call("run", "guard", "--case", "dx02-001", "--policy", policy, "--no-log")
    assert "a guard of your own: no baseline is held against it" in shipped.output
    kept = call("run", "guard", "--case", "dx02-001", "--rules", str(tmp_path), "--no-log")
    assert f"{tmp_path}/policy.yaml" in str(kept.exception)
    assert " E115 " in str(kept.exception)


def test_a_cut_off_run_of_the_guards_set_alone_goes_on_by_the_command_that_is_told(
    own: Path,
) -> None:
    """`bedside eval guard` is the guard's report, which takes no `--resume`."""
    runs = own.parent / "runs"

    def call(*args: str) -> Result:
        return CliRunner().invoke(eval_, args, standalone_mode=False)

    shutil.rmtree(own / "urgency")
    assert call("--golden", str(own), "--runs", str(runs)).return_value == 1
    (log,) = runs.glob("*.jsonl")
    log.write_text(log.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    words = ["bedside", "eval", "run", "guard", "--golden", str(own)]
    command = shlex.join([*words, "--resume", "--runs", str(runs)])
    assert f"`{command}` goes on with it" in call("score", str(log)).output
    assert call(*shlex.split(command)[2:]).return_value == 1
    assert "cut off" not in call("score", str(log)).output


def test_rules_of_ones_own_in_files_of_one_name_are_each_kept(
    tmp_path: Path, release: Release, guard: Guard
) -> None:
    """Else the shipped rule of that name seemed to have moved, or nothing did."""
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        write(folder / "DX-02.yaml", RULE)
    first, second = (f"rule:{folder.as_posix()}/DX-02" for folder in folders)
    with_own = System(release, guard, own=OwnData(rules=folders))
    before = versions_of(with_own)
    assert moved(versions_of(System(release, guard)), before).rules == {first, second}
    write(folders[0] / "DX-02.yaml", RULE.replace("block", "info"))
    assert moved(before, versions_of(with_own)).rules == {first}


def test_a_run_of_another_guard_is_no_baseline() -> None:
    header = Header("1", "2026-11-27", ("guard",), (), 0, Versions("r"), guard=("--policy", "x"))
    run = Run(header, (), "2026-11-27")
    assert baseline_for(run) is None
    with pytest.raises(BedsideError, match="its guard is not the shipped one"):
        accept(run, (), "x", "so that it is", datetime(2026, 11, 27, tzinfo=UTC))
