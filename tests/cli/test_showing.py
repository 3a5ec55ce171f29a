"""What the terminal says of a decision, line by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.doubles import BrokenGuard

Bedside = Callable[..., Run]
HANDED_ON = "  hand-off: nurse line, within 10 minutes; written 2026-11-24 15:59 UTC"
UNREAD = (
    "  urgent: the person's own words could not be read, and may ask for help (emergency)",
    HANDED_ON,
    "  the words could not be read: a person must, and may find a call for help",
)


def told(bedside: Bedside, text: str) -> list[str]:
    """What stands above the message of those who wrote this."""
    signal = {"id": "sig-1", "type": "message.received", "at": "2026-11-24T15:59:30Z", "text": text}
    Path("words.json").write_text(json.dumps(signal))
    run = bedside(
        *("decide", "words.json", "--standing", "standing.json", "--channel", "email"),
        *("--now", "2026-11-24T16:00:00Z"),
    )
    assert (run.code, run.err) == (0, "")
    return run.out.partition("\n\n")[0].splitlines()


def test_words_in_another_language_are_said_to_be_unread(bedside: Bedside) -> None:
    lines = told(bedside, "gracias, nos vemos el martes, muy bien")
    assert lines == ["escalate  email  -", *UNREAD]


def test_words_in_another_language_that_ask_to_stop_say_both(bedside: Bedside) -> None:
    lines = told(bedside, "ALTO. Gracias, nos vemos el martes, muy bien")
    assert lines == [
        "escalate  email  -",
        *UNREAD,
        "  the inbound text asks to stop: record the opt-out",
    ]


def test_words_that_the_guard_failed_to_read_are_said_to_be_unread(
    bedside: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.wiring.the_guard", BrokenGuard)
    lines = told(bedside, "See you on Tuesday, thanks")
    assert lines == [
        "escalate  email  -",
        *UNREAD,
        "  alert: no safety reply: the guard refused the words: GU-01",
    ]


def test_words_that_were_read_are_not_said_to_be_unread(bedside: Bedside) -> None:
    lines = told(bedside, "my chest hurts really bad and I cant catch my breath")
    assert lines == [
        "escalate  email  -",
        "  urgent: the person's own words ask for help (emergency)",
        HANDED_ON,
    ]
