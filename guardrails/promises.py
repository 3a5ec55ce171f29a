"""Finds sentences that promise or threaten in words that no rule has, as the encoder reads them.

The encoder is asked where the second reader has a doubt anyway, and where the words are those that
promises are made of (`learned/promising.py`). This asks for review and never blocks. What is shown
as the trigger are the cues of the rule's file ("guaranteed", "overnight" ...).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from guardrails import normalise
from guardrails.encoder.encoder import PROMISE, Encoder
from guardrails.learned.promising import Promising
from guardrails.rules import RuleSpec
from guardrails.second import Claim, Rest, SecondReader, Weighed
from guardrails.tagger import Tagged

#: The rule file that holds cues, bar, severity and cases.
PROMISE_RULE = "CL-03b"
PROMISE_KINDS = ("CL-", "FE-")
#: How much less a sentence may weigh when it is read without the words before it.
_APART = 2.0


def promises(
    second: SecondReader,
    promising: Promising,
    encoder: Encoder,
    rule: RuleSpec,
    tagged: Tagged,
    weighed: Sequence[Weighed],
    stopped: Sequence[tuple[int, int]] = (),
    registered: Sequence[str] = (),
    rest: Rest | None = None,
) -> Iterator[Claim]:
    """The sentences above the rule's bar, but for those that a rule has judged (`stopped`, in
    signs), those that hold a registered claim word for word, and those that promise nothing without
    the words that an exception of the rule takes out (`rest`)."""
    cues = _cues(tuple(rule.settings["cues"]))
    bar = float(rule.settings["bar"])
    allowed = [normalise.plain(claim) for claim in registered if claim]
    for entry in weighed:
        words = tagged.written[entry.first : entry.end]
        if not second.doubts(entry) and not promising.doubts(words):
            continue
        if any(low < entry.end and entry.first < high for low, high in stopped):
            continue
        if any(claim in entry.text for claim in allowed):
            continue
        seen = encoder.read(entry.earlier, entry.text)[PROMISE]
        # a promise stands in its own sentence: what was said before must not alone make it one
        if seen.score > bar and encoder.read("", entry.text)[PROMISE].score > bar - _APART:
            left = rest(entry.first, entry.end) if rest else None
            if left is not None and encoder.read(entry.earlier, left)[PROMISE].score <= bar:
                continue
            places = range(entry.first, entry.end)
            condition = next((tagged.terms[at].name for at in places if at in tagged.terms), "")
            said = cues.finditer(entry.text.lower())  # the longest says the most
            low, high = max((c.span() for c in said), key=lambda c: c[1] - c[0], default=(0, 0))
            trigger = entry.text[low:high]
            yield Claim(entry.first, entry.end, seen.kind, trigger, condition, seen.score)


@lru_cache(maxsize=8)
def _cues(cues: tuple[str, ...]) -> re.Pattern[str]:
    """For text in lower case: four times as fast as an expression without regard to case."""
    return re.compile(rf"\b(?:{'|'.join(cues)})")
