"""The lines of `approvals.jsonl`: one JSON object a line, an approval or a withdrawal of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.content import Approval, Withdrawal
from service.errors import Problem
from service.library.json_source import read_json
from service.library.library import ApprovalLine
from service.library.validation import validate

_CONFLICT = re.compile(r"<<<<<<<|=======|>>>>>>>")


def read_approvals(text: str, file: str) -> tuple[tuple[ApprovalLine, ...], list[Problem]]:
    """Every line that could be read, and what is wrong with the other lines."""
    lines: list[ApprovalLine] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if _CONFLICT.match(line):
            what, fix = "a merge conflict is left here", "keep the lines of both sides"
            problems.append(Problem(file, number, 1, "L011", what, fix))
        elif line.strip():
            problems.extend(_line(line, number, file, lines))
    return tuple(lines), problems


def _line(line: str, number: int, file: str, lines: list[ApprovalLine]) -> Iterator[Problem]:
    source = read_json(line, file, first_line=number)
    taken_back = isinstance(source.data, dict) and "withdrawn" in source.data
    format_: type[Approval | Withdrawal] = Withdrawal if taken_back else Approval
    value, problems = validate(format_, source, file, part="the line")
    yield from problems
    if value is not None:
        lines.append(ApprovalLine(value, number, file))
