"""Reads what a model answered: one JSON object of sentences by id, and nothing else.

Tolerant of what is harmless (a code fence, space around), strict in everything that could hide a
word: unknown or double keys, other types, anything too large.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any, Final

from service.rewording.findings import Finding
from service.rewording.pieces import MOST_CHARACTERS, MOST_PIECES

#: Characters of a whole answer; every sentence at its longest, with room for JSON around it.
MOST_ANSWER: Final = MOST_PIECES * (2 * MOST_CHARACTERS + 20)
_FENCE: Final = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)


class AnswerRefused(ValueError):
    """An answer of which nothing can be used; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def read_answer(text: object, ids: Collection[str]) -> dict[str, str]:
    """The sentences of an answer by id; those it left out are not in it. Raises `AnswerRefused`."""
    if not isinstance(text, str):
        raise AnswerRefused(Finding("RW-01"))
    if len(text) > MOST_ANSWER:
        raise AnswerRefused(Finding("RW-02", words=f"{len(text)} characters"))
    fenced = _FENCE.match(text)
    try:
        data = json.loads(fenced[1] if fenced else text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise AnswerRefused(Finding("RW-01")) from None
    if not isinstance(data, dict) or not data or not data.keys() <= set(ids):
        raise AnswerRefused(Finding("RW-01"))
    for value in data.values():
        if not isinstance(value, str) or not value.strip():
            raise AnswerRefused(Finding("RW-01"))
        if len(value) > 2 * MOST_CHARACTERS:
            raise AnswerRefused(Finding("RW-02", words=f"{len(value)} characters"))
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data
