"""What findings call a condition, and the rewrites that they propose: words that can be said."""

from __future__ import annotations

import re

import pytest

from guardrails import Context


def _told(guard, text, rule):
    found = [f for f in guard.check(text, Context()).findings if f.rule == rule]
    return found[0].message, found[0].suggestion


@pytest.mark.parametrize(
    ("text", "rule", "has", "rewrite"),
    [
        ("Tips for your type 1.", "DX-02", "has type 1.", "type 1"),
        ("Your broken arm needs rest.", "DX-02", "has broken arm.", "broken arm"),
        ("Rest your bad knee.", "DX-02", "has bad knee.", "bad knee"),
        ("Your bad hip may ache.", "DX-02", "has bad hip.", "bad hip"),
        ("Your OCD is treatable.", "DX-02", "has OCD.", "OCD"),
        ("Your COPD plan is here.", "DX-02", "has COPD.", "COPD"),
        ("Your bipolar is no secret.", "DX-02", "has bipolar disorder.", "bipolar disorder"),
        ("Your scabies is back.", "DX-02", "has scabies.", "scabies"),
        ("You have asthmaa.", "DX-01", "has asthma.", "“People with asthma ...”"),
        ("Shoes for diabetics.", "ST-02", "name of a person", "people with diabetes"),
        ("Help for insomniacs.", "ST-02", "name of a person", "people with insomnia"),
        ("Meet fellow diabetics.", "DX-07", "people with diabetes.", "“people with diabetes”"),
        ("Your mother's Alzheimer's.", "DX-06", "has Alzheimer's.", "“People with Alzheimer's"),
        ("You are cancer-free!", "DX-01", "has a condition.", "“People with the condition ...”"),
        ("You and your EpiPen.", "DX-05", "EpiPen", "“People who use ...”"),
        ("Your son's insulin is ready.", "DX-06", "has insulin.", "with the condition ...”"),
        ("Your blood pressure is high.", "DX-01", "has a condition.", "with the condition"),
        ("Do you have IBS?", "DX-08", "IBS", "Learn about IBS"),
        ("If your gout acts up, rest.", "DX-09", "takes gout", "“If you have gout, ...”"),
    ],
)  # fmt: skip
def test_a_finding_speaks_of_the_words_that_were_found(guard, text, rule, has, rewrite):
    message, suggestion = _told(guard, text, rule)
    assert has in message
    assert rewrite in suggestion


def test_no_rewrite_makes_a_person_or_a_device_a_condition(guard):
    """Every person word and a term of each tag, in the places where rules name a condition."""
    tags = {}
    for forms in guard.parts.lexicon.by_first.values():
        for form in forms:
            few = tags.setdefault(form.term.tag, [])
            if form.term.tag in {"PERSC", "PERSCS"} or len(few) < 12:
                few.append(" ".join(form.words))
    wrong = []
    for tag in ("PERSC", "PERSCS", "DEV", "TREAT", "DRUG", "PROC", "MEAS"):
        for words in tags[tag]:
            for text in (f"Your {words} matters.", f"You are {words}.", f"Fellow {words}."):
                for found in guard.check(text, Context()).findings:
                    if re.search(
                        rf"(?:with|have) {re.escape(words)}\b(?! disorder)", found.suggestion
                    ):
                        wrong.append((text, found.rule, found.suggestion))
    assert not wrong


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("type 2 diabetes", "type 1"),
        ("broken hip", "broken arm"),
        ("bad back", "bad knee"),
        ("head lice", "scabies"),
        ("cleft lip", "cleft palate"),
    ],
)
def test_different_conditions_are_different_concepts(guard, wide, narrow):
    """One that was introduced as a possibility says nothing of the other."""
    names = [
        next(iter(guard.parts.tagger.tag(words).terms.values())).name for words in (wide, narrow)
    ]
    assert not guard.parts.lexicon.covers(*names)


def test_what_is_broader_than_a_word_for_a_person_is_a_condition(guard):
    terms = {form.term for forms in guard.parts.lexicon.by_first.values() for form in forms}
    for term in terms:
        if term.tag in {"PERSC", "PERSCS"} and term.broader:
            (known,) = guard.parts.tagger.tag(term.broader).terms.values()
            assert known.tag in {"COND", "SYMP", "SYMPMAJ"}, term


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Stroke is near for you.", "stroke"),
        ("Type 2 Diabetes is around the corner for you.", "type 2 diabetes"),
        ("DIABETES AND YOU", "diabetes"),
        ("Parkinson's is in your future.", "Parkinson's"),
        ("Lyme disease is with you.", "Lyme disease"),
        ("COPD is your burden.", "COPD"),
    ],
)
def test_rewrite_keeps_no_capital_of_a_sentence_start(guard, text, called):
    found = guard.check(text, Context()).stopping
    assert any(f"People with {called} ..." in finding.suggestion for finding in found)
    assert not any(f"with {called.title()} " in f.suggestion for f in found if called.islower())
