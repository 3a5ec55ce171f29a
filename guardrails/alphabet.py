"""Turns words into single characters, so that a rule can be one regular expression over a text.

Every word that a rule or a word class mentions has a fixed set of labels: its classes, and itself.
Words with the same labels share one character; so do all terms of one lexicon tag, and all words
that nobody mentions. A 60-word text becomes a string of 60 characters, a rule an expression over
character sets, and matching costs microseconds. spaCy's own `Matcher` was tried first and took 1.4
ms for 400 patterns over the same text; twice as many take a tenth of that here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

#: Private characters, and of the first plane: only there does `re` look a set up in one step.
FIRST = 0xE000

#: Labels for words that no class and no rule mentions, by their shape.
UNKNOWN = ("X", "XC", "XADJ", "XMED", "NUM", "SYM")
#: Where a sentence or a paragraph begins; a rule's "any word" never crosses them.
BEGIN, PARAGRAPH = "BEGIN", "PARA"
#: Marks that end a sentence. They are words too: a rule can ask for QM.
MARKS: Mapping[str, str] = {
    ".": "STOP",
    "?": "QM",
    "!": "EXCL",
    ",": "COMMA",
    ";": "SEMI",
    ":": "COLON",
    "-": "HYPHEN",
    "--": "DASH",
    "(": "LPAR",
    ")": "RPAR",
    '"': "QUOTE",
    "/": "SLASH",
    "&": "AMP",
    "...": "DOTS",
    "'": "APOS",
    "*": "STAR",
    "•": "STAR",
    "%": "PERCENT",
    "#": "HASH",
    "+": "PLUS",
}
BOUNDARIES = (BEGIN, PARAGRAPH, "STOP", "QM", "EXCL")


class Alphabet:
    """The characters that stand for words, tags and marks in one built guard."""

    def __init__(
        self,
        classes: Mapping[str, frozenset[str]],
        literals: Iterable[tuple[str, ...]],
        tags: Iterable[str],
        terms: Mapping[tuple[str, ...], str],
    ) -> None:
        """`literals` are words and phrases that rules name; `terms` are those of them, and of the
        words of classes, that the lexicons hold, with their labels."""
        labels: dict[str, set[str]] = defaultdict(set)
        for name, words in classes.items():
            for word in words:
                labels[word].add(name)
        for run in literals:
            if len(run) == 1:
                labels[run[0]].add("=" + run[0])

        def classes_of(term: tuple[str, ...]) -> list[str]:
            return [name for name, words in classes.items() if term[0] in words and len(term) == 1]

        self._signs: dict[frozenset[str], str] = {}
        self._members: dict[str, set[str]] = defaultdict(set)
        self.word: dict[str, str] = {}
        for mark, name in MARKS.items():
            self.word[mark] = self._sign(frozenset({name} | labels.pop(mark, set())))
        for word, names in sorted(labels.items()):
            if all(name.startswith("=") for name in names) and word.isalpha():
                names = {*names, "X"}  # named by a rule, and still an ordinary word to all others
            elif word.isdigit():
                names = {*names, "NUM"}  # and so is a number
            self.word[word] = self._sign(frozenset(names))
        self.tag = {tag: self._sign(frozenset(tag.split())) for tag in sorted(set(tags))}
        # a term that a rule or a class names has a sign of its own, which is one of its tag's too
        self.term = {
            term: self._sign(
                frozenset({"=" + " ".join(term), *(labels_of.split() or "X"), *classes_of(term)})
            )
            for term, labels_of in sorted(terms.items())
        }
        self.shape = {name: self._sign(frozenset({name})) for name in UNKNOWN}
        self.begin = self._sign(frozenset({BEGIN}))
        self.paragraph = self._sign(frozenset({PARAGRAPH}))
        self.boundaries = frozenset().union(*(self._members[name] for name in BOUNDARIES))

    @property
    def size(self) -> int:
        """How many characters there are, from FIRST on."""
        return len(self._signs)

    def _sign(self, names: frozenset[str]) -> str:
        sign = self._signs.get(names)
        if sign is None:
            sign = self._signs[names] = chr(FIRST + len(self._signs))
            for name in names:
                self._members[name].add(sign)
        return sign

    def signs(self, name: str) -> frozenset[str]:
        """The characters carrying a label; `=word` for a literal. Empty for an unknown label."""
        return frozenset(self._members.get(name, ()))
