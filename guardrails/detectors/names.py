"""A person's full name in one sentence with a condition: "Maria Lopez has asthma".

A full name is a common first name and a capitalised word after it. Doctors, places and
conditions named after people are not patients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.detectors.base import Place, Reading
from guardrails.rules import RuleSpec

_NAME = re.compile(r"(?<![\w.])([A-Z][a-z]{1,14}) (?:[A-Z]\. )?([A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?)(?!\w)")
_TITLE = re.compile(r"(?:Dr\.?|Doctor|Nurse|Prof\.?|Professor|PA|NP|St\.?|Saint)\s\Z")
_TITLED = re.compile(r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mx)\.? ([A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?)(?!\w)")
_AFTER = re.compile(r",? (?:MD|M\.D\.|RN|NP|PA|DO|PhD|DDS)\b|['’]s (?:disease|syndrome)| (?:Clinic|Center|Centre|Hospital|Foundation|Street|Avenue|Road|Institute|University|Health|Association|Park|Room)")
_TAGS = frozenset({"COND", "PERSC", "FUZZY", "DRUG", "TREAT", "XMED", "PREG", "SYMPMAJ", "PROC", "DEV"})


def find(rule: RuleSpec, reading: Reading) -> Iterator[Place]:
    """Names and the conditions that share a sentence with them."""
    tagged = reading.tagged
    ill = [(tagged.starts[at], term) for at, term in tagged.terms.items() if term.tag in _TAGS]
    if not ill:
        return
    firsts = frozenset(str(rule.settings["first_names"]).split())
    for found in [*_NAME.finditer(reading.text), *_TITLED.finditer(reading.text)]:
        titled = found.re is _TITLED
        if not titled and found.group(1).lower() not in firsts:
            continue
        before = reading.text[max(0, found.start() - 12) : found.start()]
        if _TITLE.search(before) or _AFTER.match(reading.text, found.end()):
            continue
        low, high = _sentence(reading.text, found.start())
        for at, term in ill:
            if low <= at < high and not found.start() <= at < found.end():
                yield Place(found.start(), found.end(), "full name", term.name)
                break


def _sentence(text: str, at: int) -> tuple[int, int]:
    low = max(text.rfind(mark, 0, at) for mark in ("! ", "? ", "\n")) + 1
    stop = re.compile(r"(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)[.!?](?:\s|$)|\n").search(text, at)
    return low, stop.start() if stop else len(text)
