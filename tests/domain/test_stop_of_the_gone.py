"""Texts that only tell of a death, or of somebody who is no patient any more, are flagged."""

from __future__ import annotations

import pytest

from service.domain.inbound import asks_to_stop, besides_stop, is_unclear_stop


class TestOnlyTold:
    @pytest.mark.parametrize(
        "text",
        [
            "he passed away last month",
            "this is his wife, John died",
            "this is his wife John died",
            "John died",
            "Mr. Smith has passed",
            "deceased",
            "Patient deceased, please remove from list",
            "He is no longer with us",
            "he's dead",
            "We lost him in May",
            "I lost my husband last month",
            "he died of cancer in June",
            "Just letting you know that my wife passed away. We had 40 good years together.",
            "My husband passed away on March 3rd. Thank you for all your care.",
            "Hi this is Mary, John's daughter. My dad passed away two weeks ago. Please update"
            " your records.",
            "I'm sorry to inform you that my son Tim died on 11/2/2026",
            "Please cancel his appointments, he died",
            "He has died. He does not need a flu shot.",
            "you are texting a dead man",
            "mi esposo falleció el mes pasado",
            "fallecio mi mama",
        ],
    )
    def test_a_death_is_for_people_to_read(self, text: str) -> None:
        assert asks_to_stop(text)
        assert is_unclear_stop(text)
        assert besides_stop(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            "I am no longer a patient",
            "we moved, not your patient anymore",
            "im not a patient",
            "I'm not a patient of Dr. Lee any more",
            "we don't go there anymore",
            "I moved out of state",
            "I switched doctors",
            "I have a new doctor now",
            "This is not John",
            "Nobody by that name here",
            "ya no soy paciente",
        ],
    )
    def test_somebody_who_is_no_patient_is_for_people_to_read(self, text: str) -> None:
        assert asks_to_stop(text)
        assert is_unclear_stop(text)
        assert besides_stop(text) == text


class TestLookAlikes:
    @pytest.mark.parametrize(
        "text",
        [
            *("my phone died", "Phone died sorry", "wifi died", "dead battery", "my dog died"),
            *("he died laughing", "I'm dead lol", "I am dead tired", "who died?", "nobody died"),
            *("he almost died", "I thought he died", "the line is dead", "My hand is dead"),
            *("he passed out", "my kidney stone passed", "she passed the exam", "Labor has passed"),
            *("my cough is gone", "he's gone to work", "she is gone until Monday"),
            *("I lost my phone", "we lost the form", "I moved", "I moved my appointment"),
            "we moved, new address 12 Main St",
            *("I'm not a patient person", "I am not patient", "I am a new patient"),
            *("This is not good", "I'm not feeling well", "he is no longer in pain"),
            *("Thanks for everything", "Hi this is Mary", "I have a new doctor's note"),
        ],
    )
    def test_none_of_them_is_told_of_a_recipient(self, text: str) -> None:
        assert not asks_to_stop(text)

    @pytest.mark.parametrize(
        "text",
        [
            "my dad died of a heart attack in 1990, should I be tested?",
            "my dad died of a heart attack in 1990",
            "my mother died of breast cancer at 50",
            "my grandfather died when I was young",
            "My father died last year and I need a new appointment",
            "My dad passed away last week, can I reschedule?",
        ],
    )
    def test_who_tells_of_a_family_goes_on_being_written_to(self, text: str) -> None:
        assert not asks_to_stop(text)


def test_a_plain_stop_beside_a_death_is_clear() -> None:
    for text in ("stop texting my husband he died", "He passed away. STOP"):
        assert asks_to_stop(text)
        assert not is_unclear_stop(text)


def test_a_call_beside_a_death_is_read() -> None:
    assert besides_stop("John died. I took all my pills") == "John died. I took all my pills"
