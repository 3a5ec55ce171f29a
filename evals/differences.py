"""The difference of two texts as a person reads it: unified, and long lines cut to what changed.

A line of an e-mail's HTML can be ten thousand characters long and differ in one word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

#: The length that a line may have before it is cut.
LONG: Final = 160
#: What ends a line where messages and files are read; U+2028 and its like stand inside of one.
_END: Final = re.compile(r"\r\n|\r|\n")
#: How much of a cut line stands on each side of what changed.
_AROUND: Final = 50


def difference(before: str, after: str, *, context: int = 1) -> list[str]:
    """The changed lines with their signs, and `context` lines around them."""
    lines = difflib.unified_diff(
        _lines(before), _lines(after), "before", "after", lineterm="", n=context
    )
    # its two lines of header go; a changed line of dashes looks just like one of them
    return list(_cut(list(lines)[2:]))


def changed_pairs(before: str, after: str) -> list[tuple[str, str]]:
    """What stood there and what stands there now, line by line; empty where there is nothing."""
    pairs: list[tuple[str, str]] = []
    for gone, come in _blocks(difference(before, after, context=0)):
        pairs += zip_longest((x[1:] for x in gone), (x[1:] for x in come), fillvalue="")
    return pairs


def _lines(text: str) -> list[str]:
    lines = _END.split(text)
    return lines if lines[-1] else lines[:-1]


def _cut(lines: Sequence[str]) -> Iterator[str]:
    """Long lines as excerpts; a line that replaces another shows the place where they part."""
    at = 0
    while at < len(lines):
        gone = _run(lines, at, "-")
        come = _run(lines, at + len(gone), "+")
        if not gone and not come:
            yield lines[at] if len(lines[at]) <= LONG else lines[at][:LONG] + "…"
            at += 1
            continue
        pairs = [_excerpts(a, b) for a, b in zip_longest(gone, come, fillvalue="")]
        yield from (a for a, _ in pairs if a)
        yield from (b for _, b in pairs if b)
        at += len(gone) + len(come)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    at = 0
    while at < len(lines):
        gone = _run(lines, at, "-")
        come = _run(lines, at + len(gone), "+")
        if gone or come:
            yield gone, come
        at += max(1, len(gone) + len(come))


def _run(lines: Sequence[str], start: int, sign: str) -> list[str]:
    end = start
    while end < len(lines) and lines[end].startswith(sign):
        end += 1
    return list(lines[start:end])


def _excerpts(one: str, other: str) -> tuple[str, str]:
    """Both lines around the first and the last character in which they differ."""
    if max(len(one), len(other)) <= LONG:
        return one, other
    first = _common(one[1:], other[1:])
    last = min(_common(one[::-1], other[::-1]), min(len(one), len(other)) - first - 1)
    return _excerpt(one, first, max(last, 0)), _excerpt(other, first, max(last, 0))


def _common(one: str, other: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _excerpt(line: str, first: int, last: int) -> str:
    if not line:
        return ""
    start = max(0, first - _AROUND)
    end = min(len(line) - 1, len(line) - 1 - last + _AROUND)
    text = line[1:][start:end]
    if len(text) > 2 * LONG:
        text = f"{text[:LONG]} … {text[-LONG:]}"
    return f"{line[0]}{'…' if start else ''}{text}{'…' if end < len(line) - 1 else ''}"
