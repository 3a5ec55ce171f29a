"""Stops in the spellings, pictures and turns in which people type them, and what is none."""

from __future__ import annotations

import pytest

from service.domain.inbound import Heard, hear


@pytest.mark.parametrize(
    "text",
    [
        *(
            "sotp",
            "SOTP",
            "stpo",
            "stoop",
            "stop1",
            "st\u043ep",
            "\U0001f6d1",
            "\u26d4\ufe0f please",
        ),
        *("ARRET", "arr\u00eat", "Wrong # stop", "wrong #", "you have the wrong #", "dnt text me"),
        *(
            "remove",
            "take me off ur list",
            "cut me off the list",
            "how do i get off this list",
            "turn these off",
        ),
        *("Please discontinue", "discontinue these messages", "cease and desist", "stop contact"),
        *("please cease all communication", "stop calling and texting", "stop these"),
        *("stop mssgs", "stop notifcations", "make these stop", "please make it stop texting me"),
        *("I do not consent to texts", "I withdraw my consent to receive text messages"),
        *("i no longer wish to receive these", "I've asked you 3 times to stop"),
        *("how many times do I have to say stop", "enough already", "f off", "report spam"),
        *("pause messages", "Texts cost me money stop sending", "Text STOP to 88911 to opt out"),
        *("Tried to opt out, didn't work", "Tried to unsubscribe but it did not work"),
        *(
            "pls unsubscribe my number",
            "unsubscribe 555-0100",
            "please take me off your texting list",
        ),
        *("remove my phone number from your list please", "I am opting out", "how to unsubscribe"),
        *("do not send texts to this number", "don't send me anything", "DND", "already said stop"),
        *("put me on your do not call list", "I asked to be taken off", "STOP or I call my lawyer"),
        *(
            "shut up",
            "not my number",
            "this isn't my number anymore",
            "Sam no longer has this number",
        ),
        *("se equivocaron", "FIN", "para ya", "I tried to stop these, doesnt work"),
        *("Wrong number buddy", "u got the wrong number", "stop bro", "yo stop", "lol stop"),
        *("y'all stop", "Ya'll need to stop texting me", "For the love of god stop", "scam"),
        *("you people are annoying stop it", "Hey Siri text stop", "stop exclamation point"),
        *("This is the third time I've asked you to stop texting", "STOPSTOPSTOP"),
        *("Per TCPA I revoke consent to text me at this number", "take my name off"),
        "Under the TCPA I am revoking any consent for calls or texts to this number",
        *("un subscribe", "Un-subscribe", "desist", "deactivate"),
        *("Terminate these messages", "remove me from this", "please block me from your messages"),
        *("This phone belongs to someone else now", "this number doesn't belong to Sam anymore"),
        *("Sam doesn't live here anymore", "how can I stop receiving these?"),
        *("I'd prefer not to receive texts", "I would rather not get these texts"),
        *("please do not send me any of these again", "Quit it with the messages"),
        *("lemme unsubscribe", "I'd like these texts to stop"),
        *("please refrain from texting me", "I prefer not to be contacted"),
        *("Hey Google stop", "stop honey", "I prefer not to be contacted on this number"),
    ],
)
def test_a_stop_is_heard_however_it_is_typed(text: str) -> None:
    found = hear(text)
    assert (found.asks_to_stop, found.unclear) == (True, False)
    assert found.besides in ("", "Texts cost me money")


@pytest.mark.parametrize(
    "text", ["stop for now", "stop until January", "don't want these anymore", "no mas"]
)
def test_a_stop_that_may_be_partial_is_for_people_and_no_cry(text: str) -> None:
    assert hear(text) == Heard(asks_to_stop=True, besides="", unclear=True)


@pytest.mark.parametrize(
    "text",
    ["I moved please stop", "I switched doctors please stop", "how do I make this stop"],
)
def test_a_stop_behind_a_clause_is_for_people_and_read_as_it_is(text: str) -> None:
    assert hear(text) == Heard(asks_to_stop=True, besides=text, unclear=True)


@pytest.mark.parametrize(
    "text",
    [
        "stop sending reminders about my colonoscopy, send the lab ones",
        "stop texting me about the flu clinic",
        "stop the refill texts but keep appointment reminders",
        "only appointment reminders please, no newsletters",
        *("Stop marketing only", "no more surveys", "stop the flu shot reminders"),
        *(
            "I'd like these to stop",
            "my husband doesn't live here anymore",
            "Hope doesn't live here anymore",
            "I'm reporting this number",
            "I only want appointment reminders",
            "Please only email me",
            "email only",
        ),
        "I will report this number to the FCC if you don't stop",
        *("stop calling, text instead", "harassment", "I will report you to the FCC"),
        "dejen de mandar promociones pero si quiero mis citas",
    ],
)
def test_a_stop_of_some_messages_is_for_people(text: str) -> None:
    found = hear(text)
    assert (found.asks_to_stop, found.unclear) == (True, True)


