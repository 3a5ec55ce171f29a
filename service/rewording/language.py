"""English as the checks read it: canonical words, and the lists of `words/english.yaml`.

Words are compared after contractions are written out, phrases that mean the same are made one, and
endings are taken off. Nothing here judges; `checks/` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

_FILE: Final = Path(__file__).parent / "words" / "english.yaml"
_TOKEN: Final = re.compile(r"\[\[[a-z]+\d+\]\]|[^\W\d_]+(?:[-'][^\W\d_]+)*|\d[\d.,:/]*\d|\d")
_CONTRACTED: Final = re.compile(r"[A-Za-z]+'[A-Za-z]+|\b[Cc]annot\b")
_IRREGULAR: Final[Mapping[str, str]] = {
    word: base
    for base, words in {
        "come": "came", "take": "took taken", "go": "went gone goes", "give": "gave given",
        "make": "made", "get": "got gotten", "choose": "chose chosen", "find": "found",
        "tell": "told", "say": "said", "send": "sent", "bring": "brought", "keep": "kept",
        "leave": "left", "see": "saw seen", "write": "wrote written", "speak": "spoke spoken",
        "begin": "began begun", "sit": "sat", "stand": "stood", "sleep": "slept",
        "eat": "ate eaten", "drink": "drank drunk", "meet": "met", "feel": "felt",
        "hold": "held", "know": "knew known", "think": "thought", "pay": "paid", "man": "men",
        "woman": "women", "child": "children", "foot": "feet", "tooth": "teeth", "run": "ran",
        "hear": "heard", "buy": "bought", "lose": "lost", "be": "am is are was were been being",
        "have": "has had having", "do": "does did done doing", "pick": "picks", "life": "lives",
    }.items()
    for word in words.split()
}  # fmt: skip


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A lower-case word without its ending, so that `books`, `booked`, `booking` are one."""
    word = _IRREGULAR.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) > 2 and re.search("[aeiouy]", rest):
            word = rest
            if len(word) > 2 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


@dataclass(frozen=True, slots=True)
class English:
    """The lists, stemmed where they are compared as stems."""

    same: Mapping[tuple[str, ...], tuple[str, ...]]
    phrases: Mapping[tuple[str, ...], str]
    longest: int
    tone: frozenset[str]
    grammar: frozenset[str]
    pivots: frozenset[str]
    negations: frozenset[str]
    modality: Mapping[tuple[str, ...], str]
    heads: frozenset[str]
    numbers: Mapping[str, float]
    dates: frozenset[str]
    money: frozenset[str]
    claims: frozenset[str]
    reader: frozenset[str]
    foreign: Mapping[str, frozenset[str]]
    contractions: Mapping[str, str]
    relators: frozenset[str]
    unions: Mapping[str, str]
    opposites: tuple[tuple[str, str], ...]
    rates: frozenset[str]
    placing: frozenset[str]


@lru_cache(maxsize=1)
def english() -> English:
    """The lists, read once."""
    raw: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - builds text alone, so that `no` and `on` stay words
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in raw["same"]:
        first = _stems(group[0])
        for member in group[1:]:
            same.setdefault(_stems(member), first)
    modality = {
        _stems(phrase): kind for kind, phrases in raw["modality"].items() for phrase in phrases
    }
    return English(
        same=same,
        phrases={
            _stems(member): group[0]
            for group in raw["same"]
            for member in group[1:]
            if " " in member or " " in group[0]
        },
        longest=max(map(len, same)),
        tone=_set(raw["tone"]),
        grammar=_set(raw["grammar"]),
        pivots=_set(raw["pivots"]),
        negations=_set(raw["negations"]),
        modality=modality,
        heads=_set(raw["heads"]),
        numbers={stem(word): float(value) for word, value in raw["numbers"].items()},
        dates=_set(raw["dates"]),
        money=_set(raw["money"]),
        claims=_set(raw["claims"]),
        reader=_set(raw["reader"]),
        foreign={name: frozenset(words) for name, words in raw["foreign"].items()},
        contractions=raw["contractions"],
        relators=_set(raw["relators"]),
        opposites=tuple((one, other) for one, other in raw["opposites"]),
        rates=_set(raw["rates"]),
        placing=_set(raw["placing"]),
        unions={stem(word): stem(kind) for kind, ws in raw["unions"].items() for word in ws},
    )


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(map(stem, phrase.split()))


