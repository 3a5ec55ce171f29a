"""Finds sentences that promise or threaten in words that no rule has, as the encoder reads them.

The encoder is asked where the second reader has a doubt anyway, and where the words are those that
promises are made of (`learned/promising.py`). This asks for review and never blocks. What is shown
as the trigger are the cues of the rule's file ("guaranteed", "overnight" ...).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from guardrails.encoder.asking import Asking
from guardrails.encoder.encoder import PROMISE
from guardrails.learned.promising import Promising
from guardrails.rules import RuleSpec
from guardrails.second import Claim, Rest, SecondReader, Weighed
from guardrails.spans import Spans
from guardrails.tagger import Tagged

#: The rule file that holds cues, bar, severity and cases.
PROMISE_RULE = "CL-03b"
PROMISE_KINDS = ("CL-", "FE-")
#: How much less a sentence may weigh when it is read without the words before it.
_APART = 2.0


def promises(
    second: SecondReader,
    promising: Promising,
    asking: Asking,
    rule: RuleSpec,
    tagged: Tagged,
    weighed: Sequence[Weighed],
    stopped: Sequence[tuple[int, int]] = (),
    registered: Spans | None = None,
    rest: Rest | None = None,
) -> Iterator[Claim]:
    """The sentences above the rule's bar, but for those that a rule has judged (`stopped`, in
    signs), those that hold a registered claim word for word (`registered`, in characters), and
    those that promise nothing without the words that an exception of the rule takes out (`rest`).

    Where the encoder was asked too much already, nothing is found: `asking` says so."""
    bar = float(rule.settings["bar"])
    judged, allowed = Spans(stopped), registered or Spans()

    def weight(before: str, sentence: str) -> float:
        answers = asking.read(before, sentence)
        return answers[PROMISE].score if answers else float("-inf")

    for entry in weighed:
        words = tagged.written[entry.first : entry.end]
        if not second.doubts(entry) and not promising.doubts(words):
            continue
        if judged.overlap(entry.first, entry.end):
            continue
        if allowed.lie_in(tagged.starts[entry.first], tagged.ends[entry.end - 1]):
            continue
        seen = asking.read(entry.earlier, entry.text)
        if seen is None or seen[PROMISE].score <= bar:
            continue
        # a promise stands in its own sentence: what was said before must not alone make it one
        if weight("", entry.text) <= bar - _APART:
            continue
        left = rest(entry.first, entry.end) if rest else None
        if left is not None and not any(map(str.isalnum, left)):
            continue
        if left is not None and weight(entry.earlier, left) <= bar:
            continue
        places = range(entry.first, entry.end)
        condition = next((tagged.terms[at].name for at in places if at in tagged.terms), "")
        cues = _cues(tuple(rule.settings["cues"]))
        said = cues.finditer(entry.text.lower())  # the longest says the most
        low, high = max((c.span() for c in said), key=lambda c: c[1] - c[0], default=(0, 0))
        promise = seen[PROMISE]
        yield Claim(
            entry.first, entry.end, promise.kind, entry.text[low:high], condition, promise.score
        )


@lru_cache(maxsize=8)
def _cues(cues: tuple[str, ...]) -> re.Pattern[str]:
    """For text in lower case: four times as fast as an expression without regard to case."""
    return re.compile(rf"\b(?:{'|'.join(cues)})")
