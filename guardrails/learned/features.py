"""What the second reader sees in a sentence: its words and kinds of words, and how they stand.

One function makes the features for training, for scoring and for explaining, so that the three
cannot drift apart. A feature is one number made of a template and up to three symbols; symbols are
words, lexicon tags and word families, numbered by `Symbols`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from guardrails.learned.families import Families
from guardrails.learned.parts import read_parts

_BITS = 16
_UNKNOWN = (1 << _BITS) - 1
#: Words of a sentence that are looked at; the rest of a longer one is left to the rules.
MOST_WORDS = 120
_NEAR, _FAR = 4, 6
_PAIRED = 4

#: The templates, and the name under which `weights.txt` lists each.
TEMPLATES = (
    *("word", "family", "narrow"),  # one word: itself, its family, its narrow family
    "next",  # two families side by side
    "shape",  # three words side by side, by what part they play
    *("order", "close"),  # two telling parts in this order; and close together
    *("before", "after"),  # a word before or after a central part
    *("family_before", "family_after"),
    "where",  # a central part in the main clause, a condition clause, or after one
    "owned",  # "your X": where, and whether X was introduced
    "third",  # a third person and the reader
    *("holds", "context", "carried"),  # reader and condition; what came before; what points back
    *("first", "last", "length"),
)
_T = {name: number for number, name in enumerate(TEMPLATES)}

_ILL = {"COND", "FUZZY", "PERSC", "PERSCS", "XMED", "SYMP", "SYMPMAJ", "SYMPLAY"}
_TX = {"DRUG", "TREAT", "DEV", "PROC", "MEDS", "RXWORD"}
_PARTS = read_parts()
_READER = {word: name for name in ("YOU", "YOUR", "YOURS") for word in _PARTS[name]}
_KIN, _OWN, _THIRD = _PARTS["KIN"], _PARTS["OWN"], _PARTS["THIRD"]
_OPENS, _BREAKS, _RESUMES = _PARTS["OPENS"], _PARTS["BREAKS"], _PARTS["RESUMES"]
_TELLING, _CENTRAL = _PARTS["TELLING"], _PARTS["CENTRAL"]
_ENDINGS = ("ing", "ed", "es", "s", "ly")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or term as the tagger found it: how it is written, its tag, what it names."""

    text: str
    tag: str = ""
    name: str = ""
    is_name: bool = False


