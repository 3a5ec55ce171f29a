"""Texts with a word or two exchanged: neighbours of what people labelled, for a teacher to read.

One small word decides between a claim and good text ("your gout", "the gout"). What an exchange
makes of a sentence nobody has said, so these carry no label.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from guardrails.training.examples import Example
from guardrails.training.prepared import MIXED

_CONDITIONS = Path(__file__).parent.parent / "lexicons" / "conditions.txt"
#: Words that may stand for one another, though not always with the same sense: that is the point.
_EXCHANGED = (
    "your|the|a|his|her|their|our|my|any|anyone's|people's|this|that|somebody's",
    "you|they|we|he|she|people|anyone|nobody|I|someone|patients|volunteers",
    "you're|they're|we're|he's|she's|I'm|people are|someone's",
    "you've|they've|we've|he's|she's|I've|people have",
    "if|since|because|when|although|whether|now that|unless|even if|as",
    "have|had|get|avoid|know|lack|read about|hear of|live with|never had|may have",
    "is|was|may be|is not|could be|will be|isn't|has been",
    "are|were|may be|are not|could be|will be|aren't|have been",
    "again|still|already|often|never|no longer|yet|sometimes|first",
    "with|without|about|for|against|from|after|before|despite",
    "mother|mum|mom|son|daughter|partner|wife|husband|child|father|dad|friend|neighbour|coach|"
    "baby|colleague|nurse",
    "managing|treating|preventing|understanding|explaining|controlling|studying|having|facing",
    "manage|treat|prevent|understand|explain|control|study|face|stop|restart",
    "has|had|gets|avoids|never had|may have|treats|studies",
    "no|some|every|another|more|much|less",
    "do you|does anyone|did you|could you|why do people|do they",
)
#: How often a name of a condition is exchanged, when a text has one.
_NAMED = 0.4
#: Signs of one text, at most: what is exchanged in a long one is seldom among what is learned.
_LONGEST = 220


def varied(examples: Iterable[Example], count: int) -> list[Example]:
    """Texts drawn by lot with one or two exchanges each, as many as asked, of the source `MIXED`.

    Texts in which nothing can be exchanged are passed over; with none left the list is empty.
    """
    short = [e for e in examples if e.format == "text" and len(e.text) <= _LONGEST]
    found = [e for e in short if _places(e.text)]
    out = []
    for example in random.choices(found, k=count) if found else []:
        text = exchanged(example.text)
        if random.random() < 0.5:
            text = exchanged(text)
        out.append(replace(example, text=text, kind="", source=MIXED, group=MIXED, span=""))
    return out


def exchanged(text: str) -> str:
    """The text with one word, or one condition's name, in another's place, chosen by lot."""
    places = _places(text)
    if not places:
        return text
    named = [place for place in places if place[2] is _NAMES]
    others = [place for place in places if place[2] is not _NAMES]
    if named and (not others or random.random() < _NAMED):
        start, end, group = random.choice(named)
    else:
        start, end, group = random.choice(others)
    old = text[start:end]
    new = random.choice([word for word in group if word != old.lower()])
    if old[:1].isupper() and not old.isupper():
        new = new[:1].upper() + new[1:]
    return text[:start] + new + text[end:]


def _places(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where something may be exchanged, and for what."""
    out = [(found.start(), found.end(), _NAMES) for found in _NAMED_PATTERN.finditer(text)]
    for pattern, words in _PATTERNS:
        out += [(found.start(), found.end(), words) for found in pattern.finditer(text)]
    return out


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def _read_names() -> tuple[str, ...]:
    """The first name of every condition that is written in small letters."""
    lines = _CONDITIONS.read_text(encoding="utf-8").splitlines()
    first = (re.split(r" [|<] ", line)[0].strip() for line in lines if line[:1].islower())
    return tuple(sorted(set(first)))


_NAMES = _read_names()
_NAMED_PATTERN = _pattern(_NAMES)
_PATTERNS = tuple((_pattern(group.split("|")), tuple(group.split("|"))) for group in _EXCHANGED)
