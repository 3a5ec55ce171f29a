"""Whether the words between a name and a treatment make that person a patient.

"Was seen for her seizures" does, "starts at the chemo desk" and "runs the oncology visit line" do
not. Where the names stand is found by `names.py`.
"""

from __future__ import annotations

import re

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
    r"|tested (?:positive|negative) for|(?:was |were )?(?:seen|treated|booked"
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
#: What such a thing may be the topic of, whatever happened: "was listed for the stroke award".
_PRIZE = re.compile(
    r"(?:[ -][\w']{1,20}){0,1}[ -](?:award|prize|medal|certification|certificate|question|booth)"
    r"s?\b",
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
    # those who work with visits have a desk, a line or a job of that name
    r"(?![ -](?:desk|team|unit|office|line|department|room|suite|entrance|center|service|program"
    r"|hour|tower|wing|bus|guide|book|calendar|nurse|coordinator|scheduler|scheduling|manager"
    r"|navigator|staff)s?\b)"
)
#: What names a patient in a record, and what is told of one behind the stop: "Patient: Ana Diaz."
LABEL = re.compile(r"(?:^|[\n.;|] ?)(?:patient|pt|client)(?: name)?: \Z", re.IGNORECASE)
_TOLD = re.compile(r"(?:[.;,|\n]|\s-)\s?(?:[\w-]{1,20}: ?)?\Z")
#: What somebody did with a thing of their own: "picked up her insulin", "asked for more of his".
_OWN = re.compile(
    r" (?:(?:[a-z][a-z']{0,15} ){1,7}(?:his|her)|(?:[a-z][a-z']{0,15} ){1,2}their)"
    r"(?: (?:own|next|last|first|second|third|new|old|daily|weekly|monthly|morning|usual)){0,2} \Z"
)
#: Who was sent where, before and after a name: "referred Grace Kim to oncology".
SENT = re.compile(r"\b(?:referred|admitted|transferred|moved|added) \Z")
_WHERE = re.compile(r" (?:to|into|onto|for|on|from|in|at) (?:(?:the|our|an?) )?\Z")
#: What makes a department a place of patients, where who was sent may be staff.
_WARD = re.compile(r"(?: waiting)? (?:list|wait-?list|ward|unit|patients|beds?|rounds?)\b")
_SURELY = re.compile(r"\b(?:referred|admitted) \Z")


def joined(text: str, start: int, end: int, at: int) -> bool:
    """Whether only joining words stand between a name and a condition."""
    if start <= at < end:
        return False
    return at < start or _JOIN.fullmatch(text, end, at) is not None


def happens(text: str, end: int, at: int, after: int) -> bool:
    """Whether words between a name and a treatment tell of a patient, not of somebody's work."""
    found = _HAPPENS.fullmatch(text, end, at)
    if found is None or _PRIZE.match(text, after):
        return False
    return found["began"] is None or _WORK.match(text, after) is None


def visits(text: str, end: int, at: int, after: int) -> bool:
    """Whether a department behind a name is where that person is seen."""
    if _LEFT.fullmatch(text, end, at):
        return True
    return _HAS.fullmatch(text, end, at) is not None and _VISIT.match(text, after) is not None


def sent_to(text: str, end: int, at: int, after: int, verb: str) -> bool:
    """Whether who was sent to a department is a patient: staff may be moved to its desk."""
    return _WHERE.fullmatch(text, end, at) is not None and (
        _SURELY.search(verb) is not None or _WARD.match(text, after) is not None
    )


def told(text: str, end: int, at: int) -> bool:
    """Whether a condition is what a record tells of the patient whose name it began with."""
    return _TOLD.match(text, end, at) is not None


def did_with_own(text: str, end: int, at: int) -> bool:
    """Whether somebody did something with what is their own: "picked up her insulin"."""
    return _OWN.fullmatch(text, end, at) is not None
