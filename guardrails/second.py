"""The second reader: weighs each sentence as a whole, where the rules find too little or too much.

It never blocks. A sentence that it takes for a claim and that no rule has stopped goes to review; a
review that a wide pattern asked for is lowered to a note where the sentence weighs far too little.
What it weighs, and how the weights were made, is in `learned/`.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from guardrails.alphabet import Alphabet
from guardrails.learned.features import Word
from guardrails.learned.model import Model
from guardrails.tagger import Tagged

#: The rule file that says why, how bad, and with which cases the second reader proves itself.
SECOND_RULE = "DX-11b"
_REMEMBERED = 16_384
_LOOKS_BACK = 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """One sentence: its first sign, the sign after its last, whether conditions stood before it."""

    first: int
    end: int
    before: bool | None
    score: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence taken for a claim: signs from `start` to `end`, its kind, the telling words."""

    start: int
    end: int
    kind: str
    trigger: str
    condition: str


class SecondReader:
    """Weighs the sentences of tagged texts. Safe to share between threads."""

    def __init__(self, model: Model, alphabet: Alphabet) -> None:
        self._model = model
        self._alphabet = alphabet
        self._known: OrderedDict[bytes, tuple[float, bool]] = OrderedDict()
        self._lock = Lock()

    def weigh(self, tagged: Tagged, check_time: Callable[[], None]) -> list[Weighed]:
        """Every sentence with its score, in order. `check_time` may raise to stop it."""
        out: list[Weighed] = []
        named: list[bool] = []
        for first, end in sentences(tagged, self._alphabet):
            if not len(out) % 64:
                check_time()
            before = any(named[-_LOOKS_BACK:]) if named else None
            score, names = self._score(tagged, first, end, before)
            named.append(names)
            out.append(Weighed(first, end, before, score))
        return out

    def claims(
        self,
        tagged: Tagged,
        weighed: Sequence[Weighed],
        stopped: Sequence[tuple[int, int]] = (),
        more: float = 0.0,
    ) -> Iterator[Claim]:
        """The sentences above the bar that nothing has stopped yet; `more` raises the bar."""
        for entry in weighed:
            if entry.score > self._model.stop + more and not any(
                low < entry.end and entry.first < high for low, high in stopped
            ):
                yield self._claim(tagged, entry)

    def far_below(self, weighed: Sequence[Weighed], start: int, end: int) -> bool:
        """Whether all that stands between two signs weighs far too little for a claim."""
        touched = [entry.score for entry in weighed if entry.first < end and entry.end > start]
        return bool(touched) and max(touched) < self._model.lift

    def _score(
        self, tagged: Tagged, first: int, end: int, before: bool | None
    ) -> tuple[float, bool]:
        written = f"{before}{tagged.signs[first:end]}{tagged.words(first, end)}"
        key = hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
        words = words_of(tagged, self._alphabet, first, end)
        found = (self._model.score(words, before), self._model.eyes.names_illness(words))
        with self._lock:
            self._known[key] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _claim(self, tagged: Tagged, entry: Weighed) -> Claim:
        words = words_of(tagged, self._alphabet, entry.first, entry.end)
        reasons = self._model.reasons(words, entry.before)
        telling = [at for at in reasons.words if at < len(words)] or [0]
        start, end = entry.first + telling[0], entry.first + telling[-1] + 1
        named = [word.name for word in words[telling[0] : telling[-1] + 1] if word.name]
        named = named or [word.name for word in words if word.name]
        trigger = " ".join(words[at].text for at in telling)
        return Claim(start, end, reasons.kind, trigger, named[-1] if named else "")


def sentences(tagged: Tagged, alphabet: Alphabet) -> Iterator[tuple[int, int]]:
    """First sign, and the sign after the last, of every sentence that has words."""
    marks = (alphabet.begin, alphabet.paragraph)
    first = None
    for at, sign in enumerate(tagged.signs):
        if sign in marks:
            if first is not None:
                yield first, at
            first = None
        elif first is None:
            first = at
    if first is not None:
        yield first, len(tagged.signs)


def words_of(tagged: Tagged, alphabet: Alphabet, first: int, end: int) -> list[Word]:
    """What stands between two signs, as the second reader sees it."""
    text, signs, terms, name = tagged.text, tagged.signs, tagged.terms, alphabet.shape["XC"]
    words = []
    for at in range(first, end):
        written = text[tagged.starts[at] : tagged.ends[at]].lower()
        term = terms.get(at)
        if term is None:
            words.append(Word(written, "", "", signs[at] == name))
        else:
            words.append(Word(written, term.tag, term.name))
    return words
