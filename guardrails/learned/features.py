"""What the second reader sees in a sentence: its words and kinds of words, and how they stand.

One function makes the features for training, for scoring and for explaining, so that the three
cannot drift apart. A feature is one number made of a template and up to three symbols; symbols are
words, lexicon tags and word families (`numbering.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, pairwise
from operator import or_
from typing import NamedTuple

from guardrails.learned.families import Families
from guardrails.learned.numbering import HEAD, NUMBER, Symbols, feature
from guardrails.learned.parts import read_parts

#: Words of a sentence that are looked at; the rest of a longer one is left to the rules.
MOST_WORDS = 120
_NEAR, _FAR = 4, 6
_PAIRED = 4

#: Most features are made a list at a time, by putting together what `feature` puts together.
_NEXT, _SHAPE, _ORDER, _CLOSE = (HEAD[name] for name in ("next", "shape", "order", "close"))
_SIDES = (
    (HEAD["family_before"], HEAD["family_after"]),
    (HEAD["before"], HEAD["after"]),
)

_ILL = {"COND", "FUZZY", "PERSC", "PERSCS", "XMED", "SYMP", "SYMPMAJ", "SYMPLAY"}
_TX = {"DRUG", "TREAT", "DEV", "PROC", "MEDS", "RXWORD"}
_PARTS = read_parts()
_READER = {word: name for name in ("YOU", "YOUR", "YOURS") for word in _PARTS[name]}
_KIN, _OWN, _THIRD = _PARTS["KIN"], _PARTS["OWN"], _PARTS["THIRD"]
_OPENS, _BREAKS, _RESUMES = _PARTS["OPENS"], _PARTS["BREAKS"], _PARTS["RESUMES"]
_TELLING, _CENTRAL = _PARTS["TELLING"], _PARTS["CENTRAL"]
_READER_PARTS = frozenset({"YOU", "YOUR", "YOURS"})
_POINTING = _OWN | _READER_PARTS | {"KIN"}
_PLACED = _CENTRAL | {"we"}
_NAMED = frozenset({"ILL", "TX"})
_ENDINGS = ("ing", "ed", "es", "s", "ly")


class Word(NamedTuple):
    """One word or term as the tagger found it: how it is written, its tag, what it names."""

    text: str
    tag: str = ""
    name: str = ""
    is_name: bool = False


#: Words at which a clause may open or end, whatever part they play.
_TURNING = _OPENS | _BREAKS | {"should", "had", ","}


class _Seen(NamedTuple):
    """What there is to know of one word, wherever it stands: worked out once for each.

    Numbers that make a feature with those of other words are kept as they go into it: with the
    template's head (`next_head`), or moved to the place of a second or third symbol (`fine_2`).
    """

    part: str
    plays: int
    fine: int
    word: int
    family: int
    narrow: int
    next_head: int
    family_2: int
    shape_head: int
    plays_2: int
    plays_3: int
    fine_2: int
    turns: bool


class _Columns(NamedTuple):
    """The same of all words of a sentence, in order."""

    part: tuple[str, ...]
    plays: tuple[int, ...]
    fine: tuple[int, ...]
    word: tuple[int, ...]
    family: tuple[int, ...]
    narrow: tuple[int, ...]
    next_head: tuple[int, ...]
    family_2: tuple[int, ...]
    shape_head: tuple[int, ...]
    plays_2: tuple[int, ...]
    plays_3: tuple[int, ...]
    fine_2: tuple[int, ...]
    turns: tuple[bool, ...]


_NOTHING = _Columns(*((),) * len(_Columns._fields))


def part(word: Word) -> str:
    """The part that a word plays: reader, condition, a grammar word ... or just a WORD."""
    if word.tag:
        tag = word.tag.split()[0]
        return "ILL" if tag in _ILL else "TX" if tag in _TX else tag
    text = word.text
    found = _READER.get(text)
    if found is not None:
        return found
    if text in _KIN:
        return "KIN"
    if text in _OWN:
        return text
    first = text[:1]
    if not first.isalnum():
        return "." if text == "!" else "_".join(text.split())
    if first.isdigit():
        return "NUM"
    return "NAME" if word.is_name else "WORD"


def stem(word: str) -> str:
    """A word without its commonest endings; rough, and the same everywhere."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word[: -len(ending)]
            if ending in {"ing", "ed"} and len(root) > 3 and root[-1] == root[-2]:
                root = root[:-1]
            return root.rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


