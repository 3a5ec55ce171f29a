"""Words that name a condition or a treatment only where something beside them speaks of health.

"MS clinic reminder" names an illness, "RA sign-up for dorms" a job. What stands alone or beside
words that say nothing ("RA: what to know") counts as named. Which words these are is told by the
rule's settings; a condition in two letters is one by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from guardrails.tagger import Tagged

#: `RA`, `OA`, `T2`: in so few signs everything has been abbreviated.
_SHORT = re.compile(r"[A-Z][A-Z0-9]")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
#: What is said of a reader before such a word, up to a stop: "Your RA", "you ordered a walker".
_READER = re.compile(r"\b(?:you|your|yours|yourself|my)\b[^.!?]{0,80}\Z", re.IGNORECASE)
#: And behind it: "RA and you", "Piles?", "ADD group".
_TOLD = re.compile(
    r"\s?\?| (?:(?:and|in|for|with) )?you\b| (?:groups?|cent(?:er|re)s?|ward)\b"
    r"|[^.!?]{0,20} your (?:body|life|baby|child)\b",
    re.IGNORECASE,
)


class Ambiguous:
    """Tells of a part that a bystander sees which of its terms name nothing."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """Settings without such words, as a rule of one's own may have them, leave out no term."""
        self._forms = frozenset(settings.get("ambiguous", ()))
        self._plain = frozenset(str(settings.get("plain", "")).split())
        words = "|".join(map(re.escape, str(settings.get("health", "")).split()))
        phrases = "|".join(map(re.escape, settings.get("health_phrases", ())))
        self._health = re.compile(
            rf"(?<![\w-])(?:{phrases}|(?:{words})(?:s|es|'s)?)(?![\w-])", re.IGNORECASE
        )

    def unnamed(self, tagged: Tagged) -> frozenset[int]:
        """The terms, by position, that are taken for something else than health."""
        if not self._forms:
            return frozenset()
        unsure = [at for at in tagged.terms if self._unsure(tagged, at)]
        if not unsure or len(tagged.terms) > len(unsure):
            return frozenset()
        if len({tagged.terms[at].name for at in unsure}) > 1:
            return frozenset()  # of two, each says what the other means
        rest = _without(tagged, unsure)
        if self._health.search(rest) or all(
            word.lower() in self._plain for word in _WORD.findall(rest)
        ):
            return frozenset()
        return frozenset(at for at in unsure if not _to_reader(tagged, at))

    def _unsure(self, tagged: Tagged, at: int) -> bool:
        written = tagged.text[tagged.starts[at] : tagged.ends[at]]
        listed = not self._forms.isdisjoint((written, written.lower()))
        short = tagged.terms[at].tag == "COND" and _SHORT.fullmatch(written) is not None
        return listed or short


def _without(tagged: Tagged, places: Sequence[int]) -> str:
    """A text without some of its terms."""
    kept, last = [], 0
    for at in places:
        kept.append(tagged.text[last : tagged.starts[at]])
        last = tagged.ends[at]
    return "\n".join([*kept, tagged.text[last:]])


def _to_reader(tagged: Tagged, at: int) -> bool:
    """Whether the words around a term speak of the reader."""
    start, end = tagged.starts[at], tagged.ends[at]
    before = tagged.text[max(0, start - 100) : start]
    return bool(_READER.search(before) or _TOLD.match(tagged.text, end))
