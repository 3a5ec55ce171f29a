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
#: Below this, in log odds, a sentence is far from pressing or frightening anybody.
_FAR_FROM_PRESSURE = -4.0


def doubted(parts: Parts, rule: RuleSpec, hit: Hit, weighed: Sequence[Weighed]) -> bool:
    """Whether every sentence that a hit touches says something else than the rule fears.

    What is said of health is doubted, and pressure ("act now or lose your seat"); a promise in
    listed words stands.
    """
    if rule.id.startswith("FE-"):
        touched = [entry for entry in weighed if entry.first < hit.end and entry.end > hit.start]
        return bool(touched) and all(
            parts.encoder.read(entry.earlier, entry.text)[PROMISE].score < _FAR_FROM_PRESSURE
            for entry in touched
        )
    if not rule.id.startswith("DX-"):
        return False
    wide = hit.pattern.confirm or (hit.pattern.severity or rule.severity) == "review"
    return parts.second.far_below(weighed, hit.start, hit.end, narrow=not wide)
