"""A rendition file's header and words: where the one ends and the other begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"\s*---[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Split:
    """A rendition file in two; `first_line` is the line on which the body begins.

    `fault` is line, column, code, what and fix of a header that has no beginning or no end.
    """

    header: str
    body: str
    first_line: int
    fault: tuple[int, int, str, str, str] | None = None


def split_header(text: str) -> Split:
    """The header between `---` lines, if there is one, and the words below it."""
    match = _HEADER.match(text)
    if match is not None:
        return Split(match[1], text[match.end() :], text[: match.end()].count("\n") + 1)
    mark = _MARK.match(text)
    if mark is None:
        return Split("", text, 1)
    if text.startswith("---"):
        what = "the header is not closed", "write `---` in a line of its own below it"
        return Split("", text, 1, (1, 1, "L013", *what))
    line = mark[0].count("\n")
    what = "the header does not begin in the first line", "delete what stands above it"
    return Split("", text, 1, (line, 1, "L013", *what))
