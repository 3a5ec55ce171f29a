"""Inbound calls for help, and calm words that only sound like one."""

from __future__ import annotations

from itertools import product

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
        ("my baby is choking on the price tag", "emergency"),
        ("we need another epipen he is still swelling", "emergency"),
        ("he hit me because I was playing music", "crisis"),
        ("od on prescription pills", "poison"),
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
        ("can someone help me please", "emergency"),
        ("omg help my mum", "emergency"),
        ("please ring 999", "emergency"),
        ("can you dial 911 for my neighbour", "emergency"),
        ("my son is having a seizure 911", "emergency"),
        ("I want to talk to someone at 988", "crisis"),
        ("should i call 988?", "crisis"),
        ("will you call 988 for me", "crisis"),
        ("i called 988 and nobody answered", "crisis"),
        ("988 put me on hold", "crisis"),
        ("emergencia", "emergency"),
        ("por favor ayúdenme", "emergency"),
        ("nueve once", "emergency"),
        ("llama al 988", "crisis"),
        ("tomé muchas pastillas", "poison"),
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
        "help me find the form!",
        "Help my mom book a visit!",
        "Can you help me?",
        "I can't find the form. Help me!",
        "I can't log in. Can someone help me please",
        "call 988 any time, said the poster",
        "room 988",
        "my order 988",
        "I need 988 pages",
        "$988",
        "version 9.1.1",
        "apt 9-1-1",
        "S.O.S. is my favourite ABBA song",
        "the 988 training was great",
        "por favor ayuda con mi cita",
        "sala de emergencia",
        "Sorry, I can't talk right now.",
        "Can't talk right now, I'll call you back.",
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
    return [
        (rule.spec, case.text)
        for rule in rules
        for case in getattr(rule.spec, field)
        if rule.spec.kind != "calm"
    ]


@pytest.mark.parametrize(("rule", "text"), _cases("reject"), ids=str)
def test_what_a_rule_rejects_is_a_call_of_its_kind(guard, rule, text):
    assert guard.read_urgency(text).kind == rule.kind


@pytest.mark.parametrize(("rule", "text"), _cases("allow"), ids=str)
def test_what_a_rule_allows_is_calm(guard, rule, text):
    """In Spanish no pattern of Spanish hits; the rest is left to the caller, who hands it on."""
    found = guard.read_urgency(text)
    assert not found.urgent or (rule.settings.get("language") and found.language == "")


_NUMBERS = {
    "emergency": [
        *("911", "9-1-1", "9.1.1", "9 1 1", "9 - 1 - 1", "nine one one", "nine-one-one", "9️⃣1️⃣1️⃣"),
        *("999", "triple nine", "112", "one one two"),
        *("sos", "S.O.S", "S.O.S.", "s-o-s", "s o s", "🆘", "🆘🆘🆘"),
    ],
    "crisis": ["988", "9-8-8", "9 8 8", "nine eight eight", "nine double eight"],
}
_CRIES = [
    *((f"{said} ", kind) for kind, every in _NUMBERS.items() for said in every),
    *((f"i need {said} ", kind) for kind, every in _NUMBERS.items() for said in every[:3]),
    *((f"call {said} ", "crisis") for said in _NUMBERS["crisis"]),
    *((f"{said} me ", "emergency") for said in ("help", "hellp", "heeelp", "halp")),
    *((f"{said} help ", "emergency") for said in ("someone", "anyone", "help", "omg")),
]


_BEFORE = ["", "please ", "pls ", "plz, ", "omg ", "somebody "]
_AFTER = ["", "please", "pls", "now", "now please", "- asap"]
_MARKS = ["", ".", "!", "!!", "!!!", " !!", "...", "?", "?!"]
_CASES = [str, str.upper, str.capitalize]


@pytest.mark.parametrize(("words", "kind"), _CRIES)
def test_a_cry_is_heard_however_it_is_typed(guard, words, kind):
    """Every one of some 41,000 ways, so that no unlucky draw finds one later."""
    every = product(_BEFORE, _AFTER, _CASES, _MARKS)
    texts = {case(f"{one}{words}{after}".strip()) + mark for one, after, case, mark in every}
    found = {text: guard.read_urgency(text) for text in sorted(texts)}
    assert [text for text, one in found.items() if (one.urgent, one.kind) != (True, kind)] == []


