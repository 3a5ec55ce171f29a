"""Lines and columns of a report are those that editors, GitHub and SARIF count."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails import Guard
from guardrails.report import Checked, Lines, as_github, as_sarif, as_text
from guardrails.verdict import Context

#: What Python's `splitlines` takes for the end of a line, and no editor that counts lines does.
INSIDE = ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"]


@pytest.mark.parametrize("mark", INSIDE)
def test_a_mark_inside_of_a_line_ends_none(guard: Guard, mark: str) -> None:
    text = f"Hello.{mark}Spring is here.\nTips for your asthma.\n"
    checked = Checked("ls.txt", text, guard.check(text, Context()))
    assert "file=ls.txt,line=2,endLine=2," in as_github(checked)
    assert "ls.txt:2:" in as_text(checked)
    results = json.loads(as_sarif(checked))["runs"][0]["results"]
    (region, *_) = [
        result["locations"][0]["physicalLocation"]["region"]
        for result in results
        if result["ruleId"] == "DX-02"
    ]
    assert (region["startLine"], region["startColumn"]) == (2, 10)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_end_of_a_line_ends_one(guard: Guard, end: str) -> None:
    text = f"Hello.{end}{end}Tips for your asthma."
    assert "line=3,endLine=3," in as_github(Checked("x", text, guard.check(text, Context())))


TEXT = st.text(st.sampled_from([*"ab \r\n", *INSIDE]), max_size=40)


@given(TEXT)
def test_every_character_is_found_at_its_place(text: str) -> None:
    lines = Lines(text)
    ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", text)]
    for at, letter in enumerate(text):
        line, column = lines.place(at)
        assert line == 1 + sum(end <= at for end in ends)
        if letter not in "\r\n":
            assert lines.line(line)[column - 1] == letter
