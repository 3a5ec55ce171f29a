"""The small language that rules are written in, compiled to expressions over the alphabet.

A pattern is a line of elements between blanks::

    YOUR MOD{0,3} COND ~( RISKWORD )

`CAPITALS` is a word class, a lexicon tag or a macro; `lower` a word; `a|B` either; `!a|B` any word
but those; `.` any word; `a_b|c` the words a b, or c. A word or a phrase may be a term of the
lexicons too: `heart_attack` is that term alone, `COND` any of its kind. `?`, `*` (up to eight) and
`{m,n}` repeat. `( a b | c )` groups; `~(` looks ahead and refuses, `=(` looks ahead and insists;
`<~a|B` refuses the word before. `^` and `$` are the ends of a sentence. Every
repetition is bounded, so that no pattern can run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from guardrails.alphabet import BEGIN, PARAGRAPH, Alphabet
from guardrails.lexicon import Lexicon

_QUANTIFIER = re.compile(r"(\?|\*|\{\d,\d{1,2}\})$")
_LONGEST_GAP = 24
_BEGINNING = re.compile(rf"(?<![A-Z])(?:{BEGIN}|{PARAGRAPH})(?![A-Z])")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says which element and why."""


@dataclass(frozen=True)
class Expression:
    """A regular expression over signs, compiled when a text first needs it.

    Compiling all of a guard's took longer than the rest of its building, and most texts need few.
    """

    body: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Raises re.error where the body is none."""
        return re.compile(self.body)


@dataclass(frozen=True)
class Compiled(Expression):
    """One pattern: its expression, and for each word that it cannot do without, the signs of it."""

    source: str
    needs: tuple[frozenset[str], ...]
    #: Whether it may reach over the beginning of a sentence, because it names one.
    crosses: bool = False


def split(pattern: str, macros: Mapping[str, str]) -> list[str]:
    """The elements of a pattern, with its macros written out (macros may use macros)."""
    return _expand(pattern.split(), macros, 0)


def _expand(elements: list[str], macros: Mapping[str, str], depth: int) -> list[str]:
    if depth > 6:
        raise PatternError("macros use each other in a circle")
    out: list[str] = []
    for element in elements:
        name, quantifier = _strip_quantifier(element)
        inline = _inlined(name, macros)
        if inline != name:
            out += _expand([inline + quantifier], macros, depth + 1)
        elif name in macros:
            out += ["(", *_expand(macros[name].split(), macros, depth + 1), ")" + quantifier]
        else:
            out.append(element)
    return out


def _inlined(name: str, macros: Mapping[str, str]) -> str:
    """Macros that are one element (a list of alternatives) may stand among alternatives."""
    lead = re.match(r"(?:<~|!)?", name)
    head = lead.group() if lead else ""
    parts = [
        macros[p] if " " not in macros.get(p, " ") else p for p in name[len(head) :].split("|")
    ]
    return head + "|".join(parts)


def _strip_quantifier(element: str) -> tuple[str, str]:
    found = _QUANTIFIER.search(element)
    if found is None or len(element) == len(found.group()):
        return element, ""
    return element[: found.start()], found.group()


def literals(pattern: str, macros: Mapping[str, str]) -> set[tuple[str, ...]]:
    """The plain words that a pattern names, and every run of them within its phrases."""
    runs: set[tuple[str, ...]] = set()
    for element in split(pattern, macros):
        name, _ = _strip_quantifier(element)
        for part in name.lstrip("<~!").split("|"):
            words = [word for word in part.split("_") if word]
            for start, end in combinations(range(len(words) + 1), 2):
                if all(map(_is_plain, words[start:end])):
                    runs.add(tuple(words[start:end]))
    return runs


def split_term(pattern: str, macros: Mapping[str, str], lexicon: Lexicon) -> str:
    """What is wrong where the words of one term are elements of their own; empty if none are.

    They would never meet, because a term is one sign.
    """
    form = lexicon.split_over([frozenset(e.split("|")) for e in split(pattern, macros)])
    if form is None:
        return ""
    tag = form.term.tag
    or_tag = f", or {tag} for any of its kind" if tag != "NONE" else ""
    return (
        f"{' '.join(form.words)!r} is one term of the lexicons ({tag}), so its words never meet as "
        f"elements; write {'_'.join(form.words)}{or_tag}"
    )


def _is_plain(word: str) -> bool:
    return not is_label(word) and word[0] not in "()=.^$"


def is_label(word: str) -> bool:
    """Whether a name is a class, tag or macro, and not a plain word such as `911` or `'s`."""
    return word[:1].isalpha() and word == word.upper()


class Compiler:
    """Compiles patterns for one alphabet; elements are cached, because rules repeat them."""

    def __init__(self, alphabet: Alphabet, macros: Mapping[str, str]) -> None:
        self.alphabet = alphabet
        self._macros = macros
        self._sets: dict[str, tuple[str, frozenset[str]]] = {}
        self._edge = _char_set(alphabet.boundaries)

    def compile(self, pattern: str) -> Compiled:
        """Raises PatternError, naming the element that is wrong."""
        elements = split(pattern, self._macros)
        body, needs = self._whole(elements)
        ordered = tuple(sorted(needs, key=len))
        # `.` and `!a` never match a beginning; so only what names it can
        crosses = any(map(_BEGINNING.search, elements))
        return Compiled(body, pattern, ordered, crosses)

    def any_of(self, patterns: Iterable[str]) -> Expression:
        """One expression for several patterns. Raises PatternError."""
        return Expression(
            "|".join(f"(?:{self._whole(split(pattern, self._macros))[0]})" for pattern in patterns)
        )

    def tags(self, name: str) -> frozenset[str]:
        """The lexicon tags behind a tag or a macro (`COND`, `ILL`). Raises PatternError."""
        known = {labels.split()[0] for labels in self.alphabet.tag}
        found = frozenset(
            part for element in split(name, self._macros) for part in element.split("|")
        )
        if not found <= known or not found:
            raise PatternError(f"{name!r} is no lexicon tag, nor a macro of such tags")
        return found

    def _whole(self, elements: list[str]) -> tuple[str, list[frozenset[str]]]:
        if not elements:
            raise PatternError("the pattern is empty")
        body, needs, rest = self._sequence(elements, 0)
        if rest != len(elements):
            raise PatternError("a ')' without its '('")
        return body, needs

    def _sequence(self, elements: list[str], at: int) -> tuple[str, list[frozenset[str]], int]:
        """Reads up to an unmatched ')' or the end: expression, needed signs, next position."""
        branches: list[str] = []
        needs_of: list[list[frozenset[str]]] = []
        body, needs = "", list[frozenset[str]]()
        while at < len(elements) and not elements[at].startswith(")"):
            element = elements[at]
            if element == "|":
                branches.append(body)
                needs_of.append(needs)
                body, needs = "", []
                at += 1
            elif element.endswith("("):
                text, inner, at = self._group(elements, at)
                body += text
                needs += inner
            else:
                text, inner = self._element(element)
                body += text
                needs += inner
                at += 1
        if not branches:
            return body, needs, at
        needs_of.append(needs)
        return "|".join([*branches, body]), _needs_of_any(needs_of), at

    def _group(self, elements: list[str], at: int) -> tuple[str, list[frozenset[str]], int]:
        opener = elements[at]
        body, needs, end = self._sequence(elements, at + 1)
        if end >= len(elements):
            raise PatternError("a '(' without its ')'")
        quantifier = _bounded(elements[end][1:])
        if opener == "~(":
            return f"(?!{body})", [], end + 1
        if opener == "=(":
            return f"(?={body})", needs, end + 1
        if opener != "(":
            raise PatternError(f"{opener!r} is not a group; write '(', '~(' or '=('")
        optional = quantifier == "?" or quantifier.startswith("{0")
        return f"(?:{body}){quantifier}", [] if optional else needs, end + 1

    def _element(self, element: str) -> tuple[str, list[frozenset[str]]]:
        if element == "^":
            return f"(?<=[{_range(self.alphabet.signs('BEGIN'))}])", []
        if element == "$":
            return f"(?={self._edge}|$)", []
        name, quantifier = _strip_quantifier(element)
        quantifier = _bounded(quantifier)
        if name == ".":
            return f"[^{_range(self.alphabet.boundaries)}]{quantifier}", []
        if name.startswith("<~"):
            return f"(?<!{self._set(name[2:])[0]})", []
        if name.startswith("!"):
            _, signs = self._set(name[1:])
            return f"[^{_range(signs | self.alphabet.boundaries)}]{quantifier}", []
        text, signs = self._alternatives(name)
        needs = [] if quantifier == "?" or quantifier.startswith("{0") else [signs]
        return text + quantifier, needs

    def _alternatives(self, name: str) -> tuple[str, frozenset[str]]:
        """One word of a set, or one of several short phrases; and a sign that it needs."""
        phrases = [part for part in name.split("|") if "_" in part or part == "$"]
        if not phrases:
            return self._set(name)
        single = "|".join(part for part in name.split("|") if part not in phrases)
        texts, firsts = [], frozenset[str]()
        if single:
            text, firsts = self._set(single)
            texts.append(text)
        for phrase in phrases:
            if phrase == "$":
                texts.append(f"(?={self._edge}|$)")
                firsts |= self.alphabet.boundaries
                continue
            parts = [self._set(word) for word in self._as_tagged(phrase)]
            texts.append("".join(part[0] for part in parts))
            firsts |= parts[0][1]
        return f"(?:{'|'.join(texts)})", firsts

    def _as_tagged(self, phrase: str) -> list[str]:
        """A phrase's words, with those of a term as one, because they have one sign."""
        words = [word for word in phrase.split("_") if word]
        out: list[str] = []
        while words:
            sizes = range(len(words), 0, -1)
            size = next((n for n in sizes if tuple(words[:n]) in self.alphabet.term), 1)
            out.append(" ".join(words[:size]))
            words = words[size:]
        return out

    def _set(self, name: str) -> tuple[str, frozenset[str]]:
        cached = self._sets.get(name)
        if cached is None:
            signs: frozenset[str] = frozenset()
            for word in name.split("|"):
                found = self.alphabet.signs(word if is_label(word) else "=" + word)
                if not found:
                    raise PatternError(f"{word!r} is no word class, no lexicon tag and no macro")
                signs |= found
            cached = self._sets[name] = (_char_set(signs), signs)
        return cached


def _needs_of_any(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """What an alternation needs: one sign out of what its branches need, if all need something."""
    if any(not needs for needs in branches):
        return []
    return [frozenset().union(*(min(needs, key=len) for needs in branches))]


def _bounded(quantifier: str) -> str:
    if quantifier == "*":
        return "{0,8}"
    if quantifier.startswith("{"):
        least, most = map(int, quantifier[1:-1].split(","))
        if most > _LONGEST_GAP:
            raise PatternError(f"{quantifier} is longer than {_LONGEST_GAP} words")
        if least > most:
            raise PatternError(f"{quantifier} has its larger number first")
    return quantifier


def _char_set(signs: frozenset[str]) -> str:
    return next(iter(signs)) if len(signs) == 1 else f"[{_range(signs)}]"


def _range(signs: frozenset[str]) -> str:
    """Characters as the inside of a set, neighbours joined: `a-d` for a, b, c, d."""
    out: list[str] = []
    codes = sorted(map(ord, signs))
    start = previous = codes[0]
    for code in [*codes[1:], -1]:
        if code == previous + 1:
            previous = code
            continue
        out.append(chr(start) if start == previous else f"{chr(start)}-{chr(previous)}")
        start = previous = code
    return "".join(out)
