"""The weights of the second reader, read from a plain file, and what they say of a sentence.

`weights.txt` holds one weight a line, so that a change can be read in a diff::

    bias -3.12
    stop 1.30
    w word ask -0.41
    k DX-08 last ? 1.20

`w` lines add up to how much a sentence looks like a claim; `k` lines say of which kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from guardrails.errors import GuardDataError
from guardrails.learned.book import Book
from guardrails.learned.families import Families, read_families
from guardrails.learned.features import MOST_WORDS, Eyes
from guardrails.learned.numbering import BITS, HEAD, Symbols
from guardrails.learned.table import Table
from guardrails.learned.words import Word

FILE = Path(__file__).with_name("weights.txt")
INBOUND_FILE = Path(__file__).with_name("inbound.txt")
#: Weights have two; what a sum has after them comes from the order of adding, and must not decide.
_DECIMALS = 6
_REMEMBERED = 16_384
#: Claims of which it is remembered which words told them.
_TOLD = 1_024
_NUMBERS = ("bias", "bare", "ask", "line", "stop", "lift", "spare")


#: Sentences before one that bear on it.
LOOKS_BACK = 2


class Weight(NamedTuple):
    """How much a sentence looks like a claim, whether it names a condition or a treatment, and
    whether one of the two before it did; None for the first of a text."""

    score: float
    names: bool
    before: bool | None


class _Memory(NamedTuple):
    """What sentences weigh, by what the model sees of them: other values are no other sentence.

    Words are numbered by a book, so a new one begins a new memory.
    """

    book: Book
    known: dict[tuple[bool | None, bool, tuple[int, ...]], Weight]

    def all_of(
        self, sentences: Sequence[list[int]], bare: Sequence[bool], named: Sequence[bool]
    ) -> list[Weight] | None:
        """The weight of each sentence of a text, where all of them were weighed before."""
        names, found = list(named), list[Weight]()
        for sentence, lone in zip(sentences, bare, strict=True):
            before = any(names[-LOOKS_BACK:]) if names else None
            weight = self.known.get((before, lone, tuple(sentence)))
            if weight is None:
                return None
            found.append(weight)
            names.append(weight.names)
        return found


class Model:
    """Scores sentences. Immutable once loaded, but for the words and sentences it has met.

    ask: the score from which the encoder is asked. line: how much of the score is added to the
    encoder's. stop: above it the sum is a claim. lift, spare: below them it is far from one, and
    surely none.
    """

    def __init__(
        self,
        numbers: dict[str, float],
        weights: dict[int, float],
        eyes: Eyes,
    ) -> None:
        self.bias, self.bare = numbers["bias"], numbers["bare"]
        self.ask, self.line = numbers["ask"], numbers["line"]
        self.stop, self.lift = numbers["stop"], numbers["lift"]
        self.spare = numbers["spare"]
        self.eyes = eyes
        self._weights = Table(weights)
        self._memory = _Memory(eyes.book(), {})
        self._known_telling = lru_cache(maxsize=_TOLD)(self._telling)

    def weigh(
        self,
        book: Book,
        sentences: Sequence[list[int]],
        bare: Sequence[bool],
        named: Sequence[bool] = (),
    ) -> list[Weight]:
        """What each sentence of a text weighs, given as the places of its words in a book.

        bare: whether each is without any term of the lexicons; it must weigh more then: `bare` is
        taken off. named: whether the sentences of the text before these named a condition.
        """
        memory = self._memory
        if memory.book is not book or len(memory.known) > _REMEMBERED:
            memory = self._memory = _Memory(book, {})
        known = memory.all_of(sentences, bare, named)
        if known is not None:
            return known
        lines = self.eyes.lines(book, sentences)
        names = lines.names
        before = looking_back([*named, *names])[len(named) :]
        sums = self._weights.sums(self.eyes.raw(lines, before), len(bare))
        scores = [
            round(total + (self.bias - self.bare if lone else self.bias), _DECIMALS)
            for total, lone in zip(sums, bare, strict=True)
        ]
        found = list(map(Weight, scores, names, before))
        for sentence, lone, weight in zip(sentences, bare, found, strict=True):
            memory.known[weight.before, lone, tuple(sentence)] = weight
        return found

    def telling(self, words: Sequence[Word], before: bool | None) -> list[int]:
        """Which words of a sentence made it a claim: those that counted most, by position."""
        told = self._known_telling if len(words) <= MOST_WORDS else self._telling
        return list(told(tuple(words), before))

    def _telling(self, words: tuple[Word, ...], before: bool | None) -> tuple[int, ...]:
        where: list[tuple[int, int]] = []
        book = self.eyes.book()
        features = self.eyes.features(self.eyes.lines(book, [book.places(words)]), [before], where)
        keys, weights = features.tolist(), self._weights.of(features).tolist()
        credit: dict[int, float] = defaultdict(float)
        counted: set[int] = set()
        for key, weight, (first, last) in zip(keys, weights, where, strict=True):
            if key in counted or weight <= 0 or last - first > 6:
                continue
            counted.add(key)
            ends = {first, last}
            for at in ends:
                credit[at] += weight / len(ends)
        return tuple(sorted(sorted(credit, key=lambda at: (-credit[at], at))[:4]))


def looking_back(names: Sequence[bool]) -> list[bool | None]:
    """For each sentence of a text whether one of the few before it names a condition."""
    return [any(names[max(0, at - LOOKS_BACK) : at]) if at else None for at in range(len(names))]


def read_model(path: Path = FILE, families: Families | None = None) -> Model:
    """Raises GuardDataError with the line that cannot be read."""
    symbols = Symbols()
    numbers: dict[str, float] = {}
    weights: dict[int, float] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line or line.startswith("#"):
            continue
        head, *fields = line.split(" ")
        try:
            value = float(fields.pop())
            if head in _NUMBERS and not fields:
                numbers[head] = value
            elif head == "w":
                weights[_key(fields, symbols)] = value
            else:
                raise ValueError(head)
        except (ValueError, KeyError, IndexError):
            raise GuardDataError(path, number, "not a weight; run the training again") from None
    missing = [name for name in _NUMBERS if name not in numbers]
    if missing or not weights:
        raise GuardDataError(path, 1, f"no weights, or not all of {', '.join(_NUMBERS)}")
    symbols.close()
    return Model(numbers, weights, Eyes(symbols, families or read_families()))


def _lines(path: Path) -> Iterable[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GuardDataError(path, 1, f"cannot be read: {error.strerror}") from None


def _key(fields: Sequence[str], symbols: Symbols) -> int:
    """The feature of a line; written out, as every start reads eighty thousand of them."""
    template, first, *others = fields
    key = HEAD[template] | symbols[first]
    if len(others) == 1:
        key |= symbols[others[0]] << BITS
    elif others:
        second, third = others
        key |= symbols[second] << BITS | symbols[third] << 2 * BITS
    return key
