"""What a finding calls its condition: the words that were found, where they name one.

A concept's own name would speak of type 2 diabetes where “type 1” is written. A word for a person
("diabetics") names no condition; what is broader than it does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from guardrails.lexicon import Term
from guardrails.tagger import Tagged

#: Terms that people can be said to have. Of any other, such as a device, a rewrite that says
#: "people with ..." makes no sense.
_HAD = frozenset({"COND", "SYMP", "SYMPMAJ", "XMED"})
_PERSONS = frozenset({"PERSC", "PERSCS"})
#: What everybody has or does, and so is no condition by itself: blood pressure, a test.
_EVERYBODYS = frozenset({"MEAS", "LAB", "COMMON", "UNN"})


class Named(NamedTuple):
    """How a message and a proposed rewrite call what a finding is about."""

    said: str = "a condition"
    rewritten: str = "the condition"


def named(term: Term | None, written: str, knows: Callable[[str], str]) -> Named:
    """What to call a term that stands in a text as `written`; `knows` rights a slip of the pen."""
    if term is None or not term.name or term.tag in _EVERYBODYS:
        return Named()
    if term.tag in _PERSONS:
        return Named(term.broader, term.broader) if term.broader else Named()
    if term.tag not in _HAD:
        return Named(said=written)
    right = knows(written.lower()) if written.isalpha() else ""
    words = written if right in ("", written.lower()) else right
    return Named(words, words)


def nearest(tagged: Tagged, name: str, within: range, knows: Callable[[str], str]) -> Named | None:
    """What to call a concept that is known by its name: as it stands among these signs or, failing
    that, where it stands last. None where it does not stand in the text."""
    places = [at for at, term in tagged.terms.items() if term.name == name]
    if not places:
        return None
    at = max(places, key=lambda at: (at in within, at))
    return named(
        tagged.terms[at], in_a_row(tagged.text[tagged.starts[at] : tagged.ends[at]]), knows
    )


def in_a_row(text: str) -> str:
    """Words without the breaks of a line that a text happens to have."""
    return " ".join(text.split())
