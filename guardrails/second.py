"""The second reader: weighs each sentence as a whole, where the rules find too little or too much.

It never blocks. A sentence that it takes for a claim and that no rule has stopped goes to review; a
review that a wide pattern asked for is lowered to a note where the sentence weighs far too little.

It reads in two steps. A linear model (`learned/`) weighs every sentence; that costs next to nothing
and settles the clear cases. Where it leaves a doubt, the encoder (`encoder/`), which costs a
millisecond or two, reads the sentence with the two before it, and the two weights are added.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

from guardrails.alphabet import Alphabet
from guardrails.encoder.encoder import Encoder, joined
from guardrails.learned.features import Word
from guardrails.learned.model import Model
from guardrails.tagger import Tagged

#: The rule file that says why, how bad, and with which cases the second reader proves itself.
SECOND_RULE = "DX-11b"
_REMEMBERED = 16_384
_LOOKS_BACK = 2
#: Sentences of one text that the encoder reads, at most. No message has so many; in the rest of a
#: book the linear model decides alone.
_MOST_ASKED = 400


@dataclass(frozen=True, slots=True)
class Weighed:
    """One sentence: its first sign, the sign after its last, whether conditions stood before it,
    the words before it, its own, and what the linear model makes of it."""

    first: int
    end: int
    before: bool | None
    earlier: str
    text: str
    linear: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence taken for a claim: signs from `start` to `end`, its kind, the telling words, and
    what it weighs."""

    start: int
    end: int
    kind: str
    trigger: str
    condition: str
    weight: float

    def yields_to(self, others: Sequence[Claim]) -> bool:
        """Whether another reading of the same words weighs more: one sentence, one finding."""
        return any(
            o.start < self.end and self.start < o.end and o.weight > self.weight for o in others
        )


class SecondReader:
    """Weighs the sentences of tagged texts, for one question. Safe to share between threads."""

    def __init__(self, model: Model, alphabet: Alphabet, encoder: Encoder, question: str) -> None:
        self._model = model
        self._alphabet = alphabet
        self._encoder = encoder
        self._question = question
        self._known: OrderedDict[bytes, tuple[float, bool]] = OrderedDict()
        self._lock = Lock()

    def weigh(self, tagged: Tagged, check_time: Callable[[], None]) -> list[Weighed]:
        """Every sentence as the linear model sees it, in order. `check_time` may raise to stop."""
        out: list[Weighed] = []
        named: list[bool] = []
        written: list[str] = []
        for first, end in sentences(tagged, self._alphabet):
            if not len(out) % 64:
                check_time()
            before = any(named[-_LOOKS_BACK:]) if named else None
            linear, names = self._linear(tagged, first, end, before)
            text = tagged.text[tagged.starts[first] : tagged.ends[end - 1]]
            out.append(Weighed(first, end, before, joined(written), text, linear))
            named.append(names)
            written.append(text)
        return out

    def claims(
        self,
        tagged: Tagged,
        weighed: Sequence[Weighed],
        check_time: Callable[[], None],
        stopped: Sequence[tuple[int, int]] = (),
        more: float = 0.0,
    ) -> Iterator[Claim]:
        """The sentences above the bar that nothing has stopped yet; `more` raises the bar.

        A sentence after one that is stopped must be a claim without it, too: that one is to be
        mended anyway, and what follows often is good again then.
        """
        asked = 0
        taken = _touched(weighed, stopped)
        for at, entry in enumerate(weighed):
            if at in taken or not self.doubts(entry):
                continue
            asked += 1
            check_time()
            if asked > _MOST_ASKED:
                score, kind = entry.linear, ""
            else:
                score, kind = self._weight(entry)
                near = range(max(0, at - _LOOKS_BACK), at)
                if not taken.isdisjoint(near):
                    kept = joined([weighed[place].text for place in near if place not in taken])
                    score = min(score, self._weight(replace(entry, earlier=kept))[0])
            if score > self._model.stop + more:
                taken.add(at)
                yield self._claim(tagged, entry, kind, score)

    def doubts(self, entry: Weighed) -> bool:
        """Whether the linear model leaves so much of a doubt that the encoder should read."""
        return entry.linear >= self._model.ask

    def far_below(
        self, weighed: Sequence[Weighed], start: int, end: int, *, narrow: bool = False
    ) -> bool:
        """Whether all that stands between two signs weighs far too little for a claim, or so
        little that even a narrow pattern must have hit a pun: with the words before it, and
        without them, since no heading turns "You have diabetes." into a pun."""
        bar = self._model.spare if narrow else self._model.lift
        touched = [entry for entry in weighed if entry.first < end and entry.end > start]
        return bool(touched) and all(
            self._weight(entry)[0] < bar
            and (not narrow or self._weight(replace(entry, earlier=""))[0] < bar)
            for entry in touched[:_MOST_ASKED]
        )

    def _weight(self, entry: Weighed) -> tuple[float, str]:
        """Both readings of a sentence added, and the kind that the encoder names."""
        seen = self._encoder.read(entry.earlier, entry.text)[self._question]
        return self._model.line * entry.linear + seen.score, seen.kind

    def _linear(
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

    def _claim(self, tagged: Tagged, entry: Weighed, kind: str, weight: float) -> Claim:
        words = words_of(tagged, self._alphabet, entry.first, entry.end)
        reasons = self._model.reasons(words, entry.before)
        telling = [at for at in reasons.words if at < len(words)] or [0]
        start, end = entry.first + telling[0], entry.first + telling[-1] + 1
        named = [word.name for word in words[telling[0] : telling[-1] + 1] if word.name]
        named = named or [word.name for word in words if word.name]
        trigger = " ".join(words[at].text for at in telling)
        condition = named[-1] if named else ""
        return Claim(start, end, kind or reasons.kind, trigger, condition, weight)


def _touched(weighed: Sequence[Weighed], spans: Sequence[tuple[int, int]]) -> set[int]:
    """The sentences, by position, that any of the spans, in signs, reaches into."""
    firsts = [entry.first for entry in weighed]
    found: set[int] = set()
    for low, high in spans:
        at = max(0, bisect_right(firsts, low) - 1)
        while at < len(weighed) and weighed[at].first < high:
            if weighed[at].end > low:
                found.add(at)
            at += 1
    return found


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
    """What stands between two signs, as the linear model sees it."""
    signs, terms, name = tagged.signs, tagged.terms, alphabet.shape["XC"]
    words = list(map(_plain, tagged.written[first:end]))
    at = signs.find(name, first, end)
    while at >= 0:
        words[at - first] = Word(words[at - first].text, "", "", is_name=True)
        at = signs.find(name, at + 1, end)
    for at in range(first, end):
        if at in terms:
            term = terms[at]
            words[at - first] = Word(words[at - first].text, term.tag, term.name)
    return words


_plain = lru_cache(maxsize=_REMEMBERED)(Word)