class Symbols:
    """Numbers for symbols. Training adds to them; a loaded model's are closed."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._open = True

    def __call__(self, symbol: str) -> int:
        """The number of a symbol."""
        number = self._numbers.get(symbol)
        if number is None:
            if not self._open or len(self._numbers) >= _UNKNOWN:
                return _UNKNOWN
            number = self._numbers[symbol] = len(self._numbers)
        return number

    def close(self) -> None:
        """From here on an unseen symbol is unknown, and so weighs nothing."""
        self._open = False

    def names(self) -> list[str]:
        """All symbols, by number."""
        return list(self._numbers)


def feature(template: int, a: int, b: int = 0, c: int = 0) -> int:
    """One number for a template and its symbols."""
    return ((template << _BITS | a) << _BITS | b) << _BITS | c


def template_number(name: str) -> int:
    """The number of a template. Raises KeyError for one that does not exist."""
    return _T[name]


def parts_of(number: int) -> tuple[int, int, int, int]:
    """The template and symbols of a feature."""
    mask = _UNKNOWN
    return (
        number >> (3 * _BITS),
        number >> (2 * _BITS) & mask,
        number >> _BITS & mask,
        number & mask,
    )


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
        self._known: dict[tuple[str, str, bool], tuple[str, int, int, int, int]] = {}

    def names_illness(self, words: Sequence[Word]) -> bool:
        """Whether a sentence names a condition or a treatment."""
        return any(self._look(word)[0] in {"ILL", "TX"} for word in words[:MOST_WORDS])

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
        seen = [self._look(word) for word in words]
        parts = ["^", *(entry[0] for entry in seen), "$"]
        start, end = self._number("^"), self._number("$")
        plays = [start, *(entry[1] for entry in seen), end]
        fine = [start, *(entry[2] for entry in seen), end]
        family = [start, *(entry[3] for entry in seen), end]
        out: list[int] = []
        add = out.append
        spans: list[tuple[int, int]] = []
        note = spans.append

        t_word, t_family, t_narrow = _T["word"], _T["family"], _T["narrow"]
        for at in range(1, size + 1):
            add(feature(t_word, fine[at]))
            add(feature(t_family, family[at]))
            add(feature(t_narrow, seen[at - 1][4]))
            if where is not None:
                spans += [(at, at)] * 3
        t_next, t_shape = _T["next"], _T["shape"]
        for at, (one, two) in enumerate(pairwise(family)):
            add(feature(t_next, one, two))
            note((at, at + 1))
        for at in range(size):
            add(feature(t_shape, plays[at], plays[at + 1], plays[at + 2]))
            note((at, at + 2))
        telling = [at for at in range(size + 2) if parts[at] in _TELLING]
        t_order, t_close = _T["order"], _T["close"]
        for index, at in enumerate(telling):
            for then in telling[index + 1 : index + 1 + _PAIRED]:
                add(feature(t_order, plays[at], plays[then]))
                note((at, then))
                if then - at <= _FAR:
                    add(feature(t_close, plays[at], plays[then]))
                    note((at, then))
        for at in telling:
            if parts[at] in _CENTRAL:
                self._around(at, size, plays[at], fine, family, out, spans)
        self._clauses(words, parts, plays, out, spans)
        self._whole(parts, fine, before, out, spans)
        if where is not None:
            where.extend((max(0, a - 1), min(size - 1, b - 1)) for a, b in spans)
        return out

    def _look(self, word: Word) -> tuple[str, int, int, int, int]:
        """Part, and the numbers of part, word, family and narrow family."""
        key = (word.text, word.tag, word.is_name)
        found = self._known.get(key)
        if found is None:
            plays = part(word)
            fine = family = narrow = plays
            if plays in {"WORD", "NAME"}:
                fine = plays if plays == "NAME" else "_".join(stem(word.text).split())
                wide, small = self._families.of(word.text)
                family = wide or "WORD"
                narrow = small or "WORD"
            number = self._number
            found = (plays, number(plays), number(fine), number(family), number(narrow))
            if len(self._known) < 50_000:
                self._known[key] = found
        return found

    @staticmethod
    def _around(
        at: int,
        size: int,
        center: int,
        fine: list[int],
        family: list[int],
        out: list[int],
        spans: list[tuple[int, int]],
    ) -> None:
        for other in range(max(1, at - _FAR), min(size + 1, at + _FAR + 1)):
            if other == at:
                continue
            earlier = other < at
            span = (other, at) if earlier else (at, other)
            wide = _T["family_before"] if earlier else _T["family_after"]
            out.append(feature(wide, center, family[other]))
            spans.append(span)
            if abs(other - at) <= _NEAR:
                near = _T["before"] if earlier else _T["after"]
                out.append(feature(near, center, fine[other]))
                spans.append(span)

    def _clauses(
        self,
        words: Sequence[Word],
        parts: list[str],
        plays: list[int],
        out: list[int],
        spans: list[tuple[int, int]],
    ) -> None:
        """Which telling parts stand under a condition, and what such a clause introduced."""
        number = self._number
        zone = "main"
        introduced: set[str] = set()
        for at, word in enumerate(words, start=1):
            text, plays_here = word.text, parts[at]
            following = parts[at + 1]
            if text in _OPENS or (text in {"should", "had"} and at == 1 and following == "YOU"):
                zone = "condition"
            elif zone == "condition" and (
                text in _BREAKS or (text == "," and following in _RESUMES)
            ):
                zone = "after"
            if plays_here not in _CENTRAL and plays_here != "we":
                continue
            out.append(feature(_T["where"], plays[at], number(zone)))
            spans.append((at, at))
            if plays_here in {"ILL", "TX"}:
                owner = next((b for b in range(max(1, at - 4), at) if parts[b] == "YOUR"), 0)
                if owner:
                    state = "introduced" if word.name in introduced else "new"
                    out.append(feature(_T["owned"], plays[at], number(zone), number(state)))
                    spans.append((owner, at))
                elif zone == "condition":
                    introduced.add(word.name)

    def _whole(
        self,
        parts: list[str],
        fine: list[int],
        before: bool | None,
        out: list[int],
        spans: list[tuple[int, int]],
    ) -> None:
        """What is true of the sentence as a whole, and of those before it."""
        number = self._number
        inside = parts[1:-1]
        present = set(inside)
        reader = "reader" if present & {"YOU", "YOUR", "YOURS"} else "nobody"
        ill = "ill" if "ILL" in present else "well"
        third = "third" if present & _THIRD else "none"
        size = len(inside)
        length = "short" if size < 6 else "middle" if size < 14 else "long"
        whole = [
            feature(_T["holds"], number(reader), number(ill)),
            feature(_T["third"], number(third), number(reader)),
            feature(_T["first"], fine[1]),
            feature(_T["last"], number(inside[-1]) if inside else 0),
            feature(_T["length"], number(length)),
        ]
        if before is not None:
            named = "named" if before else "unnamed"
            whole.append(feature(_T["context"], number(named), number(reader), number(ill)))
        out += whole
        spans += [(1, size)] * len(whole)
        if before:
            for at, plays in enumerate(inside, start=1):
                if plays in _OWN or plays in {"YOU", "YOUR", "YOURS", "KIN"}:
                    out.append(feature(_T["carried"], fine[at]))
                    spans.append((at, at))
