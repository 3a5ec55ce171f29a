"""What one text may ask of the encoder: all that a long page needs, and no more for a book.

A reading takes milliseconds, all else of a sentence microseconds: this bounds the time of a text.
"""

from __future__ import annotations

from collections.abc import Callable

from guardrails.encoder.encoder import Encoder, Impression

#: Readings of one text, at most; the same words after the same words count once. A message needs a
#: handful, and 100,000 characters of health education up to 700.
MOST_READ = 1_000


class Asking:
    """The encoder for one reading of one text. `left_out` says whether something went unread."""

    def __init__(self, encoder: Encoder, check_time: Callable[[], None] = lambda: None) -> None:
        """`check_time` may raise to stop the reading."""
        self._encoder = encoder
        self._check_time = check_time
        self._answers: dict[tuple[str, str], dict[str, Impression]] = {}
        self.left_out = False

    def read(self, before: str, sentence: str) -> dict[str, Impression] | None:
        """The answers about a sentence after the words before it; None if too much was asked."""
        known = self._answers.get((before, sentence))
        if known is not None:
            return known
        if len(self._answers) >= MOST_READ:
            self.left_out = True
            return None
        self._check_time()
        answers = self._answers[before, sentence] = self._encoder.read(before, sentence)
        return answers
