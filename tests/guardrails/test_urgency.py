"""Inbound calls for help, and calm words that only sound like one."""

from __future__ import annotations

import pytest

from guardrails.build import DATA
from guardrails.rules import read_rules


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I have chest pain", "emergency"),
        ("my chest feels really tight", "emergency"),
        ("dad's face is drooping", "emergency"),
        ("she can't breathe", "emergency"),
        ("I want to kill myself", "crisis"),
        ("everyone would be better off without me", "crisis"),
        ("he hits me", "crisis"),
        ("I took too many pills", "poison"),
        ("my toddler drank bleach", "poison"),
        ("I took all my pills because I want to die", "crisis"),
        ("I want to k1ll myself", "crisis"),
        ("one sided numbness", "emergency"),
        ("numbness on one side", "emergency"),
        ("Stop it hurts", "emergency"),
        ("Help!", "emergency"),
        ("ayuda por favor", "emergency"),
        ("me duele mucho el pecho", "emergency"),
        ("no puedo respirar", "emergency"),
        ("snake bite", "poison"),
        ("my son got a snake bite", "poison"),
        ("se tragó una pila", "poison"),
        ("mi hijo tomo cloro", "poison"),
        ("kms", "crisis"),
        ("quiero morir", "crisis"),
        ("QUIERO MORIRME", "crisis"),
    ],
)
def test_call_for_help_is_urgent(guard, text, kind):
    found = guard.read_urgency(text)
    assert (found.urgent, found.kind) == (True, kind)
    assert found.trigger


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Can I move my visit to Monday?",
        "no chest pain today, just a question",
        "Do you have a class on stroke prevention?",
        "my phone is dead",
        "STOP",
        "Where do I park?",
        "Thanks for the help!",
        "HELP",
        "ayuda",
        "I live 5 kms away",
        "Is there a class on snake bite prevention?",
        "It was a one sided conversation",
        "When will it stop hurting?",
    ],
)
def test_calm_words_are_calm(guard, text):
    assert not guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        word
        for words in (
            "stop quit alto parar pausa arret hola gracias danke merci unmute optin resubscribe",
            "thx lol ok yes help info start asdfgh qwerty johnson riverbend petersen okonjo",
            "tuesday refund invoice wrong",
        )
        for word in words.split()
    ],
)
def test_a_keyword_a_name_or_a_slip_alone_is_calm(guard, text):
    for written in (text, text.title(), text.upper()):
        assert not guard.read_urgency(written).urgent


def test_hardly_a_name_alone_is_taken_for_a_call(guard):
    rule = next(rule for rule in guard.parts.rules if rule.spec.id == "PI-01b")
    names = str(rule.spec.settings["first_names"]).split()
    heard = [name for name in names if guard.read_urgency(name.title()).urgent]
    assert len(heard) <= len(names) // 100, heard


@pytest.mark.parametrize("text", ["gasping", "od'd", "ambulance now", "no pulse", "suicidal"])
def test_a_word_or_two_can_be_a_call(guard, text):
    assert guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text", ["self-harm", "i selfharm", "selfharm", "thinking of sewerslide", "anaphylaxis"]
)
def test_a_cry_of_few_words_is_urgent(guard, text):
    """A sentence of so few words says nothing that could take its meaning back."""
    assert guard.read_urgency(text).urgent


def test_the_words_of_a_cry_in_a_calm_question_are_calm(guard):
    assert not guard.read_urgency("can I get the self-harm leaflet for my class").urgent


@pytest.mark.parametrize(
    "text",
    ["the wait is killing me", "collapsed laughing at your hold music", "shoot me an e-mail"],
)
def test_idioms_are_calm(guard, text):
    assert not guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("half of his face is hanging down", "emergency"),
        ("i gave my dog away, he'll be fine without me", "crisis"),
        ("gas smell in the house and we all have headaches", "poison"),
    ],
)
def test_lay_words_for_a_call_are_heard(guard, text, kind):
    assert guard.read_urgency(text).kind == kind


def _cases(field):
    rules = read_rules(DATA / "urgency")
    return [(rule.spec, case.text) for rule in rules for case in getattr(rule.spec, field)]


@pytest.mark.parametrize(("rule", "text"), _cases("reject"), ids=str)
def test_what_a_rule_rejects_is_a_call_of_its_kind(guard, rule, text):
    assert guard.read_urgency(text).kind == rule.kind


@pytest.mark.parametrize(("rule", "text"), _cases("allow"), ids=str)
def test_what_a_rule_allows_is_calm(guard, rule, text):
    """In Spanish no pattern of Spanish hits; the rest is left to the caller, who hands it on."""
    found = guard.read_urgency(text)
    assert not found.urgent or (rule.settings.get("language") and found.language == "")
