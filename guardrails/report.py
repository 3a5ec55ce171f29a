"""Findings as people and tools read them: compiler style, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import quote

from guardrails.verdict import Finding, Verdict

_COLOURS = {"block": "31;1", "review": "33;1", "warn": "33", "info": "36"}
_GITHUB = {"block": "error", "review": "error", "warn": "warning", "info": "notice"}
_SARIF = {"block": "error", "review": "error", "warn": "warning", "info": "note"}
_GRAVEST = tuple(_COLOURS)
_WIDEST = 160
#: What ends a line for editors, GitHub and SARIF: U+2028, a form feed and their like do not.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was checked: what it is called, its words, and what was found."""

    name: str
    text: str
    verdict: Verdict


class Lines:
    """Line and column of a character, both from 1, without reading the text twice."""

    def __init__(self, text: str) -> None:
        self._lines: list[str] = _LINE.findall(text) or [""]
        self._starts = [0, *accumulate(map(len, self._lines))]

    def place(self, at: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = min(bisect_right(self._starts, at), len(self._lines))
        return line, at - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """A line's words, without its end."""
        return self._lines[number - 1].rstrip("\r\n")


def as_text(checked: Checked, *, colour: bool = False) -> str:
    """Each place as `file:line:column`, the line, a caret under it, why, and what to write.

    Several findings of one family about the same words are one thing to change: the gravest is
    shown, and the others are named with it. The other formats hold every finding.
    """
    lines = Lines(checked.text)
    told = _told(checked.verdict.findings)
    blocks = [_block(checked.name, first, also, lines, colour) for first, *also in told]
    stops = {id(finding) for finding in checked.verdict.stopping}
    stopping = sum(any(id(finding) in stops for finding in place) for place in told)
    noted = len(told) - stopping
    outcome = "passed" if checked.verdict.passed else f"rejected, {stopping} to change"
    notes = f", {noted} noted" if noted else ""
    return "\n".join([*blocks, f"{checked.name}: {outcome}{notes}"]) + "\n"


def _told(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings by place, in the order of the text: of each place the gravest and longest first,
    and with it those of its family (DX, CL, EV ...) that share words with it."""
    places: list[list[Finding]] = []
    gravest = sorted(findings, key=lambda f: (_GRAVEST.index(f.severity), f.start - f.end, f.start))
    for finding in gravest:
        for place in places:
            first = place[0]
            shares = finding.start < first.end and first.start < finding.end
            if shares and finding.rule[:2] == first.rule[:2]:
                place.append(finding)
                break
        else:
            places.append([finding])
    return sorted(places, key=lambda place: (place[0].start, place[0].rule))


def _block(name: str, finding: Finding, also: Sequence[Finding], lines: Lines, colour: bool) -> str:
    line, column = lines.place(finding.start)
    head = f"{finding.severity} {finding.rule} {finding.kind}"
    if colour:
        head = f"\033[{_COLOURS[finding.severity]}m{head}\033[0m"
    shown, offset = _window(_printable(lines.line(line)), column - 1)
    width = max(1, min(finding.end - finding.start, len(shown) - offset))
    parts = [f"{name}:{line}:{column}: {head}", f"    {shown}", f"    {' ' * offset}{'^' * width}"]
    parts += [f"    {_printable(finding.message)}", f"    why: {finding.why}"]
    if finding.suggestion:
        parts.append(f"    try: {_printable(finding.suggestion)}")
    others = {f"{f.rule} {f.kind}": None for f in also if f.rule != finding.rule}
    if others:
        parts.append(f"    also: {', '.join(others)}")
    if finding.link:
        parts.append(f"    see: {finding.link}")
    return "\n".join([*parts, ""])


def _window(line: str, at: int) -> tuple[str, int]:
    """As much of a long line as fits, and where the place is in it."""
    if len(line) <= _WIDEST:
        return line, min(at, len(line))
    start = max(0, min(at - _WIDEST // 2, len(line) - _WIDEST))
    return line[start : start + _WIDEST], at - start


def _printable(text: str) -> str:
    """One character for one, so that carets stay under their words; no control codes."""
    return "".join(
        char if char.isprintable() else ("\u00b7" if char != "\t" else " ") for char in text
    )


def as_json(checked: Checked) -> str:
    """The verdict as one JSON object, with lines and columns added."""
    lines = Lines(checked.text)
    findings = [_located(finding, lines) for finding in checked.verdict.findings]
    data = {"file": checked.name, "passed": checked.verdict.passed, "findings": findings}
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


def _located(finding: Finding, lines: Lines) -> dict[str, Any]:
    line, column = lines.place(finding.start)
    return {"line": line, "column": column, **asdict(finding)}


def as_github(checked: Checked) -> str:
    """One workflow annotation a finding."""
    return "".join(_annotations(checked))


def _annotations(checked: Checked) -> Iterator[str]:
    lines = Lines(checked.text)
    for finding in checked.verdict.findings:
        line, column = lines.place(finding.start)
        last, end = lines.place(max(finding.start, finding.end - 1))
        place = f"file={_escaped(checked.name, ':,')},line={line},endLine={last},col={column}"
        if last == line:
            place += f",endColumn={end + 1}"
        title = _escaped(f"{finding.rule} {finding.kind}", ":,")
        yield f"::{_GITHUB[finding.severity]} {place},title={title}::{_escaped(finding.message)}\n"


def annotation(level: str, name: str, title: str, message: str, line: int, column: int) -> str:
    """One workflow annotation at a place of a file, or on the line or file as a whole where the
    column or both are 0."""
    place = f"file={_escaped(name, ':,')}" + (f",line={line}" if line else "")
    place += f",col={column}" if column else ""
    return f"::{level} {place},title={_escaped(title, ':,')}::{_escaped(message)}\n"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def as_sarif(checked: Checked) -> str:
    """A SARIF 2.1.0 log with one run."""
    lines = Lines(checked.text)
    rules = {finding.rule: finding for finding in checked.verdict.findings}
    driver = {
        "name": "bedside guard",
        "rules": [
            {
                "id": f.rule,
                "shortDescription": {"text": f.kind},
                "help": {"text": f"{f.why} {f.link}".rstrip()},
            }
            for f in rules.values()
        ],
    }
    results = [_result(checked.name, finding, lines) for finding in checked.verdict.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=True, indent=2) + "\n"


def as_uri(name: str) -> str:
    """A file's name as a reference (RFC 3986), byte by byte: `we ird.txt` is `we%20ird.txt`."""
    return quote(name, safe="/", errors="surrogateescape")


def _result(name: str, finding: Finding, lines: Lines) -> dict[str, Any]:
    line, column = lines.place(finding.start)
    # without an end a region runs to the end of its line; the column is the one after the last
    last, end = lines.place(max(finding.start, finding.end - 1))
    region = {
        "startLine": line,
        "startColumn": column,
        "endLine": last,
        "endColumn": end + (finding.end > finding.start),
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    where = {"artifactLocation": {"uri": as_uri(name)}, "region": region}
    return {
        "ruleId": finding.rule,
        "level": _SARIF[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": where}],
    }


FORMATS: Mapping[str, Callable[[Checked], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
