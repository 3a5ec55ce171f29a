"""Whether a name is that of somebody who holds, wrote or does what a condition is the topic of.

"The asthma class is led by Tom Baker" and "our asthma educator is Peter Lang" tell of no patient.
Words between a name and what happens to a patient are read by `patients.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Characters before a condition, and before a name, in which a host may be spoken of.
_NEAR, _BEFORE = 80, 20
#: What makes a condition before a name that of a trade: "our asthma educator is Joseph Adeyemi".
_STAFF = re.compile(
    r"(?:[ -][\w']{1,20}){0,1} (?:educator|nurse|coach|navigator|dietitian|coordinator|counselor"
    r"|instructor|teacher|trainer|expert|lead|manager|director|specialist)(?: is|,|:| -)? \Z",
    re.IGNORECASE,
)
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


class Hosts:
    """Tells hosts by a rule's settings: what is held or written, and what stands before whoever
    does."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        topics = "|".join(str(settings["topics"]).split())
        hosts = "|".join(map(re.escape, settings["hosts"]))
        self._of = re.compile(rf"{_OF}(?:{topics})(?:s|es)?\b", re.IGNORECASE)
        self._on = re.compile(rf"\b(?:{topics}){_ON}\Z", re.IGNORECASE)
        self._host = re.compile(rf"\b(?:{hosts})[:,]? \Z", re.IGNORECASE)

    def topic(self, text: str, after: int) -> re.Match[str] | None:
        """What is held or written about a condition that ends there."""
        return self._of.match(text, after)

    def hosted(self, text: str, start: int, end: int, at: int, after: int) -> bool:
        """Whether a name is that of somebody who holds, wrote or answers for what a condition, from
        `at` to `after`, is the topic of."""
        if _HOSTS_IN.search(text, max(0, at - _NEAR), at):
            topic = self.topic(text, after)
            if topic is not None and not _of_members(text, at, topic):
                return True
        if not self._host.search(text, max(0, start - _BEFORE), start):
            return False
        if at >= end and not _ABOUT.fullmatch(text, end, at):
            return False
        on = self._on.search(text, max(0, at - _NEAR), at)
        return on is not None or self.topic(text, after) is not None


def by_trade(text: str, start: int, after: int) -> bool:
    """Whether a condition that ends before a name is that person's trade or what it is written
    about."""
    if after > start:
        return False
    return _STAFF.match(text, after, start) is not None or text.endswith(_AUTHOR, 0, start)


def _of_members(text: str, at: int, topic: re.Match[str]) -> bool:
    """Whether a topic, of a condition from `at` on, is a group that people with it are in."""
    if _LIST.match(text, topic.end()):
        return True
    return (
        _MEMBERS.search(topic[0]) is not None and _IN.search(text, max(0, at - 12), at) is not None
    )
