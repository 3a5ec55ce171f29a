"""RW-31: what is true of a rewording as a whole, once its sentences have passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from guardrails.detectors.reading import flesch_kincaid
from service.rewording.findings import Finding
from service.rewording.masking import PLACEHOLDER
from service.rewording.pairs import Pair, Words

#: Grades by which a text may differ before it counts as harder: what one word more comes to.
TOLERANCE: Final = 0.5
#: Below this grade every text is easy enough, and one word moves a short one by a whole grade.
EASY: Final = 4.0
#: The same for one sentence, where a single long word weighs several times as much.
SENTENCE_TOLERANCE: Final = 3.0


def grade_of(sentences: Sequence[Words]) -> float:
    """The Flesch-Kincaid grade of sentences; values count as one short word."""
    text = ". ".join(PLACEHOLDER.sub("it", words.text).rstrip(".!?") for words in sentences)
    return flesch_kincaid(text) or 0.0


def keeps_grade(pairs: Sequence[Pair], text: Sequence[Words]) -> Iterator[Finding]:
    """Sentences that are harder to read by far; or else all, where the whole text is harder.

    `text` is every approved sentence that was offered, reworded or not.
    """
    harder = [
        pair
        for pair in pairs
        if grade_of([pair.after]) > max(EASY, grade_of([pair.before])) + SENTENCE_TOLERANCE
    ]
    for pair in harder:
        yield Finding("RW-31", pair.id)
    rest = {pair.before.text: pair.after for pair in pairs if pair not in harder}
    before = max(EASY, grade_of(text))
    after = grade_of([rest.get(words.text, words) for words in text])
    if after > before + TOLERANCE:
        for pair in pairs:
            if pair not in harder:
                yield Finding("RW-31", pair.id, f"{before:.1f} to {after:.1f}")
