"""A person's full name in one sentence with a condition: "Maria Lopez has asthma".

A full name is a common first name and a capitalised word after it, or any two such words where
somebody is called a patient. Doctors, places and conditions named after people are not patients,
nor is whoever holds or wrote what is about a condition (`hosts.py`); what stands between a name and
a condition says whether it is a patient's (`patients.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice

from guardrails.detectors import patients
from guardrails.detectors.base import Find, Place, Reading
from guardrails.detectors.hosts import Hosts, by_trade
from guardrails.rules import RuleSpec

# each begins with a capital and looks back from it, so that `re` skips to capitals
_NAME = re.compile(
    r"([A-Z](?<![\w.].)[a-z]{1,14}) (?:[A-Z]\. )?([A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?)(?!\w)"
)
#: Second words that make a name that of a place: "Catherine Street, oncology visits".
_PLACES = frozenset(
    ["Street", "Avenue", "Road", "Boulevard", "Center", "Centre", "Clinic", "Hospital", "Pavilion"]
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
    r",? (?:MD|M\.D\.|RN|NP|PA|DO|PhD|DDS|RD|RDN|PharmD|PsyD|DPT|DNP|FNP|BSN|MSN|MPH|LCSW|LPC|CNM"
    r"|CDCES|OTR|SLP)\b|'s (?:disease|syndrome)"
    r"| (?:Clinic|Center|Centre|Hospital|Foundation|Street|Avenue|Road|Institute|University|Health"
    r"|Association|Park|Room)"
)
_STOP = re.compile(r"(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<! [A-Z])[.!?](?:\s|$)|\n")
#: Characters to either side of a name that are taken for its sentence, at most; and after it,
#: within which a condition can still be joined to it.
_REACH, _NEAR = 600, 80
#: Characters before a name in which a title, a label or who was sent may stand.
_BEFORE = 20
_TAGS = frozenset(
    ["COND", "PERSC", "FUZZY", "DRUG", "TREAT", "XMED", "PREG", "SYMPMAJ", "PROC", "DEV", "LAB"]
) | {"COMMON", "DEPT"}


def finder(rule: RuleSpec) -> Find:
    """Names and the conditions that share a sentence with them. Settings list first names, what is
    held or written about a condition, and the words before the name of whoever does."""
    firsts = frozenset(str(rule.settings["first_names"]).split())
    hosts = Hosts(rule.settings)

    def find(reading: Reading) -> Iterator[Place]:
        tagged, text = reading.tagged, reading.text
        told = [(tagged.starts[at], tagged.ends[at], term) for at, term in tagged.terms.items()]
        treated = [one for one in told if one[2].tag in _TAGS]
        if not treated:
            return
        names = list(_names(text, firsts))
        stops = [stop.span() for stop in _STOP.finditer(text)] if names else []
        for start, end, called in names:
            before = text[max(0, start - _BEFORE) : start]
            if _TITLE.search(before) or _AFTER.match(text, end):
                continue
            low, high = _sentence(stops, start)
            labelled = patients.LABEL.search(before) is not None
            high = max(high, end + _NEAR) if labelled else high
            sent = patients.SENT.search(text, max(0, start - _BEFORE), start)
            first = bisect_left(treated, low, key=lambda told: told[0])
            last = bisect_left(treated, min(high, end + _NEAR), lo=first, key=lambda told: told[0])
            for at, after, term in islice(treated, first, last):
                if not called and hosts.hosted(text, start, end, at, after):
                    continue
                if by_trade(text, start, after):
                    continue
                if term.tag == "DEPT" and not called:
                    beside = (
                        sent is not None and patients.sent_to(text, end, at, after, sent[0])
                    ) or patients.visits(text, end, at, after)
                else:
                    beside = (
                        patients.joined(text, start, end, at)
                        or (labelled and patients.told(text, end, at))
                        or (
                            hosts.topic(text, after) is None
                            and (
                                patients.did_with_own(text, end, at)
                                or patients.happens(text, end, at, after)
                            )
                        )
                    )
                if beside:
                    yield Place(start, end, "full name", term.name)
                    break

    return find


def _names(text: str, firsts: frozenset[str]) -> Iterator[tuple[int, int, bool]]:
    """Where full names stand, and names with a title; and whether it is called a patient's."""
    for found in _NAME.finditer(text):
        if found.group(1).lower() in firsts and found.group(2) not in _PLACES:
            yield *found.span(), False
    for found in _TITLED.finditer(text):
        yield *found.span(), False
    if any(word in text for word in _CALLS):
        for found in _CALLED.finditer(text):
            yield *found.span(1), True


def _sentence(stops: list[tuple[int, int]], at: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends, as far as it is looked at."""
    after = bisect_right(stops, at, key=lambda stop: stop[0])
    low = stops[after - 1][1] if after else 0
    high = stops[after][0] if after < len(stops) else at + _REACH
    return max(low, at - _REACH), min(high, at + _REACH)
