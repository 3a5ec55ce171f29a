"""Words that ask to stop, and words that only look like them."""

from __future__ import annotations

import pytest

from service.domain.inbound import asks_to_stop, is_stop_word


class TestStopWord:
    @pytest.mark.parametrize("text", ["stop", "QUIT", " Opt out. ", "'cancel'", "ＳＴＯＰ", "End!"])
    def test_a_word_alone_is_one(self, text: str) -> None:
        assert is_stop_word(text)

    @pytest.mark.parametrize("text", ["", "stop it", "I want to end it", "stop please", "quits"])
    def test_anything_more_is_none(self, text: str) -> None:
        assert not is_stop_word(text)


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
        ],
    )
    def test_everyday_phrase_asks_to_stop(self, text: str) -> None:
        assert asks_to_stop(text)

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
        ],
    )
    def test_word_inside_a_sentence_does_not(self, text: str) -> None:
        assert not asks_to_stop(text)

    def test_long_text_is_read_in_full(self) -> None:
        assert asks_to_stop("word " * 3_900 + ". stop")