def plain(text: str) -> list[str]:
    """The words of a text in lower case, contractions written out; placeholders are words."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    lists = english()
    words: list[str] = []
    for token in _TOKEN.findall(text):
        if token.startswith("[["):
            words.append(token)
            continue
        words += _expanded(token.lower(), lists)
    return words


def _expanded(word: str, lists: English) -> list[str]:
    if "'" not in word and word != "cannot":
        return [word]
    whole = lists.contractions.get(word)
    if whole is not None:
        return whole.split()
    for ending, full in lists.contractions.items():
        if ending.startswith(("n'", "'")) and word.endswith(ending):
            return [word.removesuffix(ending), full.strip()]
    return [word.removesuffix("'s")]


def canonical(words: Iterable[str], swaps: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Plain words as stems, with every phrase of `same` replaced by its group's first.

    `swaps` are a brand's preferred terms: what it does not say, and what it says in its place.
    """
    lists = english()
    stems = tuple(word if word.startswith("[[") else stem(word) for word in words)
    if swaps:
        own = {_stems(bad.lower()): _stems(good.lower()) for bad, good in swaps.items()}
        stems = _traded(stems, own, max(map(len, own)))
    return _traded(stems, lists.same, lists.longest)


def _traded(
    stems: tuple[str, ...], same: Mapping[tuple[str, ...], tuple[str, ...]], longest: int
) -> tuple[str, ...]:
    made: list[str] = []
    at = 0
    while at < len(stems):
        for length in range(min(longest, len(stems) - at), 0, -1):
            other = same.get(stems[at : at + length])
            if other is not None:
                made += other
                at += length
                break
        else:
            made.append(stems[at])
            at += 1
    return tuple(made)


def modal_kinds(canon: tuple[str, ...]) -> list[str]:
    """The kinds of must, should, can and may in canonical words, in reading order."""
    modality = english().modality
    kinds = []
    at = 0
    while at < len(canon):
        for length in (4, 3, 2, 1):
            kind = modality.get(canon[at : at + length])
            if kind is not None:
                kinds.append(kind)
                at += length
                break
        else:
            at += 1
    return kinds


def rephrased(text: str, swaps: Mapping[str, str] | None = None) -> str:
    """A text in which phrases of several words stand as their group's first, for a parser to read.

    So "do not forget your visit" is read as "this is a reminder of your visit", not as an order.
    """
    lists = english()
    own = {_stems(bad.lower()): good for bad, good in (swaps or {}).items()}
    longest = max([lists.longest, *map(len, own)])
    text = _written_out(text)
    found = list(_TOKEN.finditer(text))
    stems = [stem(match[0].lower()) for match in found]
    made, at, copied = "", 0, 0
    while at < len(stems):
        for length in range(min(longest, len(stems) - at), 0, -1):
            group = tuple(stems[at : at + length])
            first = own.get(group) or lists.phrases.get(group)
            if first is not None:
                word = found[at][0]
                shown = first[0].upper() + first[1:] if word[0].isupper() else first
                made += text[copied : found[at].start()] + shown
                at += length
                copied = found[at - 1].end()
                break
        else:
            at += 1
    return made + text[copied:]


def _written_out(text: str) -> str:
    """A text with its contractions written out; capitals and stops stay."""
    lists = english()

    def full(match: re.Match[str]) -> str:
        words = " ".join(_expanded(match[0].lower(), lists))
        return words[0].upper() + words[1:] if match[0][0].isupper() else words

    return _CONTRACTED.sub(full, text.replace("\u2019", "'"))
