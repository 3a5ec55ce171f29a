"""Words that ask to stop, and words that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import inbound, stop_grammar, stop_of_the_gone, stop_told
from service.domain.grammar_parts import Expression
from service.domain.inbound import asks_to_stop, besides_stop, is_unclear_stop


class TestOptOutWords:
    @pytest.mark.parametrize(
        "word",
        [
            "stop",
            "stopall",
            "stop all",
            "quit",
            "end",
            "revoke",
            "opt out",
            "opt-out",
            "optout",
            "cancel",
            "unsubscribe",
        ],
    )
    @pytest.mark.parametrize(
        "shape", ["{}", "{}.", "{}!!!", "  {}\n", "Please {}", "'{}'", "{} 🛑"]
    )
    def test_word_alone_asks_to_stop(self, word: str, shape: str) -> None:
        text = shape.format(word)
        assert asks_to_stop(text)
        assert asks_to_stop(text.upper())
        assert asks_to_stop(text.title())

    @pytest.mark.parametrize(
        "text",
        [
            "stop please",
            "Stop, please.",
            "stop now",
            "STOP STOP STOP",
            "Stop texting me",
            "Stop texting me please",
            "please stop messaging me",
            "quit calling",
            "Stop sending me these texts",
            "stop sending messages",
            "stop the emails",
            "Please stop all messages",
            "unsubscribe me",
            "please remove me from your list",
            "take me off this list",
            "Don't text me",
            "Don\u2019t text me anymore",
            "do not contact me again",
            "no more texts please",
            "I want to opt out",
            "I'd like to opt-out please",
            "ＳＴＯＰ",
            "STOP\u00a0",
            "(stop)",
            "STOP PLEASE STOP",
            "stop it",
            "Stop this",
            "STOOOOP",
            "s t o p",
            "S.T.O.P",
            "unsuscribe",
            "unsub",
            "stop spamming me",
            "stop bombarding me with texts",
            "stop fucking texting me",
            "cancel texts",
            "stop texting me you idiots",
            "I told you to stop texting me!!!",
            "im not interested stop texting me",
            "stop sending me this crap",
            "Stop harassing me or I will sue you",
            "STOP with the reminders!!",
            "i do not want these messages",
            "I no longer want to receive these reminders",
            "I never signed up for these texts",
            "dont text me anymore",
            "please dont text me again",
            "dont contact me",
            "DO NOT CONTACT",
            "how do I stop these texts?",
            "Can you please stop?",
            "leave me alone",
            "Leave us alone please",
            "wrong number",
            "wrong number, leave me alone",
            "lose my number",
            "I revoke my consent to be texted",
            "stop texting my husband he died",
            "My husband is dead, stop writing him",
            "please stop texting my late wife, she passed away last year",
            "Please take my late husband off the mailing list, he died in March",
        ],
    )
    def test_everyday_phrase_asks_to_stop_and_for_nothing_else(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == ""

    @pytest.mark.parametrize(
        "text",
        [
            "Thanks. Stop.",
            "Stop. I moved away.",
            "I do not need this any more; unsubscribe",
            "Hello\nSTOP\nJane",
            "Who is this? Stop texting me!",
        ],
    )
    def test_sentence_of_its_own_asks_to_stop(self, text: str) -> None:
        assert asks_to_stop(text)


class TestLookAlikes:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            "...",
            "?!",
            "When does the pain stop?",
            "The bleeding will not stop",
            "Should I stop taking the tablets?",
            "I want to quit smoking",
            "cancel my appointment",
            "Please cancel my visit on Tuesday",
            "Can I cancel?",
            "the end",
            "end of the week works",
            "bus stop",
            "Stop by the front desk?",
            "non-stop",
            "stopped",
            "don't stop",
            "Do not stop texting me",
            "unsubscribed",
            "Where do I unsubscribe from the newsletter of the other clinic?",
            "I cannot revoke the form",
            "START",
            "YES",
            "can I stop my tablets?",
            "stop by at 9?",
            "stop taking the tablets",
            "please stop the bleeding",
            "stop bleeding",
            "I want to stop smoking",
            "quit smoking",
            "when does the walk stop",
            "should I stop, or go on?",
            "should I cancel my appointment",
            "Please cancel all my future appointments",
            "my pain won't stop",
            "make it stop",
            "unsubscribe me from nothing",
            "I did not mean to unsubscribe",
            "please do not unsubscribe me",
            "why did you stop texting me?",
            "my ex won't stop calling me",
            "he wont leave me alone",
            "I never asked you to stop texting me",
            "don't call me before 9, I sleep late",
            "you gave me the wrong number for the lab",
            "I don't want the tablets",
            "I don't want this baby",
            "sit on the stoop",
        ],
    )
    def test_word_inside_a_sentence_does_not(self, text: str) -> None:
        assert not asks_to_stop(text)

    def test_long_text_is_read_in_full(self) -> None:
        assert asks_to_stop("word " * 3_900 + ". stop")


class TestUnclear:
    """Silence is the safe answer, and the whole text is still read for urgency."""

    @pytest.mark.parametrize(
        "text", ["STOP Jane Smith", "stop ugly text", "No more", "enough", "I want to stop"]
    )
    def test_short_text_with_a_stop_word_is_left_alone_and_read(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            *("STOP HELP", "help stop", "Help stop please", "ayuda stop", "STOP or HELP"),
            *("stop/help", "help stop?", "ayuda alto", "stopall info"),
            "stop help please he is dying",
        ],
    )
    def test_both_keywords_stop_and_are_for_people(self, text: str) -> None:
        """Of the carriers' keywords the one to stop wins; "help" may be a cry, and is read."""
        assert asks_to_stop(text)
        assert is_unclear_stop(text)
        assert besides_stop(text) == text

    @pytest.mark.parametrize("text", ["help quit", "help me stop", "help stop the bleeding"])
    def test_help_to_stop_something_is_no_stop(self, text: str) -> None:
        assert not asks_to_stop(text)

    @pytest.mark.parametrize(
        "text", ["I want to end", "end it", "cancel everything", "forget me", "don't call anyone"]
    )
    def test_words_that_may_be_a_cry_are_read(self, text: str) -> None:
        assert not asks_to_stop(text)
        assert besides_stop(text) == text