@pytest.mark.parametrize(
    "mark", ["", "?!?", "!!1", "..", "\u2026", " \U0001f64f", " \U0001f62d", " :(", ","]
)
@pytest.mark.parametrize("after", ["", "hurry", "im scared", "for god's sake", "right away", "ty"])
@pytest.mark.parametrize("before", ["hey ", "hello? ", "oh god ", "i said ", "dear god "])
def test_nothing_that_only_presses_hides_a_cry(guard, before, after, mark):
    for cry in ("911", "sos", "help me", "help help", "someone help", "emergency", "ambulance"):
        assert guard.read_urgency(f"{before}{cry} {after}".strip() + mark).kind == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "mayday",
            "\U0001f691",
            "\U0001f691\U0001f691 please",
            "\U0001f62d\U0001f62d help",
            "help hurry",
        ),
        *("hlep me", "emergancy", "ambulence", "send help", "send help please", "come quick"),
        *("please hurry", "URGENT", "please S.O.S..", "911 thanks", "yes its an emergency"),
        *("9111", "9111!!", "91111 please", "9 1 1 1", "9-1-1-1.", "9911", "99 11", "911911"),
        *("call 9111", "its 9111", "911 911 911", "911 at main st"),
        *("ayuda \U0001f62d", "ayuda ayuda", "ayuda por dios", "AYUDA YA", "ambulancia"),
    ],
)
def test_a_cry_alone_is_heard_in_any_order_and_spelling(guard, text):
    assert guard.read_urgency(text).kind == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        *("help thanks", "hi help", "hello? help", "yes help", "Help \U0001f44d", "ayuda gracias"),
        *("is this an emergency?", "no emergency", "its 112", "988 thanks"),
        *("come now", "thanks", "yes", "\U0001f62d", "omg"),
        *("emergency contact", "thanks for the ambulance", "please send the form now"),
    ],
)
def test_words_that_press_are_no_cry_of_their_own(guard, text):
    assert not guard.read_urgency(text).urgent


_CALM = [rule.spec for rule in read_rules(DATA / "urgency") if rule.spec.kind == "calm"]


@pytest.mark.parametrize("text", [case.text for rule in _CALM for case in rule.reject])
def test_a_whole_calm_sentence_is_no_call_by_a_guess(guard, text):
    assert not guard.read_urgency(text).urgent


