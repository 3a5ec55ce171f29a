"""A person's full name in one sentence with a condition: "Maria Lopez has asthma".

A full name is a common first name and a capitalised word after it, or any two such words where
somebody is called a patient. Doctors, places and conditions named after people are not patients,
nor is whoever holds or wrote what is about a condition ("the asthma class is led by Tom Baker").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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
    r",? (?:MD|M\.D\.|RN|NP|PA|DO|PhD|DDS|RD|RDN|PharmD|PsyD|DPT|DNP|FNP|BSN|MSN|MPH|LCSW|LPC|CNM"
    r"|CDCES|OTR|SLP)\b|'s (?:disease|syndrome)"
    r"| (?:Clinic|Center|Centre|Hospital|Foundation|Street|Avenue|Road|Institute|University|Health"
    r"|Association|Park|Room)"
)
_STOP = re.compile(r"(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<! [A-Z])[.!?](?:\s|$)|\n")
#: What joins a name to a condition that is that person's own, and not a relative's or a topic.
_JOIN = re.compile(
    r"(?:,|:|'s|\(|-|has|had|have|is|was|with|takes|took|on|lives|suffers|needs|for|about|of|and|the"
    r"|a|an|who|also|now|still|recently|just|goes|went|gets|got|receives|uses|used|to|been|diagnosed"
    r"|living|treated|type|new|severe|chronic|his|her|their|\s){0,40}\Z",
    re.IGNORECASE,
)
#: What happens to a patient, between a name and what it is about: "was seen for her seizures".
_BEGAN = r"starts?|started|begins?|began|finish(?:es|ed)?|completed?s?|stopped|stops?|quit|left"
_HAPPENS = re.compile(
    r" (?:(?:who|also|now|still|just|recently|will|is|was|has|had|been|be|to|may|must) ){0,4}"
    rf"(?:(?P<began>{_BEGAN}|needs?|needed)|(?:under(?:goes|went|going|go)|inject(?:s|ed|ing)?"
    r"|recover(?:s|ed|ing)? (?:from|after)|refuse[sd]?|declined?s?|struggle[sd]?|struggling"
    r"|struggles with|tested (?:positive|negative) for|(?:was |were )?(?:seen|treated|booked"
    r"|scheduled|discharged|admitted|waiting|due|here|in|listed|cleared|ready)"
    r" (?:for|from|with|after|on)|came (?:in |to us )?(?:with|for|after)|comes (?:in )?for"
    r"|(?:lives|living|lived|died|dying|suffering|suffered) (?:with|of|from)))"
    r" (?:(?:with|from|for|of|an?|the|his|her|their|own|first|second|third|last|next|new|old"
    r"|another|more|severe|mild|chronic|emergency|minor|major|round|course|cycle|dose|to|against|two"
    r"|three|four|five|six|seven|eight|ten|\d{1,2}|(?:rounds|cycles|weeks|courses) of"
    r"|take|taking|use|using|get|getting) ){0,5}\Z"
)
#: What such a thing may be a part of, for those who work with it: "starts at the chemo desk".
_WORK = re.compile(
    r"(?:[ -][\w']{1,20}){0,1}[ -](?:desk|team|unit|office|line|department|job|shift|training|fund"
    r"|residency|fellowship|project|work|report|chapter|film|book|song|show|helpers?)s?\b",
    re.IGNORECASE,
)
#: Who has a visit to a department: "Maria Lopez has an oncology visit".
_HAS = re.compile(
    r"(?:'s|,|:| (?:has|had|have|needs|missed|booked|moved|canceled|cancelled|is (?:due|here|booked"
    r"|scheduled) for))? (?:(?:an?|the|her|his|their|next|first|last|new|at|to|for) ){0,3}\Z"
)
_LEFT = re.compile(
    r" (?:is|was|were|has been|will be) (?:discharged|released|admitted) (?:from|to|into|onto)"
    r" (?:(?:the|our) )?\Z"
)
_VISIT = re.compile(
    r" (?:follow-up |intake |first )?(?:visit|appointment|appt|consult|consultation|referral"
    r"|check-?up|follow-up|screening|results|procedure|bed)\b"
)
#: What names a patient in a record, and what is told of one behind the stop: "Patient: Ana Diaz."
_LABEL = re.compile(r"(?:^|[\n.;|] ?)(?:patient|pt|client)(?: name)?: \Z", re.IGNORECASE)
_TOLD = re.compile(r"(?:[.;,|\n]|\s-)\s?(?:[\w-]{1,20}: ?)?\Z")
#: What makes a condition before a name that of a trade: "our asthma educator is Joseph Adeyemi".
_STAFF = re.compile(
    r"(?:[ -][\w']{1,20}){0,1} (?:educator|nurse|coach|navigator|dietitian|coordinator|counselor"
    r"|instructor|teacher|trainer|expert|lead|manager|director|specialist)(?: is|,|:| -)? \Z",
    re.IGNORECASE,
)
#: What somebody did with a thing of their own: "picked up her insulin", "asked for more of his".
_OWN = re.compile(
    r" (?:(?:[a-z][a-z']{0,15} ){1,7}(?:his|her)|(?:[a-z][a-z']{0,15} ){1,2}their)"
    r"(?: (?:own|next|last|first|second|third|new|old|daily|weekly|monthly|morning|usual)){0,2} \Z"
)
#: Who was sent where, before and after a name: "referred Grace Kim to oncology".
_SENT = re.compile(r"\b(?:referred|admitted|transferred|moved|added) \Z")
_WHERE = re.compile(r" (?:to|into|onto|for|on|from|in|at) (?:(?:the|our|an?) )?\Z")
#: What makes a department a place of patients, where who was sent may be staff.
_WARD = re.compile(r"(?: waiting)? (?:list|wait-?list|ward|unit|patients|beds?|rounds?)\b")
_SURELY = re.compile(r"\b(?:referred|admitted) \Z")
#: Characters to either side of a name that are taken for its sentence, at most; and after it,
#: within which a condition can still be joined to it.
_REACH, _NEAR = 600, 80
#: Characters before a name in which it may be said that it is a host's.
_BEFORE = 20
_TAGS = frozenset(
    ["COND", "PERSC", "FUZZY", "DRUG", "TREAT", "XMED", "PREG", "SYMPMAJ", "PROC", "DEV", "LAB"]
) | {"COMMON", "DEPT"}


#: What may stand between a word for what is held or written and the condition that it is about.
_ON = r"(?:s|es)? (?:about|on|for|around) (?:(?:the|living|life|with|managing|people|adults) ){0,3}"
#: Words that a condition and such a word may have between them: "the asthma self-care class".
_OF = (
    r"[ -](?:(?!(?:and|or|for|of|in|on|at|to|with|is|was|has|the|an?|from|by|last|this|next|each"
    r"|every|per|all)\b)"
    r"[\w']{1,20}[ -]){0,2}"
)
#: What makes a name after a condition that of an author, or of who found it.
_AUTHOR = (", by ", "named after ", "named for ")
#: Several hosts of what a condition is the topic of: "speakers in the diabetes series".
_HOSTS_IN = re.compile(
    r"\b(?:speakers|presenters|teachers|coaches|leaders|trainers|instructors|authors|moderators)"
    r" (?:in|of|on|for|at) (?:(?:the|our|this) )?\Z",
    re.IGNORECASE,
)
#: Who is in a group, or on its list, may be one of those whom it is for.
_IN = re.compile(r"\b(?:in|on) (?:(?:the|our|this) )?\Z", re.IGNORECASE)
_MEMBERS = re.compile(r"(?:group|circle)s?\Z", re.IGNORECASE)
_LIST = re.compile(
    r" (?:members?|list|roster|roll|chat|patients?|records?|files?)\b", re.IGNORECASE
)
_ABOUT = re.compile(r" (?:about|on) (?:(?:the|our|an?|this|your|their) )?", re.IGNORECASE)


def finder(rule: RuleSpec) -> Find:
    """Names and the conditions that share a sentence with them. Settings list first names, what is
    held or written about a condition, and the words before the name of whoever does."""
    firsts = frozenset(str(rule.settings["first_names"]).split())
    topics = "|".join(str(rule.settings["topics"]).split())
    hosts = "|".join(map(re.escape, rule.settings["hosts"]))
    of_topic = re.compile(rf"{_OF}(?:{topics})(?:s|es)?\b", re.IGNORECASE)
    on_topic = re.compile(rf"\b(?:{topics}){_ON}\Z", re.IGNORECASE)
    host = re.compile(rf"\b(?:{hosts})[:,]? \Z", re.IGNORECASE)

    def hosted(text: str, start: int, end: int, at: int, after: int) -> bool:
        """Whether a name is that of somebody who holds, wrote or answers for what a condition, from
        `at` to `after`, is the topic of."""
        if _HOSTS_IN.search(text, max(0, at - _NEAR), at):
            topic = of_topic.match(text, after)
            if topic is not None and not _of_members(text, at, topic):
                return True
        if not host.search(text, max(0, start - _BEFORE), start):
            return False
        if at >= end and not _ABOUT.fullmatch(text, end, at):
            return False
        on = on_topic.search(text, max(0, at - _NEAR), at)
        return on is not None or of_topic.match(text, after) is not None

    def find(reading: Reading) -> Iterator[Place]:
        tagged = reading.tagged
        told = [(tagged.starts[at], tagged.ends[at], term) for at, term in tagged.terms.items()]
        treated = [one for one in told if one[2].tag in _TAGS]
        if not treated:
            return
        names = list(_names(reading.text, firsts))
        stops = [stop.span() for stop in _STOP.finditer(reading.text)] if names else []
        for start, end, called in names:
            before = reading.text[max(0, start - 20) : start]
            if _TITLE.search(before) or _AFTER.match(reading.text, end):
                continue
            low, high = _sentence(stops, start)
            labelled = _LABEL.search(before) is not None
            high = max(high, end + _NEAR) if labelled else high
            sent = _SENT.search(reading.text, max(0, start - _BEFORE), start)
            first = bisect_left(treated, low, key=lambda told: told[0])
            last = bisect_left(treated, min(high, end + _NEAR), lo=first, key=lambda told: told[0])
            for at, after, term in islice(treated, first, last):
                if not called and hosted(reading.text, start, end, at, after):
                    continue
                if after <= start and (
                    _STAFF.match(reading.text, after, start) or before.endswith(_AUTHOR)
                ):
                    continue
                if term.tag == "DEPT" and not called:
                    beside = (
                        sent is not None and _sent_to(reading.text, end, at, after, sent[0])
                    ) or _visits(reading.text, end, at, after)
                else:
                    beside = (
                        _joined(reading.text, start, end, at)
                        or (labelled and _TOLD.match(reading.text, end, at) is not None)
                        or (
                            of_topic.match(reading.text, after) is None
                            and (
                                _OWN.fullmatch(reading.text, end, at) is not None
                                or _happens(reading.text, end, at, after)
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


def _happens(text: str, end: int, at: int, after: int) -> bool:
    """Whether words between a name and a treatment tell of a patient, not of somebody's work."""
    found = _HAPPENS.fullmatch(text, end, at)
    return found is not None and (found["began"] is None or _WORK.match(text, after) is None)


def _visits(text: str, end: int, at: int, after: int) -> bool:
    """Whether a department behind a name is where that person is seen."""
    if _LEFT.fullmatch(text, end, at):
        return True
    return _HAS.fullmatch(text, end, at) is not None and _VISIT.match(text, after) is not None


def _of_members(text: str, at: int, topic: re.Match[str]) -> bool:
    """Whether a topic, of a condition from `at` on, is a group that people with it are in."""
    if _LIST.match(text, topic.end()):
        return True
    return (
        _MEMBERS.search(topic[0]) is not None and _IN.search(text, max(0, at - 12), at) is not None
    )


def _sent_to(text: str, end: int, at: int, after: int, verb: str) -> bool:
    """Whether who was sent to a department is a patient: staff may be moved to its desk."""
    return _WHERE.fullmatch(text, end, at) is not None and (
        _SURELY.search(verb) is not None or _WARD.match(text, after) is not None
    )


def _sentence(stops: list[tuple[int, int]], at: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends, as far as it is looked at."""
    after = bisect_right(stops, at, key=lambda stop: stop[0])
    low = stops[after - 1][1] if after else 0
    high = stops[after][0] if after < len(stops) else at + _REACH
    return max(low, at - _REACH), min(high, at + _REACH)
