"""Which patterns a text is spared, and in which sentences: never where one would have matched."""

from __future__ import annotations

from guardrails.build import build
from guardrails.patterns import Compiled
from guardrails.tagger import Tagged


def tagged_cases(guard, count: int) -> list[Tagged]:
    """The rules' own cases, each with some that follow it, as one text."""
    texts = [
        case.text for rule in guard.parts.rules for case in (*rule.spec.reject, *rule.spec.allow)
    ]
    together = [" ".join(texts[at : at + count]) for at in range(0, len(texts), count)]
    return [guard.parts.tagger.tag(text) for text in together]


def spans(compiled: Compiled, tagged: Tagged, low: int, high: int) -> list[tuple[int, int]]:
    return [found.span() for found in compiled.regex.finditer(tagged.signs, low, high)]


def spared_wrongly(guard, texts: list[Tagged]) -> list[str]:
    found = []
    words = guard.parts.words
    for tagged in texts:
        tried = dict(words._needs.met(tagged.signs))
        for number, (_, compiled) in enumerate(words._patterns):
            everywhere = spans(compiled, tagged, 0, len(tagged.signs))
            sentences = tried.get(number, ())
            where_tried = [span for place in sentences for span in spans(compiled, tagged, *place)]
            if where_tried != everywhere:
                found.append(compiled.source)
    return found


def test_no_pattern_that_matches_is_spared(guard):
    one_by_one = tagged_cases(guard, 1)
    assert spared_wrongly(guard, one_by_one) == []
    tried = [len(guard.parts.words._needs.met(tagged.signs)) for tagged in one_by_one]
    assert sum(tried) / len(tried) < len(guard.parts.words._patterns) / 5


def test_nor_in_texts_of_many_sentences(guard):
    assert spared_wrongly(guard, tagged_cases(guard, 3)) == []
    assert spared_wrongly(guard, tagged_cases(guard, 40)) == []


def test_a_pattern_may_cross_from_one_sentence_to_the_next(guard):
    crossing = [c for _, c in guard.parts.words._patterns if c.crosses]
    assert any("BEGIN" in compiled.source for compiled in crossing)
    tagged = guard.parts.tagger.tag("Your report is in. It is asthma.")
    sources = {
        compiled.source
        for _, compiled in guard.parts.words._patterns
        if compiled.crosses and compiled.regex.search(tagged.signs)
    }
    tried = {
        guard.parts.words._patterns[n][1].source
        for n, _ in guard.parts.words._needs.met(tagged.signs)
    }
    assert sources
    assert sources <= tried


def test_an_expression_is_compiled_when_it_is_first_needed():
    entries = build([], [], None).words._patterns
    assert not any("regex" in vars(compiled) for _, compiled in entries)


def test_no_shipped_expression_fails_to_compile(guard):
    guard.parts.words.compile()
    guard.parts.urgent.compile()
    entries = [*guard.parts.words._patterns, *guard.parts.urgent._patterns]
    assert all("regex" in vars(compiled) for _, compiled in entries)
