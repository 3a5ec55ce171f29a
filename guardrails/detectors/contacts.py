"""Telephone numbers and e-mail addresses that are not the organisation's own.

Without a list of own contacts only what is personal on its face counts: a private mail host, or
words such as "your number on file". With a list, everything outside it counts, save help lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.detectors.base import Find, Place, Reading
from guardrails.rules import RuleSpec

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_PHONE = re.compile(
    r"(?<![\w.-])\+?(?:\d[\s().-]{0,2}){6,14}\d(?![\w-])|(?<!\w)\(\d{3}\)\s?\d{3}-\d{4}(?!\w)"
)
#: What any number has: it begins with a digit, so that `re` skips to one, and with the first of a
#: row: where a later one begins seven digits, so does the first.
_SEVEN_DIGITS = re.compile(r"\d(?<!\d\d)(?:[\s().-]{0,2}\d){6}")
_SHAPED = re.compile(
    r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\Z|\d{3}-\d{4}\Z|\+\d[\d\s().-]{6,18}\Z|0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}\Z"
)


def finder(rule: RuleSpec) -> Find:
    """Settings name private mail hosts, cues of a person's own number, and public help lines."""
    private = frozenset(rule.settings["private_hosts"])
    lines = {_bare(str(line)) for line in rule.settings["help_lines"]}
    cue = re.compile(str(rule.settings["personal_cue"]), re.IGNORECASE)

    def find(reading: Reading) -> Iterator[Place]:
        text, own = reading.text, _own(reading.context.own_contacts)
        if "@" in text:
            yield from _addresses(text, own, private)
        if not _SEVEN_DIGITS.search(text):
            return
        for found in _PHONE.finditer(text):
            number = found.group().strip()
            digits = _bare(number)
            if not _SHAPED.match(number) or digits in own or digits in lines:
                continue
            if own or cue.search(text, max(0, found.start() - 60), found.start()):
                yield Place(found.start(), found.start() + len(number), "telephone number")

    return find


def _addresses(text: str, own: frozenset[str], private: frozenset[str]) -> Iterator[Place]:
    for found in _EMAIL.finditer(text):
        host = found.group(1).lower().rstrip(".")
        mine = _bare(found.group()) in own or any(host == o or host.endswith("." + o) for o in own)
        if host in private or (own and not mine):
            yield Place(found.start(), found.end(), "e-mail address")


@lru_cache(maxsize=64)
def _own(contacts: frozenset[str]) -> frozenset[str]:
    """An organisation's contacts, bare; they are the same for text after text."""
    return frozenset(map(_bare, contacts))


def _bare(contact: str) -> str:
    """A number as its digits (without the country's 1), an address in lower case."""
    if "@" in contact or any(c.isalpha() for c in contact):
        return contact.lower()
    digits = re.sub(r"\D", "", contact)
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
