"""Reads inbound words for a call for help that cannot wait, as a check of its own.

Its patterns live in `urgency/`, one file for each kind, in the language of the rules. What scares a
reader of education must not be missed here, so denials free a text only where they are plain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from guardrails import normalise
from guardrails.build import Parts
from guardrails.calling import quieter, spelled
from guardrails.encoder.asking import Asking
from guardrails.lone_cries import cry_alone
from guardrails.matching import Hit
from guardrails.second import Claim, Weighed, touching
from guardrails.tagger import Tagged
from guardrails.verdict import NOT_URGENT, UNREAD, Urgency

_ORDER = ("crisis", "poison", "emergency")
#: The kind of patterns for what calls nobody.
_CALM = "calm"
#: Words of a sentence that is a cry more than a sentence: nothing stands around what a rule has hit
#: that could make it mean something else, so only next to nothing lowers it.
_CRY = 3
#: How far below its bar the second reader may stay where a wide pattern (`confirm`) hits: "help me"
#: behind "He is coming back" is a call, and behind "I can't find the form" a request.
_PLEA = -7.1
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
        calm: list[tuple[int, int]] = []
        for hit in parts.urgent.run(tagged, check_time):
            if hit.rule.kind == _CALM:
                calm.append((hit.start, hit.end))
                continue
            # The second reader knows English alone.
            foreign = hit.rule.settings.get("language")
            if foreign:
                language = str(foreign)
                found.setdefault(hit.rule.kind, tagged.words(hit.start, hit.end))
                continue
            if _meant(parts, tagged, weighed, hit, asking):
                found.setdefault(hit.rule.kind, tagged.words(hit.start, hit.end))
        lone = not tagged.terms and len(tagged.text.split()) == 1
        doubtful = _outside(weighed, calm)
        guesses += parts.inbound.claims(tagged, doubtful, asking, more=_LONE if lone else 0.0)
    if not found and guesses:
        language = ""
        found = {claim.kind: claim.trigger for claim in guesses}
    for kind in _ORDER:
        if kind in found:
            return Urgency(True, kind, found[kind], language)  # type: ignore[arg-type]
    return UNREAD if asking.left_out else NOT_URGENT


def _outside(weighed: Sequence[Weighed], calm: Sequence[tuple[int, int]]) -> Sequence[Weighed]:
    """The sentences that are not calm from their first word to their last."""
    if not calm:
        return weighed
    ends = dict(calm)
    return [one for one in weighed if ends.get(one.first, 0) < one.end]


def _meant(
    parts: Parts, tagged: Tagged, weighed: Sequence[Weighed], hit: Hit, asking: Asking
) -> bool:
    """Whether the second reader leaves a hit standing, by what the pattern says of itself."""
    if hit.pattern.firm or (hit.pattern.confirm and _is_all(tagged, hit)):
        return True
    touched = touching(weighed, hit.start, hit.end)
    if hit.pattern.confirm:
        return any(parts.inbound.claims(tagged, touched, asking, more=_PLEA))
    cry = all(len(entry.text.split()) <= _CRY for entry in touched)
    return not parts.inbound.far_below(weighed, hit.start, hit.end, asking, narrow=cry)


def _is_all(tagged: Tagged, hit: Hit) -> bool:
    """Whether no word stands around a hit that could say what it is about."""
    before, after = tagged.text[: tagged.starts[hit.start]], tagged.text[tagged.ends[hit.end - 1] :]
    return not any(map(str.isalnum, before + after))


def read_text(parts: Parts, text: str, check_time: Callable[[], None]) -> Urgency:
    """Reads a text as it stands and, where letters are disguised, as it was meant.

    What was cried out is read as if it had been said, too, and what is nothing but a cry in its
    shortest form: no mark, no plea and no picture makes a call calmer.
    """
    even = normalise.plain(text)
    clear = normalise.decoded(even, parts.knows, parts.ordinary)
    readings = dict.fromkeys(spelled(one) for one in (even, clear.text if clear else even))
    found = NOT_URGENT
    for voiced in (cry_alone, str, quieter):
        said = dict.fromkeys(map(voiced, readings))
        if not found.urgent and (voiced is str or said.keys() != readings.keys()):
            tagged = [parts.tagger.tag(reading) for reading in said]
            check_time()
            found = read(parts, tagged, check_time)
    return found
