"""Which sentences could promise or threaten, told by their words alone.

Reading a sentence whole costs the encoder a millisecond or two, so it is asked only where there is
a doubt. Whether one may be about the reader's health the linear model knows; but "Honey wipes out
cancer" is about nobody. Here each word has a weight, learned from promises and honest texts, and a
sentence whose words weigh enough together is worth a reading. This stops nothing by itself.

`promising.txt` holds one weight a line::

    bias -2.95
    ask -2.70
    w cures 2.41
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from guardrails.errors import GuardDataError

FILE = Path(__file__).with_name("promising.txt")


@dataclass(frozen=True, slots=True)
class Promising:
    """What words weigh, in hundredths of log odds, and the sum from which a sentence is worth a
    reading. Whole numbers have one sum, in whatever order a set gives its words."""

    weights: Mapping[str, int]
    least: int

    def doubts(self, words: Iterable[str]) -> bool:
        """Whether a sentence of these words, each counted once, may promise or threaten."""
        weigh = self.weights.get
        return sum([weigh(word, 0) for word in set(words)]) >= self.least


def read_promising(path: Path = FILE) -> Promising:
    """Raises GuardDataError with the line that cannot be read."""
    numbers: dict[str, int] = {}
    weights: dict[str, int] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise GuardDataError(path, 1, "cannot be read as UTF-8 text") from error
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        head, _, rest = line.partition(" ")
        word, _, written = rest.rpartition(" ")
        into = weights if head == "w" and word else numbers
        try:
            into[word or head] = round(100 * float(written))
        except ValueError:
            raise GuardDataError(path, number, "no number at the end of the line") from None
    missing = sorted({"bias", "ask"} - numbers.keys())
    if missing or len(numbers) > 2:
        raise GuardDataError(path, 1, "needs one line `bias`, one line `ask`, and `w` lines")
    return Promising(weights, numbers["ask"] - numbers["bias"])
