"""A person's full name in one sentence with a condition: "Maria Lopez has asthma".

A full name is a common first name and a capitalised word after it, or any two such words where
somebody is called a patient. Doctors, places and conditions named after people are not patients.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from guardrails.detectors.base import Find, Place, Reading
from guardrails.rules import RuleSpec

# each begins with a capital and looks back from it, so that `re` skips to capitals
_NAME = re.compile(
    r"([A-Z](?<![\w.].)[a-z]{1,14}) (?:[A-Z]\. )?([A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?)(?!\w)"
)
_TITLE = re.compile(r"(?:Dr\.?|Doctor|Nurse|Prof\.?|Professor|PA|NP|St\.?|Saint)\s\Z")
_TITLED = re.compile(r"M(?<!\w.)(?:r|rs|s|iss|x)\.? ([A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?)(?!\w)")
#: Words of which one stands in whatever `_CALLED` finds: to look for them takes no time at all.
_CALLS = ("patient", "client", "member", "resident")
#: In lower case: "Patient Support Line" and "Member Services" are no people.
_CALLED = re.compile(
    r"\b(?:(?:in|out)?patient|client|member|resident),? "
    r"(?!Support|Portal|Care|Access|Relations|Service|Help|Line)"
    r"([A-Z][a-z]{1,14} (?:[A-Z]\. )?[A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?)(?!\w)"
)
_AFTER = re.compile(
    r",? (?:MD|M\.D\.|RN|NP|PA|DO|PhD|DDS)\b|'s (?:disease|syndrome)"
    r"| (?:Clinic|Center|Centre|Hospital|Foundation|Street|Avenue|Road|Institute|University|Health"
    r"|Association|Park|Room)"
)
_STOP = re.compile(r"(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<! [A-Z])[.!?](?:\s|$)|\n")
#: What joins a name to a condition that is that person's own, and not a relative's or a topic.
_JOIN = re.compile(
    r"(?:,|:|'s|\(|-|has|had|have|is|was|with|takes|took|on|lives|suffers|needs|for|about|of|and|the|a|an|been|diagnosed|"
    r"living|treated|started|type|new|severe|chronic|his|her|their|\s){0,40}\Z",
    re.IGNORECASE,
)
#: Characters to either side of a name that are taken for its sentence, at most; and after it,
#: within which a condition can still be joined to it.
_REACH, _NEAR = 600, 80
_TAGS = frozenset(
    {"COND", "PERSC", "FUZZY", "DRUG", "TREAT", "XMED", "PREG", "SYMPMAJ", "PROC", "DEV"}
)


def finder(rule: RuleSpec) -> Find:
    """Names and the conditions that share a sentence with them; settings list first names."""
    firsts = frozenset(str(rule.settings["first_names"]).split())

    def find(reading: Reading) -> Iterator[Place]:
        tagged = reading.tagged
        told = [(tagged.starts[at], term) for at, term in tagged.terms.items()]
        ill = [(at, term) for at, term in told if term.tag in _TAGS]
        treated = [(at, term) for at, term in told if term.tag in _TAGS | {"DEPT"}]
        if not treated:
            return
        for start, end, called in _names(reading.text, firsts):
            before = reading.text[max(0, start - 12) : start]
            if _TITLE.search(before) or _AFTER.match(reading.text, end):
                continue
            low, high = _sentence(reading.text, start)
            among = treated if called else ill
            first = bisect_left(among, low, key=lambda told: told[0])
            last = bisect_left(among, min(high, end + _NEAR), lo=first, key=lambda told: told[0])
            for at, term in islice(among, first, last):
                if _joined(reading.text, start, end, at):
                    yield Place(start, end, "full name", term.name)
                    break

    return find


def _names(text: str, firsts: frozenset[str]) -> Iterator[tuple[int, int, bool]]:
    """Where full names stand, and names with a title; and whether it is called a patient's."""
    for found in _NAME.finditer(text):
        if found.group(1).lower() in firsts:
            yield *found.span(), False
    for found in _TITLED.finditer(text):
        yield *found.span(), False
    if any(word in text for word in _CALLS):
        for found in _CALLED.finditer(text):
            yield *found.span(1), True


def _joined(text: str, start: int, end: int, at: int) -> bool:
    """Whether only joining words stand between a name and a condition."""
    if start <= at < end:
        return False
    return at < start or _JOIN.fullmatch(text, end, at) is not None


def _sentence(text: str, at: int) -> tuple[int, int]:
    furthest = max(0, at - _REACH)
    low = max((stop.end() for stop in _STOP.finditer(text, furthest, at)), default=furthest)
    stop = _STOP.search(text, at, at + _REACH)
    return low, stop.start() if stop else at + _REACH
