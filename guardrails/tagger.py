"""Cuts text into words and turns them into the signs that rules are matched against.

spaCy's tokenizer cuts (it knows contractions and abbreviations); the rest is ours: sentence and
paragraph marks, known terms as one sign each, shapes for words that nobody listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import spacy
from spacy.language import Language

from guardrails.alphabet import Alphabet
from guardrails.fuzzy import Speller
from guardrails.lexicon import Lexicon, Term

#: spaCy keeps every distinct string it meets. A service that runs for months must not: past this
#: many, the tokenizer is built anew. It also bounds how long words of a text stay in memory.
_MOST_STRINGS = 300_000
_SENTENCE_ENDS = {".", "?", "!", "?!", "!!", "??", "!?"}
_SHOUT = {"?!": "?", "!!": "!", "??": "?", "!?": "?", "—": "--", "–": "--", "…": "...", "‐": "-"}  # noqa: RUF001 - dashes as people type them
#: Endings that make an unknown word a likely condition, beside a reader cue.
_MEDICAL = re.compile(
    r".{3,}(?:itis|emia|aemia|osis|opathy|oma|algia|plegia|phobia|otomy|ectomy|rrhea|sclerosis"
    r"|trophy|uria|penia|plasia|oedema|edema|syndrome|megaly)\Z"
)
_ADJECTIVE = re.compile(r".{2,}(?:ic|al|ive|ous|ed|ary|ly|ful|less|able|ible|ish|ent|ant)\Z")
_LONGEST_WORD = 60
_LONG_RUN = re.compile(r"\S{120,}")
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(slots=True)
class Tagged:
    """A text as signs. Index `i` of `signs` stands for characters `starts[i]` to `ends[i]`."""

    text: str
    signs: str
    starts: list[int]
    ends: list[int]
    terms: dict[int, Term] = field(default_factory=dict)
    _begins: list[int] = field(default_factory=list)

    def words(self, start: int, end: int) -> str:
        """The text between two signs."""
        return self.text[self.starts[start] : self.ends[end - 1]] if end > start else ""


class Tagger:
    """Text to signs, for one alphabet and one lexicon. Safe to use from several threads."""

    def __init__(
        self, alphabet: Alphabet, lexicon: Lexicon, speller: Speller, nlp: Language
    ) -> None:
        self._alphabet = alphabet
        self._lexicon = lexicon
        self._speller = speller
        self._nlp = nlp

    def tag(self, text: str) -> Tagged:
        """Linear in the length of the text."""
        words, starts, ends = self._cut(text)
        if "\n" in text:
            words, starts, ends = _joined_lines(text, words, starts, ends)
        return self._sign(text, words, starts, ends)

    def _cut(self, text: str) -> tuple[list[str], list[int], list[int]]:
        if _LONG_RUN.search(text):  # spaCy's tokenizer is quadratic in a run without blanks
            return _cut_plainly(text)
        nlp = self._fresh()
        doc = nlp.make_doc(text)
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for token in doc:
            if token.is_space and "\n" not in token.text:
                continue  # a doubled blank must not split a term
            start = token.idx
            words.append(token.lower_)
            starts.append(start)
            ends.append(start + len(token))
        return words, starts, ends

    def _fresh(self) -> Language:
        if len(self._nlp.vocab.strings) > _MOST_STRINGS:
            self._nlp = spacy.blank("en")
        return self._nlp

    def _sign(self, text: str, words: list[str], starts: list[int], ends: list[int]) -> Tagged:
        known, tags, shapes = self._alphabet.word, self._alphabet.tag, self._alphabet.shape
        first_words = self._lexicon.by_first
        begin, paragraph = self._alphabet.begin, self._alphabet.paragraph
        signs = [begin]
        out_starts, out_ends = [0], [0]
        terms: dict[int, Term] = {}

        def spelled(i: int, j: int) -> str:
            return text[starts[i] : ends[j - 1]]

        at, count = 0, len(words)
        fresh = True  # at the beginning of a sentence
        while at < count:
            word = words[at]
            size = 1
            if word.isspace():
                if not fresh:
                    signs.append(paragraph if word.count("\n") > 1 else begin)
                    out_starts.append(starts[at])
                    out_ends.append(starts[at])
                    if signs[-1] == paragraph:
                        signs.append(begin)
                        out_starts.append(starts[at])
                        out_ends.append(starts[at])
                    fresh = True
                at += 1
                continue
            form = self._lexicon.longest(words, at, spelled) if word in first_words else None
            if form is not None and form.term.tag != "NONE":
                size = len(form.words)
                terms[len(signs)] = form.term
                sign = tags[form.term.labels]
            elif form is not None:
                size = len(form.words)
                sign = shapes["X"]
            else:
                word = _SHOUT.get(word, word)
                found = known.get(word)
                if found is None:
                    sign = self._unknown(word, text[starts[at]], fresh, len(signs), terms)
                else:
                    sign = found
            signs.append(sign)
            out_starts.append(starts[at])
            out_ends.append(ends[at + size - 1])
            fresh = False
            at += size
            if word in _SENTENCE_ENDS and at < count:
                signs.append(begin)
                out_starts.append(ends[at - 1])
                out_ends.append(ends[at - 1])
                fresh = True
        return Tagged(text, "".join(signs), out_starts, out_ends, terms)

    def _unknown(self, word: str, first: str, fresh: bool, at: int, terms: dict[int, Term]) -> str:
        shapes = self._alphabet.shape
        if word[0].isdigit():
            return shapes["NUM"]
        if not word[0].isalpha() or len(word) > _LONGEST_WORD:
            return shapes["SYM"]
        meant = self._speller.correct(word)
        if meant is not None:
            terms[at] = meant
            return self._alphabet.tag[f"FUZZY {meant.also}".strip()]
        if _MEDICAL.match(word):
            terms[at] = Term(word, "XMED")
            return shapes["XMED"]
        if first.isupper() and not fresh:
            return shapes["XC"]
        return shapes["XADJ"] if _ADJECTIVE.match(word) else shapes["X"]


def _joined_lines(
    text: str, words: list[str], starts: list[int], ends: list[int]
) -> tuple[list[str], list[int], list[int]]:
    """Without the line breaks that only wrap a sentence, so that a term may run over two lines."""
    keep = [
        at
        for at, word in enumerate(words)
        if not word.isspace() or word.count("\n") > 1 or _new_line_starts(words, at, text, starts)
    ]
    return [words[i] for i in keep], [starts[i] for i in keep], [ends[i] for i in keep]


def _new_line_starts(words: list[str], at: int, text: str, starts: list[int]) -> bool:
    """Whether a single line break separates two lines, or only wraps one sentence.

    A heading or a list item is followed by a capital or a bullet and does not end in a comma.
    """
    if at + 1 >= len(words) or (
        at and words[at - 1] in {",", "and", "or", "the", "a", "of", "your"}
    ):
        return False
    first = text[starts[at + 1]]
    return first.isupper() or first in '-*•·#0123456789"“'


def _cut_plainly(text: str) -> tuple[list[str], list[int], list[int]]:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in re.finditer(r"\n\s*|\w+|[^\w\s]", text):
        words.append(found.group().lower())
        starts.append(found.start())
        ends.append(found.end())
    return words, starts, ends
