"""Stops that quote how one stops ("Reply STOP to opt out"), or tell that one did already."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.inbound import asks_to_stop, besides_stop, is_unclear_stop

KEYWORDS = ("STOP", "Stopall", "stop all", "QUIT", "end", "cancel", "UNSUBSCRIBE", "opt out")


class TestTheWayToStop:
    """Who copies the way to stop has taken it."""

    @pytest.mark.parametrize(
        "text",
        [
            "Reply STOP",
            "Reply STOP to opt out.",
            "reply stop to end",
            "Replying STOP",
            "Text STOP to opt out",
            "text stop please",
            "Txt STOP 2 end",
            "STOP2END",
            "stop 2 quit",
            "send stop",
            "Send STOP now",
            "Sending STOP",
            "Type STOP",
            "type the word STOP",
            "say stop",
            "respond with STOP",
            "STOP to opt out",
            "STOP to opt-out",
            "STOP to end",
            "STOP to unsubscribe",
            "STOP to end messages",
            "STOP to stop these texts",
            "stop to stop receiving messages",
            "STOP to cancel",
            "Reply STOP to unsubscribe from these messages",
            "Text STOP to 55512",
            "text STOP to this number",
            "text STOP to 319-555-0100",
            "Text UNSUBSCRIBE to unsubscribe",
            "Reply END",
            "Reply CANCEL to cancel",
            "Please text STOP to opt out, thanks",
            "Reply 'STOP' to opt out",
            'Reply "STOP"',
            "Reply \u201cSTOP\u201d to opt out",
            "Reply: STOP",
            "Reply STOP (please)",
            "Reply STOP at any time to opt out",
            "ok reply stop",
            "Reply STOP to opt out. Thanks!",
            "Reply STOP. Please.",
            "Reply STOP\nSTOP",
            "Responda STOP",
            "Responda ALTO para cancelar",
            "Envíe STOP para darse de baja",
            "envie ALTO",
            "Mande STOP por favor",
            "STOP para cancelar",
            "ALTO para no recibir más mensajes",
            "Responder PARE para dejar de recibir mensajes",
        ],
    )
    def test_is_a_stop_where_it_is_all_that_a_text_says(self, text: str) -> None:
        assert asks_to_stop(text)
        assert asks_to_stop(text.upper())
        assert besides_stop(text) == ""

    @given(
        lead=st.sampled_from(["reply", "Text", "SEND", "type", "please reply", "just text", ""]),
        word=st.sampled_from(KEYWORDS),
        tail=st.sampled_from(["to opt out", "to end", "to unsubscribe", "to quit", "2 stop"]),
        end=st.sampled_from(["", ".", "!!", " please", " now", "\n", " thanks."]),
    )
    def test_whatever_the_words(self, lead: str, word: str, tail: str, end: str) -> None:
        text = f"{lead} {word} {tail}{end}".strip()
        assume(not text.lower().startswith("end to end"))
        assert asks_to_stop(text)
        assert besides_stop(text) == ""

    @pytest.mark.parametrize(
        "text",
        ["unsubscribe all", "opt out all", "cancel all", "OPT-OUT ALL", "unsubscribe everything"],
    )
    def test_all_is_more_of_it(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == ""

    @pytest.mark.parametrize("text", ["end all", "quit all"])
    def test_words_that_may_be_a_cry_are_read_too(self, text: str) -> None:
        assert is_unclear_stop(text)
        assert besides_stop(text) == text

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("Reply STOP. I want to die", "I want to die"),
            ("Text STOP to opt out. My chest hurts", "My chest hurts"),
            ("Hi there. Reply STOP", "Hi there"),
            ("Reply STOP to opt out?", "Reply STOP to opt out?"),
        ],
    )
    def test_other_words_beside_it_are_read_with_it(self, text: str, left: str) -> None:
        assert asks_to_stop(text)
        assert is_unclear_stop(text)
        assert left in besides_stop(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Reply all to the team",
            "Can I text stop by?",
            "Can I text STOP?",
            "Should I reply STOP?",
            "What happens when I reply STOP?",
            "What does reply STOP to opt out mean?",
            'What does "Reply STOP to opt out" mean?',
            'Your message says "Reply STOP to opt out" and I do not want that',
            "do not reply stop",
            "I will not reply STOP",
            "I sent all the forms",
            "cancel all my worries",
            "cancel all my appointments",
            "Cancel all visits this week",
            "stop all pain meds",
            "opt out all my kids from the flu shot",
            "unsubscribe all my patients?",
            "reply by end of day",
            "Text me at the end",
            "send the end date",
            "Type 2 diabetes",
            "type end of message",
            "text quit smoking tips",
            "Text QUIT to the smoking line is what my doctor said",
            "Reply cancel to my appointment",
            "Reply C to cancel",
            "Reply YES to confirm",
            "Reply CANCEL to cancel my visit",
            "Reply STOP to cancel your visit on Tuesday",
            "stop to rest",
            "stop three times a day",
            "quit three times",
            "cancel twice",
            "this is my stop",
            "cancel everything",
            "stop to pick up my pills",
            "Can I stop to end my visit early",
            "stop to think",
            "end to end",
            "cancel to rebook",
            "quit to save my lungs",
            "I want to stop to see you tomorrow",
            "The bus stop to the clinic",
            "send stop watch",
            "say stop to drugs",
            "send all my records",
            "I have to text all day",
            "Thanks for the text. See you at the end of the week",
            "Your visit is on Tuesday at 9. Come 15 min early. Reply STOP to opt out.",
            "You booked a visit with us for Monday. Reply STOP to opt out",
            "To change: 319-555-0112. Reply STOP to opt out.",
            "para cancelar mi cita",
            "Responda SI para confirmar",
            "¿Envío STOP?",
            "alto para comer",
            "Responda cuando pueda",
            "pare para descansar",
        ],
    )
    def test_words_that_only_hold_it_are_none(self, text: str) -> None:
        assert not asks_to_stop(text)


class TestToldAlready:
    """Who says that they did stop, or asked to, asks once more."""

    @pytest.mark.parametrize(
        "text",
        [
            "I already replied STOP",
            "I texted STOP",
            "I texted STOP yesterday",
            "I texted STOP yesterday and still get these",
            "I texted STOP yesterday, and I still get these messages!",
            "i sent stop twice",
            "I've sent STOP 3 times already",
            "I have replied STOP many times",
            "I typed stop and you keep texting me",
            "We already texted STOP last week",
            "I replied with STOP and I am still getting texts",
            "I texted you STOP",
            "I texted the word STOP",
            "I keep texting STOP",
            "I keep replying STOP and nothing happens",
            "I already said STOP",
            "i already opted out",
            "I opted out last week and keep getting texts",
            "I already unsubscribed",
            "I unsubscribed last month but you still text me",
            "I have unsubscribed twice",
            "I said stop 3 times",
            "I replied STOP. Why am I still getting these?",
            "Who is this? I already replied STOP",
            "I told you to stop three times",
            "already texted STOP",
            "replied stop twice",
            "already unsubscribed!",
            "I'm replying STOP",
            "I tried texting STOP",
            "I tried to opt out twice",
            "I asked to be removed from your list",
            "please stop, I already texted stop",
            "Ya respondí STOP",
            "ya mandé ALTO y siguen llegando",
            "Ya envié STOP dos veces",
            "ya les mandé STOP ayer",
            "Ya me di de baja",
            "ya cancelé la suscripción y me siguen escribiendo",
            "You keep texting me after I said STOP",
            "Why do I keep getting these after texting STOP",
            "After I texted STOP you still text",
            "Replying STOP does not work",
            "texting stop isn't working",
            "You made a mistake. I texted STOP",
            "I replied STOP. There must be a mistake",
            "I replied STOP. I don't need these again",
        ],
    )
    def test_it_is_a_stop(self, text: str) -> None:
        assert asks_to_stop(text)
        assert asks_to_stop(text.lower())

    @pytest.mark.parametrize(
        "text",
        [
            "I already replied STOP",
            "I texted STOP yesterday and still get these",
            "i sent stop twice",
            "I replied with STOP and I am still getting texts",
            "I keep replying STOP and nothing happens",
            "ya mandé ALTO y siguen llegando",
        ],
    )
    def test_and_asks_for_nothing_else(self, text: str) -> None:
        assert besides_stop(text) == ""

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("I already replied STOP. I want to die", "I want to die"),
            ("I texted STOP yesterday. My chest hurts", "My chest hurts"),
        ],
    )
    def test_what_else_it_says_is_read(self, text: str, left: str) -> None:
        assert asks_to_stop(text)
        assert left in besides_stop(text)

    @pytest.mark.parametrize(
        "text",
        [
            "I replied STOP by mistake",
            "I accidentally replied STOP",
            "I texted STOP by accident, please text me again",
            "I replied STOP. It was a mistake",
            "I replied STOP. Sorry, I didn't mean to",
            "I texted STOP yesterday but I want the reminders back",
            "I sent STOP in error. Please start again",
            "I never replied STOP",
            "They keep bothering me after I said stop",
            "He keeps calling me after I said stop",
            "I replied STOP. I want my messages back",
            "I did not text STOP",
            "I didn't opt out",
            "If I text STOP, what happens?",
            "When I reply STOP do I lose my visit?",
            "Did I opt out?",
            "have I opted out?",
            "I texted STOP to my pharmacy",
            "I told him to stop three times",
            "I texted my daughter to stop by",
            "I sent the end of year form",
            "I sent all the forms yesterday",
            "I replied yesterday",
            "I cancelled my appointment already",
            "I already cancelled",
            "I already quit",
            "I quit smoking last week",
            "I said stop the bleeding",
            "I opted out of the study",
            "I opted out of the surgery last week",
            "my nurse said stop and rest",
            "I unsubscribed from the gym",
            "I tried to stop smoking twice",
            "I asked to be removed from the surgery list",
            "I tried to cancel my visit",
            "ya cancelé mi cita",
            "Mandé STOP por error",
            "ya mandé la receta",
        ],
    )
    def test_words_that_take_it_back_or_are_of_something_else_are_none(self, text: str) -> None:
        assert not asks_to_stop(text)


class TestSomebodyElsesPhone:
    @pytest.mark.parametrize(
        "text",
        [
            "Stop calling my mom's phone. she passed",
            "Stop calling my mom\u2019s phone",
            "stop texting my late husband's number he died",
            "stop texting my moms cell",
            "please stop calling her phone",
            "don't text my dad's phone",
            "stop sending texts to my mom's phone",
        ],
    )
    def test_is_a_stop(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == ""

    def test_what_follows_may_be_said_of_them(self) -> None:
        assert "not breathing" in besides_stop("stop calling my mom's phone she is not breathing")

    @pytest.mark.parametrize("text", ["my mom's phone is broken", "call my mom's phone"])
    def test_others_are_none(self, text: str) -> None:
        assert not asks_to_stop(text)


class TestSpanishWithoutWhom:
    @pytest.mark.parametrize(
        "text",
        [
            "no llamen mas",
            "No llamen más por favor",
            "ya no llamen",
            "no llame más",
            "no escriban mas",
            "ya no escriban",
            "no contacten más",
            "no llamen a esta hora",
            "no manden mas",
            "nunca más llamen",
            "no vuelvan a llamar",
            "no sigan llamando",
        ],
    )
    def test_is_a_stop(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == ""

    @pytest.mark.parametrize(
        "text",
        [
            "no llamen antes de las 9",
            "no llamen a la policía",
            "no llamaron más",
            "no llaman",
            "no llamen a mi trabajo, llamen a mi casa",
            "si no llaman voy",
            "no llamé",
            "no escriban la receta todavía",
        ],
    )
    def test_words_of_something_else_are_none(self, text: str) -> None:
        assert not asks_to_stop(text)