@pytest.mark.parametrize(
    ("text", "besides"),
    [
        ("wrong number but i need an ambulance", "i need an ambulance"),
        ("stop please help he is hitting me", "help he is hitting me"),
    ],
)
def test_a_stop_before_a_call_is_both(text: str, besides: str) -> None:
    assert hear(text) == Heard(asks_to_stop=True, besides=besides)


def test_a_told_stop_leaves_the_call_beside_it() -> None:
    found = hear("I sent stop already, my dad is having a stroke")
    assert found == Heard(asks_to_stop=True, besides="my dad is having a stroke")


@pytest.mark.parametrize(
    "text",
    [
        *("make it stop", "Can you make it stop? my ear hurts", "bus stop please"),
        *("where's the next stop please", "is this spam?", "my nose is blocked", "contact"),
        *("change my contact info", "turn this off", "can I get the quit smoking texts"),
        *("stop smoking texts", "should I discontinue the drug?", "tried to call, didn't work"),
        *("I tried to log in, it doesn't work", "tried to be removed from the waitlist"),
        *("how many times do I have to take it", "I don't want these pills", "stop my refills"),
        *("I do not consent to the procedure", "wrong # of pills in the bottle", "the front stoop"),
        *("wrong #3 on the form", "only the text part", "nonstop", "Stop and think about it"),
        *("no lab messages yet", "Where do I unsubscribe from the other clinic's newsletter?"),
        *("how can I stop having these?", "nerve block"),
        *("I'd prefer not to be called before noon", "I withdraw my permission to call my mom"),
        "It doesn't live here anymore",
        *(
            "I prefer not to get a shot",
            "should I terminate it",
            "my dad doesn't live here, he fell",
        ),
        *("I don't want to live here anymore", "I only want the reminder moved", "call only me"),
        *("I'd rather not have the surgery", "man I need help", "remove the stitches from this"),
        *("is there no survey", "no more surveys needed?", "stop the pain in my refill texts arm"),
    ],
)
def test_words_of_something_else_are_no_stop(text: str) -> None:
    assert not hear(text).asks_to_stop


@pytest.mark.parametrize(
    "piece", ["damn ", "you idiot ", "this is so ", "stop. ", "how many times "]
)
def test_anger_without_end_is_read_to_the_end(piece: str) -> None:
    assert hear("stop " + piece * 400).asks_to_stop


@pytest.mark.parametrize(
    "text",
    ["I don't want to get these seizures", "I don't want to keep getting these pains, help"],
)
def test_these_of_something_else_are_no_messages(text: str) -> None:
    assert hear(text) == Heard(asks_to_stop=False, besides=text)


@pytest.mark.parametrize(
    "text",
    ["stop until I kill myself", "stop for a stroke", "stop until after my surgery"],
)
def test_a_stop_until_no_day_leaves_all_its_words(text: str) -> None:
    assert hear(text) == Heard(asks_to_stop=True, besides=text, unclear=True)


@pytest.mark.parametrize(
    "text",
    [
        *("STOP \U0001f691", "\U0001f691 stop", "\U0001f6d1 \U0001f691"),
        *("\U0001f691\U0001f6d1", "sotp \U0001f198"),
    ],
)
def test_an_ambulance_beside_a_stop_is_read(text: str) -> None:
    assert hear(text).asks_to_stop
    assert "SOS" in hear(text).besides


@pytest.mark.parametrize(
    "text",
    ["which stop please", "my stop please", "train stop please", "the bleeding doesnt stop please"],
)
def test_a_place_to_stop_and_what_does_not_are_no_stop(text: str) -> None:
    assert not hear(text).asks_to_stop


@pytest.mark.parametrize(
    "text", ["stop texting me for the third time", "stop texting me for crying out loud"]
)
def test_anger_is_no_topic_that_limits_a_stop(text: str) -> None:
    assert (hear(text).asks_to_stop, hear(text).unclear) == (True, False)


@pytest.mark.parametrize(
    "text", ["stop for a few weeks", "pause until next month", "stop until 3/1"]
)
def test_a_stop_for_some_time_is_for_people(text: str) -> None:
    assert hear(text) == Heard(asks_to_stop=True, besides="", unclear=True)
