"""One reason against other words: its code, the sentence, and the words that were found.

`words` may be a model's own. They are shown to whoever makes or judges rewordings, and kept nowhere
else: a receipt holds codes alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.rewording import REFUSALS


@dataclass(frozen=True, slots=True)
class Finding:
    """`piece` is empty where the whole answer is meant."""

    code: str
    piece: str = ""
    words: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing of the answer may be used any more."""
        return REFUSALS[self.code].whole

    def __str__(self) -> str:
        place = f"{self.piece}: " if self.piece else ""
        words = f" ({self.words})" if self.words else ""
        return f"{self.code} {place}{REFUSALS[self.code].what}{words}"
