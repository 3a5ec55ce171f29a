"""Patterns in spaCy's own token format, for people who know it: the `tokens:` of a rule.

spaCy's `Matcher` runs them over the words of each sentence that holds a word or a tag which one of
them cannot do without. What needs a trained model (lemmas, parts of speech) is refused: the guard
has none. In its place stands `_: {tag: COND}`, a word of the guard's own lexicons.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.errors import MatchPatternError
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from guardrails.alphabet import Alphabet
from guardrails.cutting import MOST_STRINGS, Cutter, english
from guardrails.patterns import PatternError
from guardrails.second import sentences
from guardrails.tagger import Tagged

_FREE = frozenset(
    (
        *("ORTH", "TEXT", "LOWER", "LENGTH", "SHAPE", "IS_ALPHA", "IS_ASCII", "IS_DIGIT"),
        *("IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_STOP", "IS_SENT_START"),
        *("IS_CURRENCY", "IS_QUOTE", "IS_BRACKET", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT"),
        *("LIKE_NUM", "LIKE_URL", "LIKE_EMAIL"),
    )
)
_NEED_A_MODEL = frozenset(
    ["LEMMA", "POS", "TAG", "DEP", "MORPH", "ENT_TYPE", "ENT_ID", "ENT_IOB", "ENT_KB_ID"]
)
_COUNTED = re.compile(r"\{(\d)(?:,(\d))?\}")
#: `{0,8}` alone has 256 ways to stand; the sum over one pattern is bounded, so that none runs away.
_MOST_OPTIONAL = 8
#: Whether each needs a word.
_OPS = {"!": False, "?": False, "*": False, "+": True}
_REPEATS_WITHIN = re.compile(r"[*+}][^()]*\)[*+{]")
#: A match has at most half as many words as are read at once, for `*` costs their square.
_WINDOW, _STEP = 60, 30
_LONGEST_WORD = 60
_NO_TERM = "-"
#: Attributes that say how a word is written.
_WRITTEN = frozenset({"ORTH", "TEXT", "LOWER"})

Pattern = Sequence[Mapping[str, Any]]
#: The lexicon tags that a name stands for; raises PatternError for one that stands for none.
Tags = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Need:
    """One of these words, in lower case, or one of these tags."""

    words: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()


class TokenPatterns:
    """Some patterns, known by their number. Safe to share between threads."""

    def __init__(
        self, patterns: Sequence[Pattern], tags: Tags, cutter: Cutter, alphabet: Alphabet
    ) -> None:
        self._patterns = [_for_spacy(pattern, tags) for pattern in patterns]
        self._cutter = cutter
        self._alphabet = alphabet
        self._ready = self._made(english().vocab) if patterns else None
        needs = [_need(pattern, tags) for pattern in patterns]
        #: Whether some pattern may match any sentence; else one of these words or tags is in it.
        self._any = None in needs
        self._words, self._tags = (
            frozenset().union(*(getattr(need, kind) for need in needs if need is not None))
            for kind in ("words", "tags")
        )

    def find(
        self, tagged: Tagged, check_time: Callable[[], None]
    ) -> Iterator[tuple[int, int, int]]:
        """Of each match its pattern, its first sign, and the sign after its last.

        A match stays within its sentence, as everywhere in the rules.
        """
        if self._ready is None:
            return
        for first, end in sentences(tagged, self._alphabet):
            words = self._written(tagged, first, end)
            if not self._worth(tagged, words, first, end):
                continue
            for low in range(0, max(1, len(words) - _STEP), _STEP):
                check_time()
                yield from self._found(tagged, words[low : low + _WINDOW], fresh=low == 0)

    def _written(self, tagged: Tagged, first: int, end: int) -> list[tuple[str, int]]:
        """The words of a sentence as they are written, and where they start."""
        low = tagged.starts[first]
        text = tagged.text[low : tagged.ends[end - 1]]
        return [
            (text[start : min(stop, start + _LONGEST_WORD)], low + start)
            for word, start, stop in zip(*self._cutter.cut(text), strict=True)
            if not word.isspace()
        ]

    def _worth(
        self, tagged: Tagged, words: Sequence[tuple[str, int]], first: int, end: int
    ) -> bool:
        """Whether a sentence holds what at least one pattern needs."""
        return (
            self._any
            or not self._words.isdisjoint(word.lower() for word, _ in words)
            or any(term.tag in self._tags for at, term in tagged.terms.items() if first <= at < end)
        )

    def _found(
        self, tagged: Tagged, words: Sequence[tuple[str, int]], *, fresh: bool
    ) -> Iterator[tuple[int, int, int]]:
        vocab, matcher = self._fresh()
        signs = [bisect_right(tagged.starts, start) - 1 for _, start in words]
        terms = [tagged.terms.get(sign) for sign in signs]
        doc = Doc(
            vocab,
            words=[word for word, _ in words],
            tags=[term.tag if term is not None else _NO_TERM for term in terms],
            sent_starts=[fresh and at == 0 for at in range(len(words))],
        )
        for key, start, end in matcher(doc):
            yield int(vocab.strings[key]), signs[start], signs[end - 1] + 1

    def _fresh(self) -> tuple[Vocab, Matcher]:
        """The matcher; made anew when its words have become too many, as the tokenizer is."""
        assert self._ready is not None
        if len(self._ready[0].strings) > MOST_STRINGS:
            self._ready = self._made(spacy.blank("en").vocab)
        return self._ready

    def _made(self, vocab: Vocab) -> tuple[Vocab, Matcher]:
        matcher = Matcher(vocab, validate=True)
        for number, pattern in enumerate(self._patterns):
            matcher.add(str(number), [pattern], greedy="LONGEST")
        return vocab, matcher


def check(pattern: Pattern, tags: Tags) -> None:
    """Raises PatternError for a pattern that cannot be used, and says what to write instead."""
    for token in pattern:
        for name, value in token.items():
            _check_attribute(name, value, tags)
    counted = [_counted(str(token.get("OP", "{1}"))) for token in pattern]
    if not any(needed for needed, _ in counted):
        raise PatternError("it needs no word at all; leave OP out of at least one word")
    if sum(spare for _, spare in counted) > _MOST_OPTIONAL:
        raise PatternError(f"more than {_MOST_OPTIONAL} words may be missing; use '*' instead")
    try:
        Matcher(english().vocab, validate=True).add("check", [_for_spacy(pattern, tags)])
    except MatchPatternError as error:
        raise PatternError(
            "; ".join(line.strip() for line in str(error).split("\n- ")[1:])
        ) from None
    except (ValueError, TypeError, re.error) as error:
        raise PatternError(f"spaCy cannot use it: {error}") from None


def _check_attribute(name: str, value: Any, tags: Tags) -> None:
    if name in _NEED_A_MODEL:
        raise PatternError(
            f"{name} needs a trained model, which the guard does not have; list the words with "
            "LOWER: {IN: [...]}, or ask for a tag of the lexicons with _: {tag: COND}"
        )
    if name == "_":
        _tags(value, tags)
    elif name not in _FREE and name != "OP":
        raise PatternError(f"{name} is no attribute to match; use {', '.join(sorted(_FREE))} or _")
    expression = value.get("REGEX") if isinstance(value, Mapping) else None
    if isinstance(expression, str) and _REPEATS_WITHIN.search(expression):
        raise PatternError(f"{expression!r} repeats a group that repeats within, and may run away")


def _counted(op: str) -> tuple[bool, int]:
    """Whether an OP needs a word, and how many more it counts up to."""
    if op in _OPS:
        return _OPS[op], 0
    found = _COUNTED.fullmatch(op)
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not low <= high <= _MOST_OPTIONAL or high == 0:
        raise PatternError(
            f"OP {op!r} is none of !, ?, *, +, {{n}} and {{n,m}} with numbers to {_MOST_OPTIONAL}"
        )
    return low > 0, high - low


def _tags(value: Any, tags: Tags) -> list[str]:
    """The tags that `_: {tag: ...}` names: one, or several with IN."""
    named = value.get("tag") if isinstance(value, Mapping) and len(value) == 1 else None
    names = named.get("IN") if isinstance(named, Mapping) and len(named) == 1 else [named]
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise PatternError(
            "_ holds one thing, as in _: {tag: COND} or _: {tag: {IN: [COND, DRUG]}}"
        )
    return sorted(frozenset().union(*(tags(name) for name in names)))


def _need(pattern: Pattern, tags: Tags) -> _Need | None:
    """What a sentence must hold for a pattern to match; None where that cannot be told.

    Of several words that the pattern needs, the one that has the fewest ways to be written; a tag
    only where it needs no word.
    """
    words: list[frozenset[str]] = []
    tagged: list[frozenset[str]] = []
    for token in pattern:
        if not _counted(str(token.get("OP", "{1}")))[0]:
            continue
        for name, value in token.items():
            among = value.get("IN") if isinstance(value, Mapping) else [value]
            if name in _WRITTEN and isinstance(among, list):
                words.append(frozenset(str(word).lower() for word in among))
            elif name == "_":
                tagged.append(frozenset(_tags(value, tags)))
    if words:
        return _Need(words=min(words, key=len))
    return _Need(tags=min(tagged, key=len)) if tagged else None


def _for_spacy(pattern: Pattern, tags: Tags) -> list[dict[str, Any]]:
    """A pattern with the lexicons' tags in the place where spaCy looks for parts of speech."""
    return [
        {
            ("TAG" if name == "_" else name): {"IN": _tags(value, tags)} if name == "_" else value
            for name, value in token.items()
        }
        for token in pattern
    ]
