"""Doubts what a rule has hit, where the whole sentence says something else.

A rule sees the words that it lists; the same words can be a pun ("your stroke is strong, says the
swim coach"). Where the sentence, read as a whole, weighs far too little, the hit only notes: little
for a wide pattern, next to nothing for a narrow one.
"""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.build import Parts
from guardrails.encoder.encoder import PROMISE
from guardrails.matching import Hit
from guardrails.rules import RuleSpec
from guardrails.second import Weighed

#: Hits of one text that may be doubted; in a book with more, the rest stand.
MOST_DOUBTED = 400
#: Below this, in log odds, a sentence is far from promising, pressing or frightening.
_FAR_FROM_PROMISE = -2.6


def doubted(parts: Parts, rule: RuleSpec, hit: Hit, weighed: Sequence[Weighed]) -> bool:
    """Whether every sentence that a hit touches says something else than the rule fears.

    What is said of health is doubted, and pressure ("act now or lose your seat"), and a promise
    ("Are vaccines risk-free? No medicine is").
    """
    if rule.id.startswith(("FE-", "CL-")):
        touched = [entry for entry in weighed if entry.first < hit.end and entry.end > hit.start]
        return bool(touched) and all(
            parts.encoder.read(earlier, entry.text)[PROMISE].score < _FAR_FROM_PROMISE
            for entry in touched
            for earlier in {entry.earlier, ""}  # no heading makes a promise harmless
        )
    if not rule.id.startswith("DX-"):
        return False
    wide = hit.pattern.confirm or (hit.pattern.severity or rule.severity) == "review"
    return parts.second.far_below(weighed, hit.start, hit.end, narrow=not wide)
