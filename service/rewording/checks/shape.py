"""RW-05, RW-06, RW-30, RW-32, RW-34: a sentence of the same kind, in plain English, that fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service.channels.gsm7 import fold, measure
from service.rewording.findings import Finding
from service.rewording.language import english
from service.rewording.pairs import Pair, Setting

_PLAIN: Final = re.compile(r"[A-Za-z0-9 .,;:!?'\u2019\"\u201c\u201d()\u2013\u2014/-]")
_TALK: Final = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:previous|above|prior|instruction|prompt|rules?)\b"
    r"|\bsystem (?:prompt|message)\b|\b(?:as|i am|i'm) an? (?:ai|assistant|language model)\b"
    r"|\b(?:language model|json|placeholder|rewritten|reworded|rewording|rephrased|prompt)\b"
    r"|\b(?:assistant|system|developer)\s*:|^\s*(?:sure|certainly|of course)[,!:]"
    r"|\bi (?:cannot|can't|can not) (?:help|assist|do that|reword|rewrite)\b"
    r"|\bhere(?: is|'s) (?:the|your|a) (?:new|sentence|version|text)\b",
    re.IGNORECASE,
)
#: Words that another wording may have more; room enough for "please" and a longer verb.
_MORE_WORDS: Final = 4
_SHOUTED: Final = re.compile(r"\b[A-Z]{3,}\b")
_ENDS: Final = re.compile(r"[.!?]+(?=\s|$|[\"')])")


def keeps_shape(pair: Pair, setting: Setting) -> Iterator[Finding]:
    """What is wrong with a sentence before its meaning is looked at."""
    before, after = pair.before.open, pair.after.open
    odd = sorted({letter for letter in after if not _PLAIN.match(letter)} - set(before))
    if odd or "\n" in after:
        yield Finding("RW-05", pair.id, " ".join(f"U+{ord(letter):04X}" for letter in odd[:5]))
    if _TALK.search(after) and not _TALK.search(before):
        yield Finding("RW-06", pair.id)
    language = _language(pair)
    if language:
        yield Finding("RW-32", pair.id, language)
    if not _same_kind(pair):
        yield Finding("RW-34", pair.id)
    if _too_long(pair, setting):
        yield Finding("RW-30", pair.id, f"{len(pair.after.text)} for {len(pair.before.text)}")


def _language(pair: Pair) -> str:
    """The language that a sentence is in, if it is not English."""
    lists = english()
    new = set(pair.after.plain) - set(pair.before.plain)
    accented = [word for word in new if any(ord(letter) > 127 for letter in word)]
    if accented and len(accented) * 3 >= len(pair.after.plain):
        return "another script"
    own = [word for word in pair.after.plain if word not in lists.grammar]
    for name, words in lists.foreign.items():
        theirs = {word for word in own if word in words and word in new}
        if len(theirs) >= 2:
            return name
    return ""


def _same_kind(pair: Pair) -> bool:
    before, after = pair.before.text.strip(), pair.after.text.strip()
    if not after or not pair.after.plain:
        return False
    if before.endswith("?") != after.endswith("?"):
        return False
    # A heading or a line of a list ends without a stop, and goes on doing so.
    if (before[-1] in ".!?") != (after[-1] in ".!?"):
        return False
    if before[0].isupper() and after[0].islower():
        return False
    if "!" in after and "!" not in before:
        return False
    if set(_SHOUTED.findall(pair.after.open)) - set(_SHOUTED.findall(pair.before.open)):
        return False
    # A second sentence would say something of its own, if only in small words: "You have it too."
    return len(_ENDS.findall(after)) <= max(1, len(_ENDS.findall(before)))


def _too_long(pair: Pair, setting: Setting) -> bool:
    before, after = pair.before.text, pair.after.text
    if setting.channel == "sms":
        ours, theirs = measure(fold(pair.before.open)), measure(fold(pair.after.open))
        return theirs.units > ours.units or theirs.alphabet != ours.alphabet
    grown = len(pair.after.plain) - len(pair.before.plain)
    return grown > _MORE_WORDS or len(after) > len(before) * 1.5 + 20
