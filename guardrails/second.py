"""The second reader: weighs each sentence as a whole, where the rules find too little or too much.

It never blocks. A sentence that it takes for a claim and that no rule has stopped goes to review; a
review that a wide pattern asked for is lowered to a note where the sentence weighs far too little.

It reads in two steps. A linear model (`learned/`) weighs every sentence; that costs next to nothing
and settles the clear cases. Where it leaves a doubt, the encoder (`encoder/`), which costs a
millisecond or two, reads the sentence with the two before it, and the two weights are added.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from guardrails.alphabet import Alphabet
from guardrails.encoder.asking import Asking
from guardrails.encoder.encoder import joined
from guardrails.learned.features import MOST_WORDS
from guardrails.learned.model import LOOKS_BACK, Model
from guardrails.learned.words import Word
from guardrails.spans import Spans
from guardrails.tagger import Tagged

#: The rule file that says why, how bad, and with which cases the second reader proves itself.
SECOND_RULE = "DX-11b"
#: Sentences that the linear model weighs together.
_AT_ONCE = 64
#: The name of an organisation on a line of its own, as it stands at the head of letters: who writes
#: says nothing of the reader, unless a condition is in it ("Eastside Diabetes Clinic").
_SENDER = re.compile(
    r"(?:(?:[A-Z][\w'\u2019.-]*|of|the|and|&) ){1,5}"
    r"(?:Clinic|Health|Healthcare|Hospital|Practice|Medical|Cent(?:er|re)|Care|Pharmacy|Group|Dental)s?\.?"
)
#: An item of a list. The items after it are read with the line that leads them in, not with it.
_ITEM = re.compile(r"[-*\u2022\u2013]\s+\S")
#: Words of a headline about the reader ("Living With Chronic Care"), and of names that tell of one.
_TELLING = re.compile(
    r"\b(?:You|Your|My|Living|Managing|With|Needs?|Taking|Recovery|Memory|Fertility|Hospice|Sober|Weight)\b"
)

#: The words of a sentence that are left where a rule's exceptions take some out, or None.
Rest = Callable[[int, int], str | None]

_Made = TypeVar("_Made")
#: What a `Word` holds.
_Bare = tuple[str, str, str, bool]


class Weighed(NamedTuple):
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


class SecondReader:
    """Weighs the sentences of tagged texts, for one question. Safe to share between threads."""

    def __init__(self, model: Model, alphabet: Alphabet, question: str, usual: str) -> None:
        """`usual` is the kind of what the encoder did not read, in a text as long as a book."""
        self._model = model
        self._alphabet = alphabet
        self._question = question
        self._usual = usual

    def weigh(self, tagged: Tagged, check_time: Callable[[], None]) -> list[Weighed]:
        """Every sentence as the linear model sees it, in order. `check_time` may raise to stop."""
        out: list[Weighed] = []
        named: list[bool] = []
        written: list[str] = []
        special, terms = _special(tagged, self._alphabet), list(tagged.terms)
        spans = sentences(tagged, self._alphabet)
        for at in range(0, len(spans), _AT_ONCE):
            check_time()
            batch = spans[at : at + _AT_ONCE]
            book = self._model.eyes.book()
            places = [
                _each(tagged, special, first, min(end, first + MOST_WORDS), book.plain, book.place)
                for first, end in batch
            ]
            bare = [bisect_left(terms, first) == bisect_left(terms, end) for first, end in batch]
            for (first, end), lone, weight in zip(
                batch, bare, self._model.weigh(book, places, bare, named), strict=True
            ):
                text = tagged.text[tagged.starts[first] : tagged.ends[end - 1]]
                out.append(Weighed(first, end, weight.before, joined(written), text, weight.score))
                named = [*named[-1:], weight.names]
                if (not lone or not _SENDER.fullmatch(text)) and not _ITEM.match(text):
                    written = [*written[-1:], text]
        return out

    def claims(
        self,
        tagged: Tagged,
        weighed: Sequence[Weighed],
        asking: Asking,
        stopped: Sequence[tuple[int, int]] = (),
        more: float = 0.0,
        rest: Rest | None = None,
    ) -> Iterator[Claim]:
        """The sentences above the bar that nothing has stopped yet; `more` raises the bar.

        What an exception takes out of a sentence, `rest`, it must be a claim without.
        A sentence after one that is stopped must be a claim without it, too: that one is to be
        mended anyway, and what follows often is good again then. Where the encoder was asked too
        much already, the linear model decides alone.
        """
        bar = self._model.stop + more
        taken = _touched(weighed, stopped)
        for at, entry in enumerate(weighed):
            if at in taken or not self.doubts(entry) or _signs_off(tagged, entry):
                continue
            score, kind = self._weight(entry, asking) or (entry.linear, self._usual)
            near = range(max(0, at - LOOKS_BACK), at)
            if not taken.isdisjoint(near):
                kept = joined([weighed[place].text for place in near if place not in taken])
                score = self._least(score, entry._replace(earlier=kept), asking)
            if score > bar and rest is not None:
                left = rest(entry.first, entry.end)
                if left is not None and not any(map(str.isalnum, left)):
                    continue  # nothing is left that could claim
                if left is not None:
                    score = self._least(score, entry._replace(text=left), asking)
            if score > bar:
                taken.add(at)
                yield self._claim(tagged, entry, kind, score)

    def doubts(self, entry: Weighed) -> bool:
        """Whether the linear model leaves so much of a doubt that the encoder should read."""
        return entry.linear >= self._model.ask

    def far_below(
        self,
        weighed: Sequence[Weighed],
        start: int,
        end: int,
        asking: Asking,
        *,
        narrow: bool = False,
    ) -> bool:
        """Whether all that stands between two signs weighs far too little for a claim, or so
        little that even a narrow pattern must have hit a pun: with the words before it, and
        without them, since no heading turns "You have diabetes." into a pun. What was not read
        is never far below."""
        bar = self._model.spare if narrow else self._model.lift
        touched = touching(weighed, start, end)
        return bool(touched) and all(
            (seen := self._weight(one, asking)) is not None and seen[0] < bar
            for entry in touched
            for one in ((entry, entry._replace(earlier="")) if narrow else (entry,))
        )

    def _weight(self, entry: Weighed, asking: Asking) -> tuple[float, str] | None:
        """Both readings of a sentence added, and the kind that the encoder names."""
        answers = asking.read(entry.earlier, entry.text)
        if answers is None:
            return None
        seen = answers[self._question]
        return self._model.line * entry.linear + seen.score, seen.kind

    def _least(self, score: float, entry: Weighed, asking: Asking) -> float:
        """The lesser of a score and what a sentence weighs when it is read in another way."""
        seen = self._weight(entry, asking)
        return score if seen is None else min(score, seen[0])

    def _claim(self, tagged: Tagged, entry: Weighed, kind: str, weight: float) -> Claim:
        words = words_of(tagged, self._alphabet, entry.first, entry.end)
        found = self._model.telling(words, entry.before)
        telling = [at for at in found if at < len(words)] or [0]
        start, end = entry.first + telling[0], entry.first + telling[-1] + 1
        named = [word.name for word in words[telling[0] : telling[-1] + 1] if word.name]
        named = named or [word.name for word in words if word.name]
        trigger = " ".join(words[at].text for at in telling)
        condition = named[-1] if named else ""
        return Claim(start, end, kind, trigger, condition, weight)


def _signs_off(tagged: Tagged, entry: Weighed) -> bool:
    """Whether a sentence is nothing but the sender's name, at the head or the foot of a message."""
    return (
        _SENDER.fullmatch(entry.text) is not None
        and _TELLING.search(entry.text) is None
        and not any(at in tagged.terms for at in range(entry.first, entry.end))
    )


