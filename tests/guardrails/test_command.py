"""`bedside guard`: exact output, and the exit code for each outcome."""

from __future__ import annotations

import json

from click.testing import CliRunner

from service.commands.guard import guard as command


def run(*arguments: str, stdin: str | bytes = ""):
    return CliRunner().invoke(command, list(arguments), input=stdin)


def test_pass_says_so():
    result = run("-", stdin="Walking is good.\n")
    assert (result.exit_code, result.output) == (0, "<stdin>: passed\n")


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
