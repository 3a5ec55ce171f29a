"""Turns the words of a text into the signs that rules are matched against.

Sentence and paragraph marks, known terms as one sign each, shapes for words that nobody listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from guardrails.alphabet import Alphabet
from guardrails.cutting import Cutter
from guardrails.fuzzy import Speller
from guardrails.lexicon import Form, Lexicon, Term

_SENTENCE_ENDS = {".", "?", "!", "?!", "!!", "??", "!?"}
_SHOUT = {"?!": "?", "!!": "!", "??": "?", "!?": "?", "—": "--", "–": "--", "…": "...", "‐": "-"}  # noqa: RUF001 - dashes as people type them
#: Endings that make an unknown word a likely condition, beside a reader cue.
_MEDICAL = re.compile(
    r".{3,}(?:itis|emia|aemia|osis|opathy|oma|algia|plegia|phobia|otomy|ectomy|rrhea|sclerosis"
    r"|trophy|uria|penia|plasia|oedema|edema|syndrome|megaly)\Z"
)
_ADJECTIVE = re.compile(r".{2,}(?:ic|al|ive|ous|ed|ary|ly|ful|less|able|ible|ish|ent|ant)\Z")
#: Behind these a capitalised word is somebody's name, whatever else it means: "Dr. Walker".
_TITLES = {"dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "prof", "prof."}
_LONGEST_WORD = 60
_REMEMBERED = 50_000


@dataclass(slots=True)
class Tagged:
    """A text as signs. Index `i` of `signs` stands for characters `starts[i]` to `ends[i]`."""

    text: str
    signs: str
    starts: list[int]
    ends: list[int]
    terms: dict[int, Term] = field(default_factory=dict)
    #: The word or term behind each sign, in lower case; empty for a mark.
    written: list[str] = field(default_factory=list)
    #: What the scopes have found out, by what was asked: many hits stand in one place.
    around: dict[int, tuple[int, int]] = field(default_factory=dict, compare=False)
    facts: dict[tuple[str, int, int], bool] = field(default_factory=dict, compare=False)

    def words(self, start: int, end: int) -> str:
        """The text between two signs."""
        return self.text[self.starts[start] : self.ends[end - 1]] if end > start else ""


@dataclass(frozen=True, slots=True)
class _Unlisted:
    """A word that nobody listed: its sign, the one with a capital inside a sentence, its term."""

    sign: str
    capital: str
    term: Term | None = None


class Tagger:
    """Text to signs, for one alphabet and one lexicon. Safe to use from several threads."""

    def __init__(
        self, alphabet: Alphabet, lexicon: Lexicon, speller: Speller, cutter: Cutter
    ) -> None:
        self._alphabet = alphabet
        self._lexicon = lexicon
        self._speller = speller
        self._cutter = cutter
        self._listed = {**alphabet.word, **{w: alphabet.word[m] for w, m in _SHOUT.items()}}
        self._unlisted: dict[str, _Unlisted] = {}
        self._number, self._symbol = (
            _Unlisted(alphabet.shape[name], alphabet.shape[name]) for name in ("NUM", "SYM")
        )
        #: Words that are the same wherever they stand: no term begins with them, no sentence ends.
        self._alone = {
            word: sign
            for word, sign in self._listed.items()
            if word not in lexicon.by_first and word not in _SENTENCE_ENDS
        }

    def tag(self, text: str) -> Tagged:
        """Linear in the length of the text."""
        words, starts, ends = self._cutter.cut(text)
        if "\n" in text:
            words, starts, ends = _joined_lines(text, words, starts, ends)
        return self._sign(text, words, starts, ends)

    def _sign(self, text: str, words: list[str], starts: list[int], ends: list[int]) -> Tagged:
        alone, known, tags = self._alone, self._listed, self._alphabet.tag
        named, other = self._alphabet.term, self._alphabet.shape["X"]
        first_words = self._lexicon.by_first
        begin, paragraph = self._alphabet.begin, self._alphabet.paragraph
        signs, written = [begin], [""]
        out_starts, out_ends = [0], [0]
        terms: dict[int, Term] = {}

        def spelled(i: int, j: int) -> str:
            return text[starts[i] : ends[j - 1]]

        def mark(sign: str, place: int) -> None:
            signs.append(sign)
            written.append("")
            out_starts.append(place)
            out_ends.append(place)

        after, count = 0, len(words)  # after: where the words of the last term end
        breaks = "\n" in text  # or no word is of blanks
        fresh = True  # at the beginning of a sentence
        for at, word in enumerate(words):
            if at < after:
                continue
            sign = alone.get(word)
            if sign is not None:
                signs.append(sign)
                written.append(word)
                out_starts.append(starts[at])
                out_ends.append(ends[at])
                fresh = False
                continue
            if breaks and word.isspace():
                if not fresh:
                    if word.count("\n") > 1:
                        mark(paragraph, starts[at])
                    mark(begin, starts[at])
                    fresh = True
                continue
            plain, after = word, at + 1
            form = self._lexicon.longest(words, at, spelled) if word in first_words else None
            if form is not None and at and words[at - 1] in _TITLES and _is_name(spelled, at, form):
                form = None
            if form is not None:
                after = at + len(form.words)
                if after > at + 1:
                    plain = spelled(at, after).lower()
                if form.term.tag == "NONE":
                    sign = named.get(form.words, other)
                else:
                    terms[len(signs)] = form.term
                    sign = named.get(form.words) or tags[form.term.labels]
            else:
                listed = known.get(word)
                if listed is None:
                    found = self._unlisted.get(word) or self._unknown(word)
                    capital = not fresh and text[starts[at]].isupper()
                    sign = found.capital if capital else found.sign
                    if found.term is not None:
                        terms[len(signs)] = found.term
                else:
                    sign = listed
            signs.append(sign)
            written.append(plain)
            out_starts.append(starts[at])
            out_ends.append(ends[after - 1])
            fresh = False
            if word in _SENTENCE_ENDS and after < count:
                mark(begin, ends[after - 1])
                fresh = True
        return Tagged(text, "".join(signs), out_starts, out_ends, terms, written)

    def _unknown(self, word: str) -> _Unlisted:
        """What an unlisted word is by its letters. Remembered: guessing costs many look-ups."""
        if word[0].isdigit():
            return self._number
        if not word[0].isalpha() or len(word) > _LONGEST_WORD:
            return self._symbol
        found = self._guessed(word)
        if len(self._unlisted) >= _REMEMBERED:
            self._unlisted = {}
        self._unlisted[word] = found
        return found

    def _guessed(self, word: str) -> _Unlisted:
        shapes = self._alphabet.shape
        meant = self._speller.correct(word)
        if meant is not None:
            sign = self._alphabet.tag[f"FUZZY {meant.also}".strip()]
            return _Unlisted(sign, sign, meant)
        if _MEDICAL.match(word):
            return _Unlisted(shapes["XMED"], shapes["XMED"], Term(word, "XMED"))
        return _Unlisted(shapes["XADJ" if _ADJECTIVE.match(word) else "X"], shapes["XC"])


def _is_name(spelled: Callable[[int, int], str], at: int, form: Form) -> bool:
    """Whether a term behind a title is a surname: one word, written as names are, and so is the
    title ("MS Walker Fund" may speak of multiple sclerosis)."""
    return (
        len(form.words) == 1 and spelled(at, at + 1).istitle() and not spelled(at - 1, at).isupper()
    )


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