def touching(weighed: Sequence[Weighed], start: int, end: int) -> Sequence[Weighed]:
    """The sentences that a span of signs reaches into."""
    first = bisect_right(weighed, start, key=lambda entry: entry.end)
    return weighed[first : bisect_left(weighed, end, lo=first, key=lambda entry: entry.first)]


def _touched(weighed: Sequence[Weighed], spans: Sequence[tuple[int, int]]) -> set[int]:
    """The sentences, by position, that any of the spans, in signs, reaches into."""
    all_of = Spans(spans)
    return {
        at for at, entry in enumerate(weighed) if spans and all_of.overlap(entry.first, entry.end)
    }


def outweighed(claims: Sequence[Claim], others: Sequence[Claim]) -> set[int]:
    """Which claims, by position, another reading of the same words weighs more than: one sentence,
    one finding. Both in order, and of each at most one a sentence."""
    ends = [other.end for other in others]
    found: set[int] = set()
    for at, claim in enumerate(claims):
        place = bisect_right(ends, claim.start)
        while place < len(others) and others[place].start < claim.end:
            if others[place].weight > claim.weight:
                found.add(at)
            place += 1
    return found


def sentences(tagged: Tagged, alphabet: Alphabet) -> list[tuple[int, int]]:
    """First sign, and the sign after the last, of every sentence that has words."""
    between = _between(alphabet.begin, alphabet.paragraph)
    return [found.span() for found in between.finditer(tagged.signs)]


@lru_cache(maxsize=8)
def _between(*marks: str) -> re.Pattern[str]:
    return re.compile(f"[^{''.join(marks)}]+")


def words_of(tagged: Tagged, alphabet: Alphabet, first: int, end: int) -> list[Word]:
    """What stands between two signs, as the linear model sees it."""
    return _each(tagged, _special(tagged, alphabet), first, end, _plain, Word._make)


def _plain(texts: Sequence[str]) -> list[Word]:
    return list(map(Word, texts))


def _special(tagged: Tagged, alphabet: Alphabet) -> dict[int, _Bare]:
    """The names and terms of a text by their position, in order: all other words are plain."""
    signs, written, name = tagged.signs, tagged.written, alphabet.shape["XC"]
    names: dict[int, _Bare] = {}
    at = signs.find(name)
    while at >= 0:
        names[at] = (written[at], "", "", True)
        at = signs.find(name, at + 1)
    terms = {at: (written[at], term.tag, term.name, False) for at, term in tagged.terms.items()}
    return dict(sorted((names | terms).items())) if names else terms


def _each(
    tagged: Tagged,
    special: Mapping[int, _Bare],
    first: int,
    end: int,
    plain: Callable[[Sequence[str]], list[_Made]],
    other: Callable[[_Bare], _Made],
) -> list[_Made]:
    """What is made of each word between two signs: of plain words together, of others alone."""
    made = plain(tagged.written[first:end])
    for at in special.keys() & range(first, end):
        made[at - first] = other(special[at])
    return made
