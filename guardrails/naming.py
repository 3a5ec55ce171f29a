"""What a finding calls its condition: the words that were found, where they name one.

A concept's own name would speak of type 2 diabetes where “type 1” is written. A word for a person
("diabetics") names no condition; what is broader than it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import NamedTuple

from guardrails.lexicon import Term
from guardrails.tagger import Tagged

#: Terms that people can be said to have. Of any other, such as a device, a rewrite that says
#: "people with ..." makes no sense.
_HAD = frozenset({"COND", "SYMP", "SYMPMAJ", "XMED"})
_PERSONS = frozenset({"PERSC", "PERSCS"})
#: What everybody has or does, and so is no condition by itself: blood pressure, a test.
_EVERYBODYS = frozenset({"MEAS", "LAB", "COMMON", "UNN"})
#: Names of people and places in the names of conditions: they keep their capital.
_PROPER = frozenset(
    re.findall(
        r"\w+",
        """achilles addison alport alzheimer alzheimers angelman asperger aspergers barr barre barré
    barrett batten becker behcet bell chagas charcot chiari christmas crohn crohns cushing danlos
    digeorge down downs dravet duchenne dupuytren ebola ehlers epstein ewing fabry friedreich
    gaucher gehrig gilbert graves guillain gulf hansen hashimoto hirschsprung hodgkin hunter
    huntington hurler kabuki kaposi kawasaki klinefelter legionnaires lewy lou lyme marfan menkes
    meniere ménière mohs morton mountain niemann nile noonan paget parkinson parkinsons peyronie
    pick pompe prader raynaud rett rocky sachs sjogren sjögren sotos tay tourette tourettes turner
    waldenstrom war wegener west whipple willebrand williams willi wilms wilson zika""",
    )
)
#: Capitals from which on a word is shouted; a shorter one is an abbreviation (NAFLD).
_SHOUTED = 6
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
#: Signs to either side of some, at most, among which a concept is looked for: a long sentence.
_FAR = 120


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
    words = in_a_sentence(written) if right in ("", written.lower()) else right
    return Named(words, words)


def nearest(tagged: Tagged, name: str, within: range, knows: Callable[[str], str]) -> Named | None:
    """What to call a concept that is known by its name: as it stands last among these signs or,
    failing that, nearest to them. None where it does not stand there, or has no name."""
    if not name:
        return None
    around = (at for far in range(_FAR) for at in (within.start - 1 - far, within.stop + far))
    for at in chain(reversed(within), around):
        term = tagged.terms.get(at)
        if term is not None and term.name == name:
            written = tagged.text[tagged.starts[at] : tagged.ends[at]]
            return named(term, in_a_row(written), knows)
    return None


def in_a_sentence(written: str) -> str:
    """A condition as it is written inside a sentence: "stroke", where a heading or the start of a
    sentence says "Stroke" or "STROKE". Names of people and abbreviations stay as they are."""

    def lowered(found: re.Match[str]) -> str:
        word = found.group()
        shouted = word.isupper() and len(word) >= _SHOUTED
        plain = word.istitle() and len(word) > 1 and word.lower() not in _PROPER
        return word.lower() if shouted or plain else word

    return _WORD.sub(lowered, written)


def in_a_row(text: str) -> str:
    """Words without the breaks of a line that a text happens to have."""
    return " ".join(text.split())
