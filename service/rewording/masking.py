"""Hides what no model may see or change: values, locked spans, numbers, dates, contacts, links.

Each becomes an opaque placeholder such as `[[date1]]`, which says what kind of thing stands there
and nothing else. Neighbours that only a comma divides become one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

PLACEHOLDER: Final = re.compile(r"\[\[([a-z]+)(\d+)\]\]")

_UNITS = (
    r"minutes?|mins?|hours?|hrs?|seconds?|days?|weeks?|months?|years?|percent|dollars?|cents?|"
    r"miles?|steps?|feet|foot|inch(?:es)?|times|degrees?|cups?|glasses|grams?|ounces?|people|parts?"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
#: What is hidden, in the order in which it is looked for.
_HIDDEN: Final = re.compile(
    r"(?P<lock>\[\[lock[^\[\]]*\]\].*?\[\[/lock\]\])"
    r"|(?P<strong>\*\*.+?\*\*|__.+?__|`[^`]*`|\*[^*\s][^*]*\*|(?<!\w)_[^_]+_(?!\w))"
    r"|(?P<link>!?\[[^\[\]]*\]\([^()]*\)|<[^<>\s]+>|(?:https?://|www\.)\S*[\w/]"
    r"|\{\{[^{}]*url[^{}]*\}\}\S*[\w/]|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*[\w/])?)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<value>\{\{[^{}]*\}\})"
    r"|(?P<phone>\(?\b\d{3}\)?[ -]\d{3}-\d{4}\b|\b\d{3}-\d{4}\b)"
    rf"|(?P<date>\b(?:{_DAY}|{_MONTH}(?=\s\d)|{_MONTH}(?<!May)(?<!March))"
    rf"(?:[ ,]+(?:{_DAY}|{_MONTH}|\d{{1,4}}))*\b)"
    rf"|(?P<amount>[$€£]?\d+(?:[.,:/]\d+)*(?:[ -](?:{_UNITS})\b|[ap]\.?m\.?\b|[ ][ap]\.?m\.?|%)?)"
)
#: What a value is called, from the last part of its path: kinds only, never its own name.
_KINDS: Final[Mapping[str, str]] = {
    "phone": "phone", "email": "mail", "url": "link", "website": "link", "address": "place",
    "weekday": "date", "date": "date", "short": "date",
    "short_with_weekday": "date", "time": "time", "name": "name", "hours": "time",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hidden:
    """One placeholder of a sentence and the source words that it stands for."""

    placeholder: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence as a model sees it."""

    text: str
    hidden: tuple[Hidden, ...]


@dataclass(slots=True)
class Masker:
    """Hands out placeholders that are unique over one rendition."""

    _counts: dict[str, int] = field(default_factory=dict)

    def mask(self, source: str) -> Masked:
        """A sentence of a rendition with everything hidden that a model may not touch."""
        text, at = "", 0
        hidden: list[Hidden] = []
        for start, end, kind in _runs(source):
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            one = Hidden(f"[[{kind}{number}]]", kind, source[start:end])
            text += source[at:start] + one.placeholder
            hidden.append(one)
            at = end
        return Masked(text + source[at:], tuple(hidden))


def _runs(source: str) -> list[tuple[int, int, str]]:
    """Places to hide; those with nothing but a comma between them are one."""
    runs: list[tuple[int, int, str]] = []
    for match in _HIDDEN.finditer(source):
        kind = _kind(match)
        start, end = match.span()
        if runs and kind != "text" and runs[-1][2] != "text":
            between = source[runs[-1][1] : start]
            if between.strip() == "," or (between == "" and start):
                runs[-1] = (runs[-1][0], end, runs[-1][2])
                continue
        runs.append((start, end, kind))
    return runs


def _kind(match: re.Match[str]) -> str:
    group = match.lastgroup or ""
    if group != "value":
        return {"lock": "text", "strong": "words"}.get(group, group)
    path = match[0].strip("{} \t").split(".")
    if len(path) == 1 and path[0].endswith("_at"):
        return "date"
    return _KINDS.get(path[-1].rpartition("_")[2], "detail")


def unmask(text: str, hidden: Sequence[Hidden]) -> str:
    """A reworded sentence with what was hidden back in its place, byte for byte."""
    words = {one.placeholder: one.words for one in hidden}
    return PLACEHOLDER.sub(lambda match: words[match[0]], text)
