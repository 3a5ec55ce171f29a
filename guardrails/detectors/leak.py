"""Health words where somebody standing next to the recipient can read them.

A subject line, a lock screen, a link's address: there even true education says something about
the person who receives it, so naming a condition, a treatment or a department is enough. Words
that may name something else are told apart by `ambiguous.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.detectors.ambiguous import Ambiguous
from guardrails.detectors.base import Find, Place, Reading
from guardrails.mapped import Mapped
from guardrails.rules import RuleSpec
from guardrails.verdict import BYSTANDER_PARTS

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9']{0,60}")
_LETTER = re.compile(r"%(?:25)*([0-7][0-9A-Fa-f])|[\s\S]")
#: Where an address begins, what ends it, and what its path ends with.
_SCHEME = re.compile(r"https?://|mailto:|sms:", re.IGNORECASE)
_END = re.compile(r"[\s<>\"]")
_ASKS = re.compile(r"[?#]")
_ROUND = re.compile(r"[()]")
#: Characters of what an address asks for that are read.
_READ = 2_000


def finder(rule: RuleSpec) -> Find:
    """Terms of the tags in the settings; in a body, only those inside an address's query."""
    tags = frozenset(rule.settings["tags"])
    ambiguous = Ambiguous(rule.settings)

    def find(reading: Reading) -> Iterator[Place]:
        context = reading.context
        public = {term.lower() for term in context.public_terms}
        if context.part in {"body", "message"}:
            for start, end in _asked(reading.text):
                yield from _in_address(reading, tags, public, start, end)
            return
        if context.part not in BYSTANDER_PARTS or context.authenticated:
            return
        if context.part == "link_url":
            yield from _in_address(reading, tags, public, 0, len(reading.text))
            return
        tagged = reading.tagged
        unnamed = ambiguous.unnamed(tagged)
        for at, term in tagged.terms.items():
            start, end = tagged.starts[at], tagged.ends[at]
            written = reading.text[start:end]
            named = term.tag in tags and at not in unnamed
            if named and not {term.name, written.lower()} & public:
                yield Place(start, end, written, term.name)

    return find


def _asked(text: str) -> Iterator[tuple[int, int]]:
    """What stands behind the `?` or `#` of each address that is written out; time grows with the
    text alone."""
    if ":" not in text:
        return  # nor a scheme; and an expression without regard to case looks at every letter
    begin, blank = _SCHEME.search(text), 0
    while begin is not None:
        if blank < begin.end():
            stop = _END.search(text, begin.end())
            blank = stop.start() if stop else len(text)
        last = _closed(text, begin, blank)
        asks = _ASKS.search(text, begin.end(), last)
        at = last
        if asks is not None and asks.end() < last:
            at = min(last, asks.end() + _READ)
            yield asks.end(), at
        begin = _SCHEME.search(text, at)


def asked_of(address: Mapped) -> Mapped | None:
    """What stands behind the `?` or `#` of one address, if anything does."""
    asks = _ASKS.search(address.text)
    if asks is None or asks.end() == len(address.text):
        return None
    within = slice(asks.end(), asks.end() + _READ)
    starts, ends = address.starts, address.ends
    return Mapped(
        address.text[within],
        range(len(address.text))[within] if starts is None else starts[within],
        range(1, len(address.text) + 1)[within] if ends is None else ends[within],
    )


def _closed(text: str, begin: re.Match[str], last: int) -> int:
    """Where what stands before an address ends it: `[Read](https://...)`, `href='https://...'`."""
    before = text[begin.start() - 1 : begin.start()]
    if before == "'":
        end = text.find("'", begin.end(), last)
        return end if end >= 0 else last
    open_, near = 1, min(last, begin.end() + 2 * _READ)
    for found in _ROUND.finditer(text, begin.end(), near) if before == "(" else ():
        open_ += 1 if found.group() == "(" else -1
        if open_ == 0:
            return found.start()
    return last


def _in_address(
    reading: Reading, tags: frozenset[str], public: set[str], start: int, end: int
) -> Iterator[Place]:
    """Addresses glue words with marks and capitals, and may write any letter as a number."""
    words = _unglued(reading.text[start:end])
    for first, last, term in reading.lookup(words.text):
        if term.tag in tags and not {term.name, words.text[first:last].lower()} & public:
            low, high = words.span(first, last)
            yield Place(start + low, start + high, words.text[first:last], term.name)


def _unglued(address: str) -> Mapped:
    """An address as words: numbered letters read (`%64`, or `%2564` where it was encoded twice),
    capitals inside a word parted from what stands before, and all other marks as blanks."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _LETTER.finditer(address):
        letter = chr(int(found[1], 16)) if found[1] else found[0]
        if letter.isupper() and text and text[-1].islower():
            text.append(" ")
            starts.append(found.start())
            ends.append(found.start())
        text.append(letter if letter.isascii() and (letter.isalnum() or letter == "'") else " ")
        starts.append(found.start())
        ends.append(found.end())
    return Mapped("".join(text), starts, ends)
