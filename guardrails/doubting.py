"""Doubts what a rule has hit, where the whole sentence says something else.

A rule sees the words that it lists; the same words can be a pun ("your stroke is strong, says the
swim coach"). Where the sentence, read as a whole, weighs far too little, the hit only notes: little
for a wide pattern, next to nothing for a narrow one.
"""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.build import Parts
from guardrails.encoder.asking import Asking
from guardrails.encoder.encoder import PROMISE
from guardrails.matching import Hit
from guardrails.rules import RuleSpec
from guardrails.second import Weighed, touching
from guardrails.tagger import Tagged

#: Below this, in log odds, a sentence is far from promising, pressing or frightening.
_FAR_FROM_PROMISE = -2.6
#: Words of a text in which nothing stands beside a hit (a term counts as one), and its signs with
#: stops and marks.
_FEW, _MOST_SIGNS = 4, 12


def doubted(
    parts: Parts,
    rule: RuleSpec,
    hit: Hit,
    tagged: Tagged,
    weighed: Sequence[Weighed],
    asking: Asking,
) -> bool:
    """Whether every sentence that a hit touches says something else than the rule fears.

    What is said of health is doubted, and pressure ("act now or lose your seat"), and a promise
    ("Are vaccines risk-free? No medicine is"). What the encoder did not read is not.
    """
    if hit.pattern.firm or _all_there_is(hit, tagged):
        return False
    if rule.id.startswith(("FE-", "CL-")):
        touched = touching(weighed, hit.start, hit.end)
        return bool(touched) and all(
            (seen := asking.read(earlier, entry.text)) is not None
            and seen[PROMISE].score < _FAR_FROM_PROMISE
            for entry in touched
            for earlier in {entry.earlier, ""}  # no heading makes a promise harmless
        )
    if not rule.id.startswith("DX-"):
        return False
    wide = hit.pattern.confirm or (hit.pattern.severity or rule.severity) == "review"
    return parts.second.far_below(weighed, hit.start, hit.end, asking, narrow=not wide)


def _all_there_is(hit: Hit, tagged: Tagged) -> bool:
    """Whether a text says nothing but what the rule has hit, in a few words, as a subject line does
    ("Have asthma?"): nothing makes a pun of it, and of so little no reader can tell much."""
    if len(tagged.written) > _MOST_SIGNS:
        return False
    said = [word for word in tagged.written if any(map(str.isalnum, word))]
    return len(said) <= _FEW and said == [
        word for word in tagged.written[hit.start : hit.end] if any(map(str.isalnum, word))
    ]
