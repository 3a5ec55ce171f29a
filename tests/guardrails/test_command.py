"""`bedside guard`: exact output, and the exit code for each outcome."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import guardrails
from service.commands.guard import guard as command
from service.wiring import the_guard

BUILDS = guardrails.Guard


@pytest.fixture(autouse=True)
def one_guard(monkeypatch):
    """A command that asks for nothing of its own reads with the guard of the other tests."""

    def built(**own: Any) -> guardrails.Guard:
        return BUILDS(**own) if any(own.values()) else the_guard()

    monkeypatch.setattr(guardrails, "Guard", built)


def run(*arguments: str, stdin: str | bytes = ""):
    return CliRunner().invoke(command, list(arguments), input=stdin)


def test_pass_says_so():
    result = run("-", stdin="Walking is good.\n")
    assert (result.exit_code, result.output) == (0, "<stdin>: passed\n")


def test_it_builds_the_shipped_guard_of_its_own(monkeypatch):
    """The others here are given the guard that all tests share."""
    built = []

    class Watched(BUILDS):
        def __init__(self, **own: Any) -> None:
            super().__init__(**own)
            built.append(self)

    monkeypatch.setattr(guardrails, "Guard", Watched)
    result = run("-", stdin="Manage your asthma.\n")
    assert (result.exit_code, result.output.splitlines()[0]) == (
        1,
        "<stdin>:1:8: block DX-02 presupposed",
    )
    [one] = built
    assert one.version == the_guard().version


def test_finding_points_at_the_words(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Hello.\nTips for managing your asthma.\n", encoding="utf-8")
    result = run(str(file))
    assert result.exit_code == 1
    assert result.output.splitlines()[:3] == [
        f"{file}:2:19: block DX-02 presupposed",
        "    Tips for managing your asthma.",
        "                      ^^^^^^^^^^^",
    ]
    assert "\033[" not in result.output


def test_findings_of_one_family_about_the_same_words_are_one_thing_to_change():
    shown = run(
        "-", stdin="Do you have eczema?\nYour gout nurse called. It is guaranteed.\n"
    ).output
    heads = [line for line in shown.splitlines() if line.startswith("<stdin>:")]
    assert heads == [
        "<stdin>:1:1: block DX-08 question to the reader",
        "<stdin>:2:1: block DX-02 presupposed",
        "<stdin>:2:31: block CL-02 guarantee, proof, absolute safety",
        "<stdin>: rejected, 3 to change",
    ]
    assert "    also: DX-01 asserted" in shown
    every = json.loads(run("-", "--format", "json", stdin="Do you have eczema?").output)
    assert {"DX-08", "DX-01"} <= {finding["rule"] for finding in every["findings"]}


def test_html_is_known_by_its_name(tmp_path):
    file = tmp_path / "a.html"
    file.write_text("<p>your <b>asthma</b></p>", encoding="utf-8")
    assert run(str(file)).output.startswith(f"{file}:1:4: block DX-02")


XHTML = """\
<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="a.js"/></head>
<body><p>Tips for your <b>asthma</b>.</p><p><![CDATA[You have diabetes.]]></p></body></html>
"""


@pytest.mark.parametrize("name", ["a.xhtml", "a.xht", "a.XHTML"])
def test_xhtml_is_read_as_html_with_all_that_is_seen_of_it(tmp_path, name):
    file = tmp_path / name
    file.write_text(XHTML, encoding="utf-8")
    data = json.loads(run(str(file), "--format", "json").stdout)
    texts = [(f["rule"], f["line"], f["text"]) for f in data["findings"]]
    assert ("DX-02", 3, "your <b>asthma") in texts
    assert ("DX-01", 3, "You have diabetes") in texts
    good = XHTML.replace("your <b>asthma</b>", "a <b>walk</b>").replace("You have", "About")
    file.write_text(good, encoding="utf-8")
    assert run(str(file)).output == f"{file}: passed\n"


def test_json_sarif_and_github_carry_the_place():
    data = json.loads(run("-", "--format", "json", stdin="Manage your asthma.").output)
    assert (data["passed"], data["findings"][0]["line"], data["findings"][0]["column"]) == (
        False,
        1,
        8,
    )
    log = json.loads(run("-", "--format", "sarif", stdin="Manage your asthma.").output)
    assert log["runs"][0]["results"][0]["ruleId"] == "DX-02"
    assert run("-", "--format", "github", stdin="Manage your asthma.").output.startswith(
        "::error file=<stdin>,line=1,endLine=1,col=8,endColumn=19,title=DX-02 presupposed::"
    )


def test_bad_input_is_located_without_a_traceback(tmp_path):
    missing = run(str(tmp_path / "no.txt"))
    assert (missing.exit_code, missing.output) == (
        2,
        f"bedside guard: {tmp_path / 'no.txt'}: cannot be read: no such file or directory\n",
    )
    binary = run("-", stdin=b"ok\nab\xff")
    assert (binary.exit_code, binary.output) == (
        2,
        "bedside guard: <stdin>:2:3: not UTF-8 text (byte 0xff)\n",
    )
    assert run(str(tmp_path)).exit_code == 2


def test_what_cannot_be_read_is_in_every_report_for_tools(tmp_path):
    file = tmp_path / "bin.txt"
    file.write_bytes(b"ok\nab\xff")
    what = f"{file}:2:3: not UTF-8 text (byte 0xff)"
    alone = run(str(file), "--format", "json")
    assert alone.exit_code == 2
    assert json.loads(alone.stdout) == {
        "file": str(file),
        "passed": False,
        "findings": [],
        "problem": what,
    }
    told = f"::error file={file},line=2,col=3,title=not read::{what}\n"
    assert run(str(file), "--format", "github").stdout == told
    missing = str(tmp_path / "no,such.txt")
    assert run("-", str(file), missing, "--format", "github", stdin="Walking.").stdout == (
        f"{told}::error file={missing.replace(',', '%2C')},title=not read::"
        f"{missing}: cannot be read: no such file or directory\n"
    )
    [made] = json.loads(run(str(file), "--format", "sarif").stdout)["runs"]
    [invocation] = made["invocations"]
    assert invocation["toolExecutionNotifications"] == [
        {
            "level": "error",
            "message": {"text": what},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": str(file)},
                        "region": {"startLine": 2, "startColumn": 3},
                    }
                }
            ],
        }
    ]
    assert made["results"] == []


def test_rules_that_would_not_be_applied_end_the_run_and_are_in_its_report(tmp_path):
    rule = tmp_path / "x.yml"
    rule.write_text("id: CO-01\n", encoding="utf-8")
    what = f"{rule}: not read, for rules are files `NAME.yaml`; rename it to `x.yaml`"
    asked = ("-", "--rules", str(tmp_path), "--format")
    shown = run(*asked, "text", stdin="Walking.")
    assert (shown.exit_code, shown.output) == (2, f"bedside guard: {what}\n")
    assert run(*asked, "github", stdin="Walking.").stdout == (
        f"::error file={rule},title=guard not built::{what}\n"
    )
    data = json.loads(run(*asked, "json", stdin="Walking.").stdout)
    assert data == {"passed": False, "files": [], "problem": what}
    [made] = json.loads(run(*asked, "sarif", stdin="Walking.").stdout)["runs"]
    assert made["invocations"] == [
        {
            "executionSuccessful": False,
            "toolConfigurationNotifications": [
                {
                    "level": "error",
                    "message": {"text": what},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": str(rule)}}}],
                }
            ],
        }
    ]


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "with others"])
def test_sarif_names_a_file_by_a_reference(tmp_path, beside):
    """RFC 3986, which SARIF asks for: `%`, a space or a colon in a name is written out."""
    files = [f"{tmp_path}/{name}" for name in ("we ird%,:.txt", "b\u00f6se.txt", "gone?#.txt")]
    for file in files[:2]:
        Path(file).write_text("Manage your asthma.", encoding="utf-8")
    found = []
    for asked in [files] if beside else [[file] for file in files]:
        [made] = json.loads(run(*asked, "--format", "sarif").stdout)["runs"]
        told = [x for i in made.get("invocations", ()) for x in i["toolExecutionNotifications"]]
        places = [place for one in [*made["results"], *told] for place in one["locations"]]
        found += [place["physicalLocation"]["artifactLocation"]["uri"] for place in places]
    written = ("we%20ird%25%2C%3A.txt", "b%C3%B6se.txt", "gone%3F%23.txt")
    assert list(dict.fromkeys(found)) == [f"{tmp_path}/{name}" for name in written]


def test_sarif_says_where_the_words_end():
    text = "Hello.\nTips for managing your asthma, and more.\n"
    log = json.loads(run("-", "--format", "sarif", stdin=text).output)
    places = [
        result["locations"][0]["physicalLocation"]["region"] for result in log["runs"][0]["results"]
    ]
    assert {
        "startLine": 2,
        "startColumn": 19,
        "endLine": 2,
        "endColumn": 30,
        "charOffset": 25,
        "charLength": 11,
    } in places


def three(folder):
    """A text to reject, a file that is not there, and a text that passes."""
    (folder / "a.html").write_text("<p>your <b>asthma</b></p>", encoding="utf-8")
    (folder / "b.md").write_text("Walking is *good*.\n", encoding="utf-8")
    return str(folder / "a.html"), str(folder / "no.txt"), str(folder / "b.md")


def test_several_files_are_reported_one_after_another(tmp_path):
    bad, _, good = three(tmp_path)
    result = run(bad, good, good, "-", stdin="Walking is good.\n")
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if line and line[0] != " "] == [
        f"{bad}:1:4: block DX-02 presupposed",
        f"{bad}: rejected, 1 to change",
        f"{good}: passed",
        "<stdin>: passed",
        "3 files: 2 passed, 1 rejected",
    ]
    assert run(good, "-", stdin="Walking is good.\n").exit_code == 0


def test_file_that_cannot_be_read_leaves_the_others_reported(tmp_path):
    bad, missing, good = three(tmp_path)
    result = run(bad, missing, good)
    assert result.exit_code == 2
    assert result.stderr == (
        f"bedside guard: {missing}: cannot be read: no such file or directory\n"
    )
    assert result.stdout.endswith(
        f"{bad}: rejected, 1 to change\n\n{good}: passed\n\n"
        "3 files: 1 passed, 1 rejected, 1 not read\n"
    )
    assert run(missing, str(tmp_path)).stdout == "2 files: 2 not read\n"


def test_several_files_are_one_report_for_tools(tmp_path):
    bad, missing, good = three(tmp_path)
    data = json.loads(run(bad, missing, good, "--format", "json").stdout)
    assert data["passed"] is False
    assert [(file["file"], file["passed"]) for file in data["files"]] == [
        (bad, False),
        (good, True),
    ]
    what = f"{missing}: cannot be read: no such file or directory"
    assert data["unread"] == [{"file": missing, "problem": what}]

    (tmp_path / "c.txt").write_text("Manage your asthma.", encoding="utf-8")
    log = json.loads(run(bad, missing, str(tmp_path / "c.txt"), "--format", "sarif").stdout)
    [made] = log["runs"]
    ids = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids))
    places = [result["locations"][0]["physicalLocation"] for result in made["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {bad, str(tmp_path / "c.txt")}
    assert made["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": what},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": missing}}}],
                }
            ],
        }
    ]
    shown = run(bad, good, str(tmp_path / "c.txt"), "--format", "github").stdout
    assert [line.split(",")[0] for line in shown.splitlines()] == [
        f"::error file={bad}",
        f"::error file={tmp_path / 'c.txt'}",
    ]
    told = run(bad, missing, good, "--format", "github").stdout.splitlines()[-1]
    assert told == f"::error file={missing},title=not read::{what}"


def test_faults_of_all_files_of_ones_own_are_told_at_once_with_place_and_cure(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "CO-01.yaml").write_text("id: CO-01\n kind: style\n", encoding="utf-8")
    (rules / "CO-02.yml").write_text("id: CO-02\n", encoding="utf-8")
    terms, policy = tmp_path / "terms.txt", tmp_path / "policy.yaml"
    terms.write_text("asthma\n@tag CO\nhay fever ||\n", encoding="utf-8")
    policy.write_text(
        "name: ours\nsettings:\n  - because: [a\n    set: {CO-01: info}\n", encoding="utf-8"
    )
    options = ("--rules", str(rules), "--terms", str(terms), "--policy", str(policy))
    ended = run("-", *options, stdin="Our hours changed.")
    assert ended.exit_code == 2
    told = [line.replace(f"{tmp_path}/", "") for line in ended.stderr.splitlines()]
    key = "a `:` makes this a second key of the line above or of this one; begin the line under "
    assert told == [
        f"bedside guard: rules/CO-01.yaml:2:6: not YAML: {key}its "
        "neighbors, or put the text in quotes",
        "bedside guard: rules/CO-02.yml: not read, for rules are files `NAME.yaml`; rename it to "
        "`CO-02.yaml`",
        "bedside guard: terms.txt:1: a term before any '@tag' line; say what it is first",
        "bedside guard: terms.txt:3: an empty form; remove the extra '|'",
        "bedside guard: policy.yaml:3:14: not YAML: a list is not closed; close it with `]`",
    ]


def test_a_rule_that_cannot_be_read_makes_no_term_or_policy_wrong_that_names_it(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "CO-01.yaml").write_text(
        "id: CO-01\n kind: style\npatterns: [OURTERM]\n", encoding="utf-8"
    )
    terms, policy = tmp_path / "terms.txt", tmp_path / "policy.yaml"
    terms.write_text("@tag OURTERM\nhealth coach\n", encoding="utf-8")
    policy.write_text(
        "name: ours\nsettings:\n  - because: we say so\n    set: {CO-01: info}\n", encoding="utf-8"
    )
    options = ("--rules", str(rules), "--terms", str(terms), "--policy", str(policy))
    ended = run("-", *options, stdin="Our hours changed.")
    assert len(ended.stderr.splitlines()) == 1
    assert "rules/CO-01.yaml:2:6: not YAML" in ended.stderr
