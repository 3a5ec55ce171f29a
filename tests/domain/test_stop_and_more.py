"""A stop word with another clause behind it, and requests to stop only some messages."""

from __future__ import annotations

import pytest

from service.domain.inbound import asks_to_stop, besides_stop, is_unclear_stop


class TestStopWordBeforeAClause:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("STOP but my chest hurts", "my chest hurts"),
            ("STOP my chest hurts so bad", "my chest hurts so bad"),
            ("STOP and my baby is not breathing", "my baby is not breathing"),
            ("STOP because I want to die", "I want to die"),
            ("STOP I can't breathe", "I can't breathe"),
            ("STOP my chest hurts what do I do?", "my chest hurts what do I do?"),
            ("stop baby is turning blue right now", "baby is turning blue right now"),
            ("Please stop my husband collapsed", "my husband collapsed"),
            ("STOP help me I am bleeding", "help me I am bleeding"),
            ("unsubscribe me but I took too many pills", "I took too many pills"),
            ("no more texts but my chest hurts", "my chest hurts"),
            ("stop but where do I park", "where do I park"),
            ("🛑 I want to die", "I want to die"),
            ("🛑🛑 my chest hurts", "my chest hurts"),
            ("ALTO pero me duele el pecho", "me duele el pecho"),
            ("ALTO no puedo respirar", "no puedo respirar"),
        ],
    )
    def test_stops_and_leaves_the_clause(self, text: str, left: str) -> None:
        assert asks_to_stop(text)
        assert not is_unclear_stop(text)
        assert besides_stop(text) == left

    @pytest.mark.parametrize(
        "text",
        [
            *("Stop it hurts", "please stop it hurts so much", "stop this I can't take it"),
            *("stop for now I want to die", "pause these texts for now my chest hurts"),
            *("stop until tomorrow he is not breathing", "stop these he isn't breathing"),
            *("stop these my dad collapsed", "go away I want to die", "leave me alone he is dead"),
            *("fuck off I took all my pills", "not interested I have chest pain"),
            "déjenme en paz me quiero morir",
        ],
    )
    def test_words_that_may_be_both_are_both(self, text: str) -> None:
        assert is_unclear_stop(text)
        assert besides_stop(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            *("Stop the bleeding", "🛑 the bleeding", "🛑 smoking", "🛑 sign is broken"),
            *("stop these pills are making me sick", "stop for now the bleeding", "go away pain"),
            *("he won't go away I want to die", "will it go away I have a rash"),
            "please stop the bleeding it is everywhere",
            "stopped breathing",
            "stop my headache",
            "stop my water pills before surgery",
            "stop and rest",
            "Stop and think about the tablets",
            "stop sign is broken at your lot",
            "stop the pain that is in my leg",
            "Stop because it hurts?",
            "Stop because of the side effects",
            "stop taking the tablets but my doctor said go on",
            "stop smoking but I still cough",
            "stop the tablets and I feel fine",
            "no messages but I was told there would be",
            "no reminders but I remembered",
            "stop by and I will sign",
        ],
    )
    def test_stop_with_what_is_to_stop_is_of_that(self, text: str) -> None:
        assert not asks_to_stop(text)


class TestWhereAPhoneRings:
    @pytest.mark.parametrize(
        "text",
        [
            "please stop calling my home",
            "please stop phoning my home",
            "stop calling our office",
            "don't call my home",
        ],
    )
    def test_a_place_is_a_number(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == ""

    def test_a_home_nurse_is_somebody(self) -> None:
        assert not asks_to_stop("stop calling my home health nurse")


class TestSomeMessages:
    @pytest.mark.parametrize(
        "text", ["no more marketing", "No marketing please", "I don't want marketing", "no promos"]
    )
    def test_marketing_is_messages(self, text: str) -> None:
        assert asks_to_stop(text)
        assert not is_unclear_stop(text)
        assert besides_stop(text) == ""

    @pytest.mark.parametrize(
        "text",
        [
            "no marketing please but keep visit reminders",
            "no marketing please, but keep visit reminders",
            "stop all except my reminders",
            "stop sending me marketing but keep the reminders",
            "no más publicidad pero sí recordatorios",
            "STOP Jane Smith",
            "No more",
        ],
    )
    def test_how_far_a_stop_reaches_is_for_people(self, text: str) -> None:
        assert asks_to_stop(text)
        assert is_unclear_stop(text)

    @pytest.mark.parametrize(
        "text",
        ["My job is marketing", "stop all blood thinners except aspirin", "keep my reminders"],
    )
    def test_others_are_none(self, text: str) -> None:
        assert not asks_to_stop(text)

    @pytest.mark.parametrize("text", ["STOP", "stop texting me", "Thanks. Stop."])
    def test_a_plain_stop_is_clear(self, text: str) -> None:
        assert asks_to_stop(text)
        assert not is_unclear_stop(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Stop texting I am at a funeral", "I am at a funeral"),
        ("stop texting my mom is not breathing", "my mom is not breathing"),
        ("ALTO por favor me duele", "me duele"),
        ("alto ya no puedo respirar", "no puedo respirar"),
    ],
)
def test_a_stop_runs_into_another_clause(text: str, left: str) -> None:
    assert asks_to_stop(text)
    assert left in besides_stop(text)
