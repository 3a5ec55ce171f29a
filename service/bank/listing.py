"""What is in the bank: how each rewording stands, and what it says beside the approved words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from service.errors import BedsideError
from service.library.approvals import last_day, states
from service.library.checks.banking import approved_words, is_stale
from service.library.library import Library, RewordingFile

#: One line of a comparison: kept, taken out, or put in.
Mark = Literal[" ", "-", "+"]
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\[{*])")


@dataclass(frozen=True, slots=True)
class BankRow:
    """One rewording as a list shows it."""

    key: str
    file: str
    module: str
    brand: str
    channel: str
    model: str
    approved: bool
    state: str

    def as_json(self) -> dict[str, Any]:
        """The row as JSON-ready data."""
        return asdict(self)


def rows(library: Library, on: date) -> list[tuple[BankRow, RewordingFile]]:
    """Every banked rewording with how it stands on a day, and its file.

    Raises `BedsideError` without readable settings.
    """
    if library.settings is None:
        raise BedsideError(library.problems)
    state = states(library, on)
    found = []
    for file in library.rewordings.values():
        value = file.item.value
        source = approved_words(library, file)
        until = last_day(file.item, state[file.item.key])
        if source is None or is_stale(file, source):
            words, good = "void: the approved words have changed", False
        elif until is None:
            lacks = state[file.item.key].lacks
            words = "lacks " + ", ".join(f"{lack.role} ({lack.cause})" for lack in lacks)
            good = False
        else:
            words, good = f"approved until {until}", until >= on
        row = BankRow(
            key=file.item.key,
            file=file.item.file,
            module=value.module,
            brand=value.brand,
            channel=value.channel,
            model=value.model,
            approved=good,
            state=words,
        )
        found.append((row, file))
    return found


def compared(library: Library, file: RewordingFile) -> list[tuple[Mark, str]]:
    """The rewording beside the approved words, sentence by sentence."""
    source = approved_words(library, file)
    before = _sentences(source.value.source) if source is not None else []
    after = _sentences(file.item.value.source)
    return list(_marked(before, after))


def _sentences(text: str) -> list[str]:
    return [
        sentence
        for line in text.split("\n")
        for sentence in _SENTENCE.split(line.strip())
        if sentence
    ]


def _marked(before: list[str], after: list[str]) -> Iterator[tuple[Mark, str]]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield from ((" ", sentence) for sentence in before[first:last])
        else:
            yield from (("-", sentence) for sentence in before[first:last])
            yield from (("+", sentence) for sentence in after[start:end])