class TestBesides:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("stop texting me, I want to die", "I want to die"),
            ("stop texting me I want to die", "I want to die"),
            ("I want to die. STOP", "I want to die."),
            ("leave me alone, I took all my pills", "I took all my pills"),
            ("leave me alone I took all my pills", "leave me alone I took all my pills"),
            ("wrong number. Who is this?", "Who is this?"),
            ("stop texting my mom is not breathing", "my mom is not breathing"),
            ("stop texting her face is drooping", "her face is drooping"),
            ("stop texting me she is dead", "she is dead"),
            ("stop texting her she is dead", ""),
            ("stop texting him he passed out", "him he passed out"),
            ("STOP 🆘", "STOP  SOS"),
            ("When are you open?", "When are you open?"),
        ],
    )
    def test_what_the_request_does_not_take_is_left(self, text: str, left: str) -> None:
        assert besides_stop(text) == left

    @pytest.mark.parametrize("text", ["🆘", "🆘🆘", " 🆘\n"])
    def test_sign_for_sos_is_read_as_its_letters(self, text: str) -> None:
        assert besides_stop(text) == "SOS"

    @pytest.mark.parametrize(
        "text", ["don't stop", "Don\u2019t stop!", "please dont stop texting me"]
    )
    def test_wish_for_more_is_nothing_to_read(self, text: str) -> None:
        assert besides_stop(text) == ""
        assert not asks_to_stop(text)

    def test_limit_is_read_without_its_denial(self) -> None:
        assert besides_stop("dont text me before 9") == "write to me before 9"

    @given(st.text())
    def test_any_text_is_read(self, text: str) -> None:
        assert isinstance(asks_to_stop(text), bool)
        assert asks_to_stop(text) or isinstance(besides_stop(text), str)

    @pytest.mark.parametrize(
        "words",
        [
            *("stop ", "please ", "i want you to ", "a, ", "of the ", "s t o p "),
            *("reply stop to ", "text stop 2 ", "i already texted stop and i still ", "i have "),
            *("i texted stop yesterday ", "i sent stop and you keep texting me these ", "reply "),
            *(
                "he died ",
                "this is his wife john ",
                "not a patient of the ",
                "thanks for all we had ",
            ),
            *("stop but ", "no more texts but keep ", "stop my ", "stop all except my ", "no "),
            *("dejen de ", "les pido que ", "no quiero ", "quiero que ", "por favor ", "más "),
        ],
    )
    def test_long_text_takes_no_long_time(self, words: str) -> None:
        assert isinstance(asks_to_stop(words * 3_000), bool)


def test_a_service_that_starts_has_compiled_every_expression() -> None:
    held = [
        value
        for grammar in (stop_grammar, stop_of_the_gone, stop_told)
        for value in vars(grammar).values()
        if isinstance(value, Expression)
    ]
    inbound.prepare()
    assert held
    assert all("compiled" in vars(one) for one in held)
