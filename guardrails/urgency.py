"""Reads inbound words for a call for help that cannot wait, as a check of its own.

Its patterns live in `urgency/`, one file for each kind, in the language of the rules. What scares a
reader of education must not be missed here, so denials free a text only where they are plain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from guardrails import normalise
from guardrails.build import Parts
from guardrails.encoder.asking import Asking
from guardrails.second import Claim, touching
from guardrails.tagger import Tagged
from guardrails.verdict import NOT_URGENT, UNREAD, Urgency

_ORDER = ("crisis", "poison", "emergency")
#: Words of a sentence that is a cry more than a sentence: nothing stands around what a rule has hit
#: that could make it mean something else, so only next to nothing lowers it.
_CRY = 3
#: How much more must speak for a call where the whole text is one word that no list knows: names,
#: keywords and other languages' words look like anything to a reader of sentences.
_LONE = 1.5


def read(parts: Parts, texts: Sequence[Tagged], check_time: Callable[[], None]) -> Urgency:
    """The gravest kind found in any reading of a text; the safety reply names the rest.

    A rule's hit counts unless the second reader, which weighs the whole sentence, takes it for
    something else entirely ("the wait is killing me"). Where no rule's hit stands, what it takes
    for a call counts; the answer names no `language` then, for no pattern heard it, and in words of
    any other than English such a weight says nothing. Where it was asked too much to read all of a
    text, a call may be in the rest.
    """
    found: dict[str, str] = {}
    guesses: list[Claim] = []
    language = "en"
    asking = Asking(parts.encoder, check_time)
    for tagged in texts:
        weighed = parts.inbound.weigh(tagged, check_time)
        for hit in parts.urgent.run(tagged, check_time):
            # The second reader knows English alone.
            foreign = hit.rule.settings.get("language")
            if foreign:
                language = str(foreign)
                found.setdefault(hit.rule.kind, tagged.words(hit.start, hit.end))
                continue
            cry = all(
                len(entry.text.split()) <= _CRY for entry in touching(weighed, hit.start, hit.end)
            )
            if not parts.inbound.far_below(weighed, hit.start, hit.end, asking, narrow=cry):
                found.setdefault(hit.rule.kind, tagged.words(hit.start, hit.end))
        lone = not tagged.terms and len(tagged.text.split()) == 1
        guesses += parts.inbound.claims(tagged, weighed, asking, more=_LONE if lone else 0.0)
    if not found and guesses:
        language = ""
        found = {claim.kind: claim.trigger for claim in guesses}
    for kind in _ORDER:
        if kind in found:
            return Urgency(True, kind, found[kind], language)  # type: ignore[arg-type]
    return UNREAD if asking.left_out else NOT_URGENT


def read_text(parts: Parts, text: str, check_time: Callable[[], None]) -> Urgency:
    """Reads a text as it stands and, where letters are disguised, as it was meant."""
    even = normalise.plain(text)
    clear = normalise.decoded(even, parts.knows)
    readings = [even] if clear is None else [even, clear.text]
    tagged = [parts.tagger.tag(reading) for reading in readings]
    check_time()
    return read(parts, tagged, check_time)
