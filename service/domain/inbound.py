"""Opt-out words in a person's own inbound text.

The words are those that US carriers and the FCC's 2025 rule on revoking consent (47 CFR
64.1200(a)(10)) name, with the everyday phrases around them. A text is read as an opt-out when it
is one of these, alone or at its start or end as a sentence of its own; `stop` inside another
sentence ("when does the pain stop?") is not one.
"""

from __future__ import annotations

import re

_WORDS = (
    "stop",
    "stopall",
    "stop all",
    "quit",
    "end",
    "revoke",
    "opt out",
    "optout",
    "opt-out",
    "cancel",
    "unsubscribe",
)
_PHRASES = (
    r"(?:please )?(?:stop|quit) (?:texting|messaging|emailing|e-mailing|calling|contacting|writing)"
    r"(?: to)?(?: me)?",
    r"(?:please )?stop (?:all )?(?:the |these |your )?(?:texts?|messages?|e-?mails?|calls?)",
    r"(?:please )?unsubscribe(?: me)?",
    r"(?:please )?remove me(?: from (?:this|the|your) list)?",
    r"(?:please )?(?:do not|don't|dont) (?:text|message|e-?mail|call|contact|write to)(?: to)? me"
    r"(?: again| any ?more)?",
    r"no more (?:texts|messages|e-?mails|calls)(?: please)?",
    r"(?:i want to |i'd like to |i would like to )?opt(?: |-)?out(?: please)?",
)
_OPT_OUT = re.compile(
    rf"(?:please )?(?:{'|'.join(map(re.escape, _WORDS))})(?: please| now)?|{'|'.join(_PHRASES)}",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?;\n\r]+")


def asks_to_stop(text: str) -> bool:
    """Whether any sentence of the text is, whole, a request to stop."""
    straight = text.replace("\u2019", "'")
    sentences = (" ".join(part.split()).strip(" ,'\"") for part in _SENTENCE_ENDS.split(straight))
    return any(_OPT_OUT.fullmatch(sentence) for sentence in sentences if sentence)
