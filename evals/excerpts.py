"""The lines of a case as it stands in its file, found by the line that it begins on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_ENTRY: Final = re.compile(r"\s*- ")
#: What ends a line, as the readers of the files count them: YAML knows more ends than others.
_LINES: Final = re.compile(r"\r\n|[\r\n]")
_YAML_LINES: Final = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
#: So many lines of a case are shown, at the most.
_MOST: Final = 200


def excerpt(file: Path, line: int) -> list[str]:
    """The lines of the entry that begins on a line of a file, without what stands before them all.

    Of a sheet or of JSON lines that is the row. Nothing where the file is not there any more.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return []
    lines = (_YAML_LINES if file.suffix == ".yaml" else _LINES).split(text)
    if not 0 < line <= len(lines):
        return []
    first = lines[line - 1]
    if file.suffix == ".csv":
        return _row(lines[line - 1 : line - 1 + _MOST])
    if file.suffix != ".yaml" or not _ENTRY.match(first):
        return [first]
    indent = len(first) - len(first.lstrip())
    found = [first]
    for other in lines[line : line + _MOST]:
        if other.strip() and len(other) - len(other.lstrip()) <= indent:
            break
        found.append(other)
    while not found[-1].strip():
        found.pop()
    return [text[indent:] for text in found]


def _row(lines: list[str]) -> list[str]:
    """The row of a sheet: a cell in quotes may hold lines of its own."""
    found = lines[:1]
    while "".join(found).count('"') % 2 and len(found) < len(lines):
        found.append(lines[len(found)])
    return found
