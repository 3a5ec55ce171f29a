"""START and HELP with courtesy beside them, and with more than that."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.domain.keywords import asks_for_help, asks_to_start
from service.domain.standing import OptOut
from tests.factories import make_standing


@pytest.mark.parametrize(
    "text",
    ["HELP", "help thanks", "Hi, HELP", "Help?", "info please", "AYUDA gracias", "INFO, pls"],
)
def test_help_with_courtesy_is_the_keyword(text: str) -> None:
    assert asks_for_help(text)


@pytest.mark.parametrize("text", ["help please", "ayuda por favor", "help me", "thanks", "hi", ""])
def test_a_plea_and_courtesy_alone_are_not(text: str) -> None:
    assert not asks_for_help(text)


STOPPED = make_standing(opt_outs=(OptOut(channel="sms", at=datetime(2026, 11, 1, tzinfo=UTC)),))


@pytest.mark.parametrize(
    "text",
    [
        "START",
        "start please",
        "Start again, thanks",
        "text me again",
        "resume",
        "opt in",
        "S\u00ed",
        "comenzar",
    ],
)
def test_a_wish_to_start_with_courtesy_is_one(text: str) -> None:
    assert asks_to_start(text, STOPPED, "sms")
    assert not asks_to_start(text, make_standing(), "sms")


@pytest.mark.parametrize("text", ["yes I can come", "start the pills", "please", "thanks " * 400])
def test_more_words_are_none(text: str) -> None:
    assert not asks_to_start(text, STOPPED, "sms")
