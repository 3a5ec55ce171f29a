"""RW-20, RW-23, RW-24, RW-25, RW-27, RW-28: nothing that turns a sentence comes, goes or moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from service.rewording.findings import Finding
from service.rewording.language import english, modal_kinds
from service.rewording.pairs import Pair, Setting, Words


def keeps_meaning(pair: Pair, setting: Setting) -> Iterator[Finding]:
    """Negations, conditions, limits, permissions, and every word that carries a fact."""
    del setting
    negated, others = _negated(pair.before), _negated(pair.after)
    if negated != others:
        yield Finding("RW-20", pair.id, _odd(negated, others))
    modal, modals = Counter(modal_kinds(pair.before.canon)), Counter(modal_kinds(pair.after.canon))
    if modal != modals:
        yield Finding("RW-23", pair.id, _odd(modal, modals))
    turns, theirs = _turns(pair.before), _turns(pair.after)
    if turns != theirs:
        yield Finding("RW-28", pair.id, _odd(turns, theirs))
    if _speaks_otherwise(pair):
        yield Finding("RW-27", pair.id, "I, you, we or they")
    stated = _states(pair.after) - _states(pair.before)
    if stated:
        yield Finding("RW-26", pair.id, ", ".join(sorted(stated)))
    yield from _missing(pair)


#: Who is spoken of, and the small verbs that state something: "you have it too".
_WHO = frozenset(
    {"you", "we", "they", "it", "this", "that", "he", "she", "i", "one", "who", "what"}
)
_STATES = frozenset({"be", "hav", "have", "feel", "get", "do", "go", "mak", "let"})


def _states(words: Words) -> Counter[str]:
    """What small words alone say of somebody: each person with the small verb that follows."""
    pairs = zip(words.canon, words.canon[1:], strict=False)
    return Counter(f"{who} {verb}" for who, verb in pairs if who in _WHO and verb in _STATES)


_PERSONS = {
    "i": "I", "me": "I", "my": "I", "mine": "I", "we": "we", "us": "we", "our": "we", "you": "you",
    "your": "you", "yourself": "you", "he": "they", "him": "they", "his": "they", "she": "they",
    "her": "they", "they": "they", "them": "they", "their": "they", "ours": "we", "yours": "you",
}  # fmt: skip


def _speaks_otherwise(pair: Pair) -> bool:
    """Whether other persons are spoken of: "for you" that became "for me"."""
    before, after = (
        {_PERSONS[word] for word in words.plain if word in _PERSONS}
        for words in (pair.before, pair.after)
    )
    new = after - before
    return bool(new & {"I", "they"} or (new and before - after))


def _odd(before: Counter[str], after: Counter[str]) -> str:
    return ", ".join(sorted((before - after) + (after - before)))


def _negated(words: Words) -> Counter[str]:
    """Each negation with the next thing that carries a fact."""
    lists = english()
    return Counter(
        f"{lists.unions.get(word, word)} {_next(words, at)}"
        for at, word in enumerate(words.canon)
        if word in lists.negations
    )


def _turns(words: Words) -> Counter[str]:
    """Each word that turns the sentence; a relator with what it turns on."""
    lists = english()
    turns: Counter[str] = Counter()
    for at, word in enumerate(words.canon):
        if word in lists.negations:
            continue
        if word in lists.relators:
            turns[f"{word} {_next(words, at)}"] += 1
        elif word in lists.pivots:
            turns[word] += 1
    return turns


def _next(words: Words, at: int) -> str:
    lists = english()
    for word in words.canon[at + 1 :]:
        if word.startswith("[["):
            return word
        if not (
            word in lists.grammar
            or word in lists.tone
            or word in lists.pivots
            or word in lists.negations
            or (word,) in lists.modality
        ):
            return word
    return ""


def _missing(pair: Pair) -> Iterator[Finding]:
    lists = english()
    heads = {
        word
        for word, of in zip(pair.before.canon, pair.before.canon[1:], strict=False)
        if of == "of" and word in lists.heads
    }
    lost = [
        word
        for word in pair.lost
        if word not in lists.pivots
        and word not in lists.negations
        and (word,) not in lists.modality
        and word not in lists.numbers
        and word not in lists.dates
    ]
    parts = [word for word in lost if word in heads]
    rest = [word for word in lost if word not in heads]
    if parts:
        yield Finding("RW-24", pair.id, ", ".join(parts))
    if rest:
        yield Finding("RW-25", pair.id, ", ".join(rest))
