"""Opt-out words in a person's own inbound text.

The words are those that US carriers and the FCC's 2025 rule on revoking consent (47 CFR
64.1200(a)(10)) name, with the everyday phrases around them. A text is read as an opt-out when it
is one of these, alone or at its start or end as a sentence of its own; `stop` inside another
sentence ("when does the pain stop?") is not one.
"""

from __future__ import annotations

import re
import unicodedata

from service.domain.vocabulary import Channel

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
_THINGS = r"(?:texts?|messages?|e-?mails?|calls?)"
_THESE = r"(?: (?:all|any|more|the|this|these|those|your))*"
_PHRASES = (
    r"(?:stop|quit) (?:texting|messaging|emailing|e-mailing|calling|contacting|writing)"
    r"(?: to)?(?: me)?(?: any ?more)?",
    rf"(?:stop|quit) sending(?: me)?{_THESE}(?: {_THINGS})?",
    rf"stop{_THESE} {_THINGS}",
    rf"(?:unsubscribe(?: me)?|opt[ -]?out) (?:of|from){_THESE}(?: {_THINGS})?",
    r"unsubscribe me",
    r"remove me(?: from (?:this|the|your) list)?",
    r"take me off(?: of)?(?: (?:this|the|your) list)?",
    r"(?:do not|don't|dont|never) (?:text|message|e-?mail|call|contact|write|write to) me"
    r"(?: again| any ?more)?",
    rf"no more {_THINGS}",
    r"(?:i want to|i'd like to|i would like to) (?:opt[ -]?out|unsubscribe|stop)",
)
_ONE_WORD = f"(?:{'|'.join(map(re.escape, _WORDS))})"
_OPT_OUT = re.compile(
    r"(?:(?:please|pls) )?"
    rf"(?:{_ONE_WORD}(?: {_ONE_WORD})*|{'|'.join(_PHRASES)})"
    r"(?: (?:please|pls|now|thanks|thank you))*",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?;\n\r]+")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def asks_to_stop(text: str) -> bool:
    """Whether any sentence of the text is, whole, a request to stop."""
    straight = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace(",", " ")
    sentences = (_AROUND.sub("", part) for part in _SENTENCE_ENDS.split(straight))
    return any(_OPT_OUT.fullmatch(" ".join(part.split())) for part in sentences if part)


def is_stop_word(text: str) -> bool:
    """Whether the whole text is one of the words that carriers and rules name, and so means what
    they say it means: alone, "QUIT" is no cry."""
    straight = unicodedata.normalize("NFKC", text)
    return re.fullmatch(_ONE_WORD, _AROUND.sub("", straight), re.IGNORECASE) is not None


def stopped_with(channel: Channel) -> tuple[Channel, ...]:
    """The channels that one stop closes: US rules count texts and calls as one thing."""
    return ("sms", "call") if channel in ("sms", "call") else (channel,)
