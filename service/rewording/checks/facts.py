"""RW-10 to RW-17: no fact comes in, and no number, day or name goes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import guardrails
from guardrails.lexicon import read_terms
from service.rewording.findings import Finding
from service.rewording.language import canonical, english, stem
from service.rewording.pairs import Pair, Setting, Words

_CONTACT: Final = re.compile(
    r"https?:|www\.|@|\b\w+\.(?:com|org|net|gov|edu|io|example|info|co|health|ly)\b"
    r"|\bdot (?:com|org|net)\b|\b\d{3}[ .-]?\d{4}\b|\b\d{3}[ .-]\d{3}\b"
    r"|(?:\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b[ ,-]*){5,}",
    re.IGNORECASE,
)
_MONEY: Final = re.compile(r"[$€£¥]|\busd\b", re.IGNORECASE)
_NAME: Final = re.compile(r"(?<![.!?:] )(?<!^)(?<![\"'\u201c(])\b[A-Z][\w'\u2019-]*")
_LOOKS_LIKE_ONE: Final = frozenset(
    {
        *("another", "new", "the", "this", "that", "which", "any", "each", "every", "right"),
        *("good", "no", "some", "other", "all"),
    }
)
_HEALTH_FILES: Final = ("conditions.txt", "symptoms.txt", "drugs.txt", "drugs_more.txt", "care.txt")


def adds_no_fact(pair: Pair, setting: Setting) -> Iterator[Finding]:
    """Every new word that carries a fact, under the code of the kind of fact it is."""
    del setting
    lists = english()
    if _CONTACT.search(pair.after.open) and not _CONTACT.search(pair.before.open):
        yield Finding("RW-13", pair.id)
    if _MONEY.search(pair.after.open) and not _MONEY.search(pair.before.open):
        yield Finding("RW-10", pair.id)
    known = pair.before.counts
    terms = sorted(
        term
        for term in _terms(pair.after) - _terms(pair.before)
        if not all(word in known for word in canonical(term))
    )
    if terms:
        yield Finding("RW-14", pair.id, ", ".join(" ".join(term) for term in terms))
    kinds: dict[str, list[str]] = {}
    named = {part for term in terms for word in term for part in (word, stem(word))}
    for word in pair.new:
        if word in named or word in lists.numbers or word in lists.dates:
            continue
        kind = (
            "RW-17" if word in lists.reader
            else "RW-16" if word in lists.claims
            else "RW-10" if word in lists.money
            else "RW-26"
        )  # fmt: skip
        kinds.setdefault(kind, []).append(word)
    for code, words in kinds.items():
        # What turns a sentence around has codes of its own in `meaning.py`.
        odd = [word for word in words if code != "RW-26" or not _is_turn(word)]
        if odd:
            yield Finding(code, pair.id, ", ".join(odd))


def _is_turn(word: str) -> bool:
    lists = english()
    return word in lists.pivots or word in lists.negations or (word,) in lists.modality


def keeps_facts(pair: Pair, setting: Setting) -> Iterator[Finding]:
    """Numbers with what they count, days and times, names."""
    del setting
    before, after = _numbers(pair.before), _numbers(pair.after)
    if before != after:
        odd = sorted({f"{value:g}" for value, _ in (before - after) + (after - before)})
        yield Finding("RW-11", pair.id, ", ".join(odd))
    dates = english().dates
    days, others = (
        Counter(word for word in words.canon if word in dates)
        for words in (pair.before, pair.after)
    )
    if days != others:
        yield Finding("RW-12", pair.id, ", ".join(sorted((days - others) + (others - days))))
    names, theirs = _names(pair.before, pair.after), _names(pair.after, pair.before)
    if names or theirs:
        yield Finding("RW-15", pair.id, ", ".join(sorted(names | theirs)))


def _numbers(words: Words) -> Counter[tuple[float, str]]:
    """Each number that is written out or in digits, with the thing that follows it."""
    numbers = english().numbers
    found: Counter[tuple[float, str]] = Counter()
    for at, word in enumerate(words.canon):
        if word in numbers:
            found[numbers[word], _counted(words, at)] += 1
        elif word[0].isdigit():
            found[float(re.sub(r"[^\d.]", "", word).rstrip(".") or 0), _counted(words, at)] += 1
        elif word == "one" and _is_number(words, at):
            found[1.0, _counted(words, at)] += 1
        elif word.startswith("[[amount") and not words.text.rstrip(".!?").endswith(word):
            found[0.0, _counted(words, at)] += 1
    return found


def _is_number(words: Words, at: int) -> bool:
    before = words.canon[at - 1] if at else ""
    after = words.canon[at + 1] if at + 1 < len(words.canon) else ""
    return before not in _LOOKS_LIKE_ONE and after not in ("", "that", "who", "you", "we")


def _counted(words: Words, at: int) -> str:
    """The next word, if it is a thing that may be counted."""
    lists = english()
    if at + 1 == len(words.canon):
        return ""
    after = words.canon[at + 1]
    plain = after in lists.grammar or after in lists.tone or after in lists.pivots
    return "" if plain or after.startswith("[[") else after


def _names(of: Words, other: Words) -> set[str]:
    """Words that are written as names inside of one sentence and nowhere in the other."""
    known = {word.lower() for word in re.findall(r"[\w'\u2019-]+", other.text)}
    text = of.open.strip()
    return {
        name
        for name in (match[0] for match in _NAME.finditer(text))
        if name not in ("I", "I'm", "I'll") and name.lower() not in known
    }


@lru_cache(maxsize=1)
def _health() -> dict[str, frozenset[tuple[str, ...]]]:
    """Everything that the guard knows as a condition, symptom, drug or treatment, by first word."""
    folder = Path(guardrails.__file__).parent / "lexicons"
    table: dict[str, set[tuple[str, ...]]] = {}
    for file in _HEALTH_FILES:
        for form in read_terms(folder / file, lambda words: words.lower().split()):
            if form.term.tag != "NONE" and not form.exact:
                table.setdefault(form.words[0], set()).add(form.words)
    return {first: frozenset(forms) for first, forms in table.items()}


def _terms(words: Words) -> set[tuple[str, ...]]:
    health = _health()
    found = set()
    for at, word in enumerate(words.plain):
        for form in health.get(word, ()):
            if tuple(words.plain[at : at + len(form)]) == form:
                found.add(form)
    return found
