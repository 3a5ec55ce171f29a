"""RW-20, RW-23, RW-24, RW-25, RW-27, RW-28: nothing that turns a sentence comes, goes or moves."""

from __future__ import annotations

import re
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
    moved = [*_turned_round(pair), *_other_rates(pair), *_other_order(pair), *_placed(pair)]
    if moved:
        yield Finding("RW-28", pair.id, ", ".join(moved))
    if _speaks_otherwise(pair):
        yield Finding("RW-27", pair.id, "I, you, we or they")
    if _mixed_up(pair):
        yield Finding("RW-27", pair.id, "the order of its words")
    stated = (
        _states(pair.after) - _states(pair.before) + (_owners(pair.after) - _owners(pair.before))
    )
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


_OWNER = re.compile(r"\b([a-z]+)['\u2019]s\b", re.IGNORECASE)


def _owners(words: Words) -> Counter[str]:
    """Whose a thing is: "about your clinician's choices" for "your clinician about choices"."""
    found = (match[0].lower().replace("\u2019", "'") for match in _OWNER.finditer(words.text))
    return Counter(owner for owner in found if owner not in english().contractions)


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
        elif word in lists.pivots and not _asks_for_any(words.canon, at):
            turns[word] += 1
    return turns


#: Before an `any` that says nothing: "if you have any questions", "if there are any changes".
_ASKING = frozenset({"if", "whether", "do", "should"})
_OF_WHOM = frozenset({"you", "they", "ther"})


def _asks_for_any(canon: tuple[str, ...], at: int) -> bool:
    """Whether an `any` says no more than that there may be none: "if you have questions"."""
    if canon[at] != "any" or at < 2 or canon[at - 1] not in ("hav", "be"):
        return False
    return canon[at - 2] in _ASKING or (
        at > 2 and canon[at - 2] in _OF_WHOM and canon[at - 3] in _ASKING
    )


def _mixed_up(pair: Pair) -> bool:
    """Whether the words that carry a fact have changed places.

    A clause may go to the other end: "Call us if you cannot come". So may members of a list. Any
    other order may give a number to call, a time or a quality to another thing: "Come at one and
    leave at two", turned.
    """
    return not any(
        _in_step(_sequence(pair.before, lists=lists), _sequence(pair.after, lists=lists))
        for lists in (False, True)
    )


def _in_step(before: list[str], after: list[str]) -> bool:
    """Whether one is the other from some place on, and then from its beginning."""
    if Counter(before) != Counter(after):  # other checks say what was lost or is new
        shared = set(before) & set(after)
        before, after = (
            list(dict.fromkeys(w for w in of if w in shared)) for of in (before, after)
        )
    return before == after or any(before[at:] + before[:at] == after for at in range(len(before)))


#: They stand behind their verb or behind its object: "put away screens", "put screens away".
_PARTICLES = frozenset({"away", "together", "aside", "off"})
#: Between the members of a list, whose order says nothing.
_JOINS = frozenset({"and", "or"})


def _sequence(words: Words, *, lists: bool) -> list[str]:
    """What carries a fact, in reading order; with `lists`, their members by letters."""
    small = english().grammar | english().tone | _PARTICLES
    canon = Words(words.text.replace(",", " and "), words.swaps).canon if lists else words.canon
    sequence: list[str] = []
    run, joined = 0, False
    for word in canon:
        if word in _JOINS:
            joined = lists
        elif word not in small:
            run, joined = (run + 1 if joined else 1), False
            sequence.append(word)
            sequence[-run:] = sorted(sequence[-run:])
    return sequence


def _turned_round(pair: Pair) -> Iterator[str]:
    """Directions whose opposite came in their place, or that changed places with it."""
    for both in english().opposites:
        before, after = (
            [word for word in words.plain if word in both] for words in (pair.before, pair.after)
        )
        lost, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
        swapped = set(before) == set(after) == set(both) and not lost and not new
        if (lost and new) or (swapped and before != after):
            yield " and ".join(both)


def _other_rates(pair: Pair) -> Iterator[str]:
    before, after = _rates(pair.before), _rates(pair.after)
    yield from sorted((before - after) + (after - before))


def _placed(pair: Pair) -> Iterator[str]:
    """Things before which another small word stands: "with food" that became "for food"."""
    before, after = _standing(pair.before), _standing(pair.after)
    for thing in sorted(before.keys() & after.keys()):
        if not before[thing] & after[thing]:
            yield f"{min(before[thing])} {thing}"


#: "In the store" and "at the store".
_ALIKE = {"at": "in", "into": "in"}
#: "On your desk" is at your desk, and "on the back" of a card at the back of it.
_SPOTS = frozenset({"desk", "counter"})
_SIDES = frozenset({"back", "front", "top", "bottom", "end"})
#: With these it is another place: who sits on a desk does not sit at it.
_POSTURES = frozenset(
    {
        *("sit", "sits", "sitting", "stand", "stands", "standing", "lie", "lies", "lying", "lay"),
        *("lean", "leaning", "climb", "step", "stepping", "jump", "sleep", "sleeping", "rest"),
        *("roll", "turn", "kneel", "hop", "seated"),
    }
)


def _standing(words: Words) -> dict[str, set[str]]:
    canon = words.canon
    found: dict[str, set[str]] = {}
    still = _POSTURES.isdisjoint(words.plain)
    for at, word in enumerate(canon):
        if word in english().placing:
            thing = _next(words, at)
            places = found.setdefault(thing, set())
            places.add(_ALIKE.get(word, word))
            on_it = thing in _SPOTS or (thing in _SIDES and canon[at + 1] == "the")
            if word == "at" and on_it and still:
                places.add("on")
    return found


def _rates(words: Words) -> Counter[str]:
    """Times that may say how often: "a day" in "a glass a day"."""
    pairs = zip(words.canon, words.canon[1:], strict=False)
    rates = english().rates
    return Counter(time for small, time in pairs if small in ("a", "an", "per") and time in rates)


def _other_order(pair: Pair) -> Iterator[str]:
    """`then`, where what comes before it has come behind it: lift, then bend."""
    if _steps(pair.before) != _steps(pair.after):
        yield "then"


def _steps(words: Words) -> list[Counter[str]]:
    """What carries a fact before each `then` and behind the last; nothing where there is none."""
    lists = english()
    steps: list[Counter[str]] = [Counter()]
    for word in words.canon:
        if word == "then":
            steps.append(Counter())
        elif word not in lists.grammar and word not in lists.tone:
            steps[-1][word] += 1
    return steps if len(steps) > 1 else []


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