@pytest.mark.parametrize("text", [case.text for rule in _CALM for case in rule.allow])
def test_a_call_in_calm_words_is_heard(guard, text):
    assert guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        *("apt 911 fire", "fire in apt 911", "suite 911 active shooter", "apt 911 gas leak"),
        *(
            "fell in the parking lot 911",
            "he fell, lot 911",
            "she fell apt 911",
            "intruder apt 911",
        ),
        *("gate 911 man down", "hwy 911 bad wreck", "apt 911 help", "apt 911 hurry"),
        *("hurt at exit 911", "smoke everywhere room 112", "exit 911 car on fire"),
    ],
)
def test_a_number_behind_a_place_beside_danger_is_a_call(guard, text):
    assert guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        *("fire station 911", "suite 911, fire drill at 3", "room 911 smoke detector beeps"),
        *("help me find suite 911", "I fell last week, is my x-ray in room 911?"),
        *("accident on highway 911 so I will be late", "I fell asleep on bus 911"),
        *("box 911 was robbed", "invoice 911 please hurry", "Is the flu shot in room 911?"),
    ],
)
def test_a_number_behind_a_label_beside_everyday_trouble_is_calm(guard, text):
    assert not guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        *("I need 112 dollars for the copay", "I called 112 times", "Scores 9 1 1", "flight 911"),
        *("my score was 911", "the room number is 911"),
        *("911 main st", "my address is 911 N Oak Ave apt 4", "911 baker street!", "911 King Rd"),
        *("$911", "total was 911.00", "988.50", "911-911-9111", "code 9111", "9111 Main St"),
        *("apt 9111", "$9111", "9,111", "on 9-11", "9.11"),
        *("Suite 911", "bus 112 stops here?", "nonstop", "I am in a meeting, will text later"),
        *(
            "Call 911 if this is an emergency",
            "If urgent, call 911",
            "please call me back tomorrow",
        ),
        *("Dial 911 in an emergency. Do not reply to this number.", "he beat me at chess"),
        *("Please call or text 988 if you are in crisis.", "shot in the movie"),
    ],
)
def test_numbers_and_lines_that_call_nobody_are_calm(guard, text):
    assert not guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Call 911 if this is an emergency. I am in one",
            "if this is an emergency call 911 yes it is",
        ),
        *(
            "call 911 if you can hear me",
            "call 911 he is blue",
            "i called 911 minutes ago, no one came",
        ),
        *("Call 911 if this is an emergency?? it is", "call 911 if he stops breathing he is blue"),
        *("room 911 my husband is not breathing", "call 911 this is an emergency", "i need 112"),
        *("911 main st help", "911 Main St man not breathing", "help 911 main st", "911. he fell"),
        *("mom collapsed at 911 main st", "911 my mom fell oak st", "send someone 911 Main St"),
        *("911 seizures Elm st", "911,2 kids hurt"),
        *("call 911 people are hurt", "man in my apartment 911", "someone is in the room 911!!"),
        *(
            "my husband got shot",
            "I can't breathe",
            "he beat me",
            "took 12 tylenol",
            "he drank bleach",
        ),
        *("Please call 911 for a medical emergency", "call 911 now for an emergency", "code 911"),
    ],
)
def test_a_call_beside_such_numbers_and_lines_is_heard(guard, text):
    assert guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        *(
            "what do i do my baby is not breathing",
            "she stopped breathing now",
            "better call 911 now",
        ),
        *("my husband had a seizure in the kitchen", "dad had a stroke in the car"),
        *("20 minutes ago her chest started hurting", "about 10 minutes ago he overdosed"),
        *("never felt chest pain this bad", "since my surgery i have chest pain"),
        *("i read the article and i have stroke symptoms now", "he is about to have a seizure"),
    ],
)
def test_words_of_a_calm_text_do_not_hide_a_call(guard, text):
    """A rule's exception lifts what it is about, and not what stands beside it."""
    found = guard.read_urgency(text)
    assert (found.urgent, found.language) == (True, "en")


def test_crying_out_makes_no_call_calmer(guard):
    calls = [case for rule, case in _cases("reject") if guard.read_urgency(case).kind == rule.kind]
    calls += ["send help", "i can see bone", "my brother texted goodbye and has grandpa's gun"]
    quiet = [text for text in calls if not guard.read_urgency(text.rstrip(".!? ") + "!!").urgent]
    assert not quiet


@pytest.mark.parametrize(
    "text",
    [
        "In an emergency, call 911.",
        "> In an emergency, call 911.",
        "In case of emergency, please hang up and dial 911 or go to the nearest emergency room.",
        "If this may be an emergency, call 911 now. Do not wait for an answer from us.",
        "If somebody is in danger right now, call 911.",
        "If you or someone you know is in crisis, call or text 988.",
        "This is general information, not medical advice. In an emergency, call 911.",
    ],
)
def test_a_senders_own_line_on_emergencies_is_calm(guard, text):
    assert not guard.read_urgency(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        "In an emergency, call 911? I am in one",
        "In an emergency, call 911. I am in one",
        "In an emergency call 911. This is an emergency",
        "If this is an emergency, call 911. It is!",
        "If this is an emergency call 911 yes it is",
        "If you have an emergency call 911. Okay I have one",
        "for an emergency call 911 they said, but i have chest pain",
        "in an emergency i would call 911 but my phone is dead",
        "If you can hear me call 911",
        "if you are there call 911",
    ],
)
def test_a_call_beside_a_senders_line_is_heard(guard, text):
    assert guard.read_urgency(text).urgent