class Eyes:
    """Turns sentences into features, with one numbering of symbols and one set of families."""

    def __init__(self, symbols: Symbols, families: Families) -> None:
        self._number = symbols
        self._families = families
        self._known: dict[Word, _Seen] = {}
        self._summaries: dict[tuple[bool, bool, bool, str, bool | None], list[int]] = {}

    def names_illness(self, words: Sequence[Word]) -> bool:
        """Whether a sentence names a condition or a treatment."""
        return any(word.tag and part(word) in _NAMED for word in words[:MOST_WORDS])

    def features(
        self,
        words: Sequence[Word],
        before: bool | None,
        where: list[tuple[int, int]] | None = None,
    ) -> list[int]:
        """The features of a sentence, doubles included.

        before: whether one of the two sentences before named a condition; None for the first.
        where: filled with the first and last word behind each feature, when asked.
        """
        words = words[:MOST_WORDS]
        size = len(words)
        seen = [self._known.get(word) or self._look(word) for word in words]
        start, end = self._number("^"), self._number("$")
        columns = _Columns(*zip(*seen, strict=True)) if seen else _NOTHING
        parts = ("^", *columns.part, "$")
        plays = (start, *columns.plays, end)
        plays_2 = columns.plays_2
        telling = [at for at, name in enumerate(parts) if name in _TELLING]
        pairs = [
            (at, then)
            for index, at in enumerate(telling)
            for then in telling[index + 1 : index + 1 + _PAIRED]
        ]
        near = [(at, then) for at, then in pairs if then - at <= _FAR]

        out: list[int] = [*columns.word, *columns.family, *columns.narrow]
        out += map(or_, (_NEXT | start, *columns.next_head), (*columns.family_2, end << 16))
        first_two = map(or_, (_SHAPE | start, *columns.shape_head), plays_2)
        out += map(or_, first_two, (*columns.plays_3[1:], end << 32))
        out += [_ORDER | plays[a] | plays_2[b - 1] for a, b in pairs]
        out += [_CLOSE | plays[a] | plays_2[b - 1] for a, b in near]
        spans: list[tuple[int, int]] | None = None
        if where is not None:
            spans = [(at, at) for at in range(1, size + 1)] * 3
            spans += pairwise(range(size + 2))
            spans += [(at, at + 2) for at in range(size)]
            spans += pairs + near
        for at in telling:
            if parts[at] in _CENTRAL:
                _around(at, size, plays[at], columns, out, spans)
        self._clauses(words, parts, plays, columns.turns, out, spans)
        self._whole(parts, plays, (start, *columns.fine, end), before, out, spans)
        if where is not None and spans is not None:
            where.extend((max(0, a - 1), min(size - 1, b - 1)) for a, b in spans)
        return out

    def _look(self, word: Word) -> _Seen:
        plays = part(word)
        fine = family = narrow = plays
        if plays in {"WORD", "NAME"}:
            fine = plays if plays == "NAME" else "_".join(stem(word.text).split())
            wide, small = self._families.of(word.text)
            family = wide or "WORD"
            narrow = small or "WORD"
        number = self._number
        one, two, three = number(plays), number(fine), number(family)
        found = _Seen(
            part=plays,
            plays=one,
            fine=two,
            word=feature(NUMBER["word"], two),
            family=feature(NUMBER["family"], three),
            narrow=feature(NUMBER["narrow"], number(narrow)),
            next_head=_NEXT | three,
            family_2=three << 16,
            shape_head=_SHAPE | one,
            plays_2=one << 16,
            plays_3=one << 32,
            fine_2=two << 16,
            turns=plays in _PLACED or word.text in _TURNING,
        )
        if len(self._known) < 50_000:
            self._known[word] = found
        return found

    def _clauses(
        self,
        words: Sequence[Word],
        parts: tuple[str, ...],
        plays: tuple[int, ...],
        turns: tuple[bool, ...],
        out: list[int],
        spans: list[tuple[int, int]] | None,
    ) -> None:
        """Which telling parts stand under a condition, and what such a clause introduced."""
        number = self._number
        zone = "main"
        introduced: set[str] = set()
        for at, word in compress(enumerate(words, start=1), turns):
            text, plays_here = word.text, parts[at]
            if text in _OPENS or (at == 1 and text in {"should", "had"} and parts[2] == "YOU"):
                zone = "condition"
            elif zone == "condition" and (
                text in _BREAKS or (text == "," and parts[at + 1] in _RESUMES)
            ):
                zone = "after"
            if plays_here not in _PLACED:
                continue
            out.append(feature(NUMBER["where"], plays[at], number(zone)))
            if spans is not None:
                spans.append((at, at))
            if plays_here in {"ILL", "TX"}:
                owner = next((b for b in range(max(1, at - 4), at) if parts[b] == "YOUR"), 0)
                if owner:
                    state = "introduced" if word.name in introduced else "new"
                    out.append(feature(NUMBER["owned"], plays[at], number(zone), number(state)))
                    if spans is not None:
                        spans.append((owner, at))
                elif zone == "condition":
                    introduced.add(word.name)

    def _whole(
        self,
        parts: tuple[str, ...],
        plays: tuple[int, ...],
        fine: tuple[int, ...],
        before: bool | None,
        out: list[int],
        spans: list[tuple[int, int]] | None,
    ) -> None:
        """What is true of the sentence as a whole, and of those before it."""
        inside = parts[1:-1]
        present = set(inside)
        size = len(inside)
        whole = [
            *self._overall(
                not present.isdisjoint(_READER_PARTS),
                "ILL" in present,
                not present.isdisjoint(_THIRD),
                "short" if size < 6 else "middle" if size < 14 else "long",
                before,
            ),
            feature(NUMBER["first"], fine[1]),
            feature(NUMBER["last"], plays[-2] if inside else 0),
        ]
        out += whole
        if spans is not None:
            spans += [(1, size)] * len(whole)
        if before:
            pointing = [at for at, name in enumerate(inside, start=1) if name in _POINTING]
            out += [feature(NUMBER["carried"], fine[at]) for at in pointing]
            if spans is not None:
                spans += [(at, at) for at in pointing]

    def _overall(
        self, reader: bool, ill: bool, third: bool, length: str, before: bool | None
    ) -> list[int]:
        """The features of who and what a sentence holds at all: a few dozen lists, remembered."""
        key = (reader, ill, third, length, before)
        known = self._summaries.get(key)
        if known is not None:
            return known
        number = self._number
        who, what = number("reader" if reader else "nobody"), number("ill" if ill else "well")
        found = [
            feature(NUMBER["holds"], who, what),
            feature(NUMBER["third"], number("third" if third else "none"), who),
            feature(NUMBER["length"], number(length)),
        ]
        if before is not None:
            named = number("named" if before else "unnamed")
            found.append(feature(NUMBER["context"], named, who, what))
        self._summaries[key] = found
        return found


def _around(
    at: int,
    size: int,
    center: int,
    columns: _Columns,
    out: list[int],
    spans: list[tuple[int, int]] | None,
) -> None:
    """The words to both sides of a central part, and wider their families."""
    sides = zip(_SIDES, (columns.family_2, columns.fine_2), (_FAR, _NEAR), strict=True)
    for (earlier, later), numbers, reach in sides:
        low, high = max(1, at - reach), min(size, at + reach) + 1
        earlier |= center
        later |= center
        out += map(earlier.__or__, numbers[low - 1 : at - 1])
        out += map(later.__or__, numbers[at : high - 1])
        if spans is not None:
            spans += [(other, at) for other in range(low, at)]
            spans += [(at, other) for other in range(at + 1, high)]
