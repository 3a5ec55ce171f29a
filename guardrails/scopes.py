"""What a claim stands under: a condition, an earlier introduction, a modal, a definition.

A rule names these facts in `unless:` and `when:`. Each is a question about one hit in its
sentence; the patterns they rest on are in `lexicons/grammar.yaml`, under `scopes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from guardrails.lexicon import Lexicon, Term
from guardrails.patterns import Compiler
from guardrails.tagger import Tagged

Fact = Callable[["Scopes", Tagged, int, int], bool]
_NAMED = {"COND", "SYMP", "PERSC", "PERSCS", "FUZZY", "XMED", "SYMPLAY", "WEIGHT", "PREG", "DISAB"}

#: What a concept of many kinds ends with: "your infection" may be the flu that was spoken of.
_KINDS = {
    *("infection", "condition", "problem", "problems", "disorder", "illness", "injury", "loss"),
    *("intolerance", "addiction", "fracture", "bone"),
}
#: What so many people have, and so lightly, that it is told of with anything else: "if you have
#: asthma, your hay fever can make it worse". Whether such words are a claim the encoder may doubt.
_EVERYDAY = {
    *("allergy", "allergies", "seasonal allergy", "seasonal allergies", "hay fever", "hayfever"),
    *("pollen allergy", "cold", "common cold", "flu", "dandruff", "acne", "sunburn"),
}

#: Names of facts that are no pattern's.
_CONDITIONAL, _INTRODUCED = "is conditional", "is introduced"
#: Words to either side that a claim may depend on. It keeps a sentence without an end linear.
_REACH = 120
_STATUS = {"PREG", "WEIGHT", "DISAB"}


class Scopes:
    """The facts, for one grammar and lexicon."""

    def __init__(
        self,
        compiler: Compiler,
        patterns: Mapping[str, tuple[str, ...]],
        lexicon: Lexicon,
        begin: str,
        paragraph: str,
    ) -> None:
        self._begin = begin
        self._paragraph = paragraph
        self._lexicon = lexicon
        self._regex = {name: compiler.any_of(lines).regex for name, lines in patterns.items()}

    def sentence(self, tagged: Tagged, at: int) -> tuple[int, int]:
        """First and last sign of the sentence around a position."""
        known = tagged.around.get(at)
        if known is None:
            known = tagged.around[at] = self._bounds(tagged, at)
        return known

    def _bounds(self, tagged: Tagged, at: int) -> tuple[int, int]:
        low, high = max(0, at - _REACH), min(len(tagged.signs), at + _REACH)
        start = tagged.signs.rfind(self._begin, low, at + 1)
        end = tagged.signs.find(self._begin, at + 1, high)
        return start if start >= 0 else low, end if end >= 0 else high

    def holds(self, fact: str, tagged: Tagged, start: int, end: int) -> bool:
        """Whether a fact is true of the hit between two signs."""
        return FACTS[fact](self, tagged, start, end)

    def conditional(self, tagged: Tagged, start: int, _end: int) -> bool:
        """Under "if", "when", "whether" and the like, with no new main clause in between."""
        known = tagged.facts.get((_CONDITIONAL, start, start))
        if known is None:
            known = tagged.facts[_CONDITIONAL, start, start] = self._conditional(tagged, start)
        return known

    def _conditional(self, tagged: Tagged, start: int) -> bool:
        first, _ = self.sentence(tagged, start)
        opened = self._last("openers", tagged, first, start)
        if opened is None:
            return False
        breaks = self._regex["breaks"].search(tagged.signs, opened, start + 1)
        return breaks is None

    def introduced(self, tagged: Tagged, start: int, end: int) -> bool:
        """The same or a broader condition came earlier in the sentence, as a mere possibility."""
        known = tagged.facts.get((_INTRODUCED, start, end))
        if known is None:
            known = tagged.facts[_INTRODUCED, start, end] = self._introduced(tagged, start, end)
        return known

    def _introduced(self, tagged: Tagged, start: int, end: int) -> bool:
        first, _ = self.sentence(tagged, start)
        about = self.term(tagged, start, end)
        if self._introduced_in(tagged, first, start, about):
            return True
        if about is not None and any(
            self._lexicon.covers(about.name, term.name)
            for term in self._possible(tagged, first, start)
        ):
            return True  # "if you have breast cancer, your cancer": who has the one has the other
        if first == 0 or tagged.signs[first - 1] == self._paragraph:
            return False
        before, _ = self.sentence(tagged, first - 1)
        return self._introduced_in(tagged, before, first, about, only="reader_introducers")

    def _introduced_in(
        self, tagged: Tagged, first: int, start: int, about: Term | None, only: str = "introducers"
    ) -> bool:
        opened = self._regex[only].search(tagged.signs, first, start + 1)
        if opened is None:
            return False
        yours = self._regex["possessed"]
        for at in range(opened.start(), start):
            term = tagged.terms.get(at)
            if term is None or any(
                found.end() > at
                for found in yours.finditer(tagged.signs, max(first, at - 6), at + 1)
            ):
                continue
            if about is None or self._covers(term, about):
                return True
        return False

    def introduced_other(self, tagged: Tagged, start: int, end: int) -> bool:
        """The possibility was another condition of the reader's: "If you have asthma, your COPD".

        What is broader or narrower than it may be the same one, and so may what names a kind.
        What anybody may have on any day is no other one.
        """
        about = self.term(tagged, start, end)
        if about is None or about.tag not in _NAMED or about.name.split()[-1] in _KINDS:
            return False
        said = {tagged.written[at] for at in range(start, end) if tagged.terms.get(at) is about}
        if about.tag == "SYMP" or said <= _EVERYDAY:
            return False
        first, _ = self.sentence(tagged, start)
        possible = self._possible(tagged, first, start)
        covers = self._lexicon.covers
        return bool(possible) and not any(
            covers(term.name, about.name)
            or covers(about.name, term.name)
            or term.name.split()[-1] in _KINDS
            for term in possible
        )

    def _possible(self, tagged: Tagged, first: int, start: int) -> list[Term]:
        """What a sentence begins by supposing of the reader, up to a sign."""
        opened = self._regex["reader_introducers"].search(tagged.signs, first, start + 1)
        if opened is None:
            return []
        terms = (tagged.terms.get(at) for at in range(opened.start(), start))
        return [term for term in terms if term is not None and term.tag in _NAMED]

    def postposed(self, tagged: Tagged, start: int, end: int) -> bool:
        """A condition follows: "You have anemia if your blood has too few red cells"."""
        _, last = self.sentence(tagged, start)
        return self._regex["postposed"].match(tagged.signs, end, last) is not None

    def modal(self, tagged: Tagged, start: int, end: int) -> bool:
        """Under may, might, can, could or would."""
        return self._regex["modals"].search(tagged.signs, start, end) is not None

    def term(self, tagged: Tagged, start: int, end: int) -> Term | None:
        """What the hit is about: its last condition, or its last known term."""
        found: Term | None = None
        for at in range(end - 1, start - 1, -1):
            term = tagged.terms.get(at)
            if term is not None and term.tag in _NAMED:
                return term
            found = found or term
        return found

    def named(self, tagged: Tagged, start: int, pattern: str) -> bool:
        """Whether a named scope pattern stands anywhere in the sentence of the hit."""
        first, last = self.sentence(tagged, start)
        known = tagged.facts.get((pattern, start, start))
        if known is None:
            found = self._regex[pattern].search(tagged.signs, first, last)
            known = tagged.facts[pattern, start, start] = found is not None
        return known

    def _last(self, name: str, tagged: Tagged, first: int, before: int) -> int | None:
        found = None
        for match in self._regex[name].finditer(tagged.signs, first, before + 1):
            if match.end() <= before:  # one more sign, so that a pattern may look ahead at the hit
                found = match.end()
        return found

    def _covers(self, earlier: Term, later: Term) -> bool:
        if earlier.tag == "UNN" or later.tag not in _NAMED:
            return True  # "if you have asthma, keep your inhaler with you"
        if earlier.tag == later.tag and earlier.tag in _STATUS:
            return True  # "once you are pregnant, ... your pregnancy"
        return self._lexicon.covers(earlier.name, later.name)


def _sentence_has(pattern: str) -> Fact:
    def fact(scopes: Scopes, tagged: Tagged, start: int, _end: int) -> bool:
        return scopes.named(tagged, start, pattern)

    return fact


FACTS: dict[str, Fact] = {
    "conditional": Scopes.conditional,
    "introduced": Scopes.introduced,
    "introduced_other": Scopes.introduced_other,
    "postposed": Scopes.postposed,
    "modal": Scopes.modal,
    "provided": _sentence_has("proviso"),  # "your inhaler, if you use one"
    "generic": _sentence_has("generic"),
    "conditional_sentence": _sentence_has("conditional_any"),
    "licensed": _sentence_has("licences"),
    "advice": _sentence_has("advice"),
    "reported": _sentence_has("reported"),
}
