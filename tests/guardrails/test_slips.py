"""The gravest words as thumbs, ears and dictation spell them."""

from __future__ import annotations

import pytest

from guardrails.slips import put_right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Chess pain and sweating", "chest pain and sweating"),
        ("my chest hurst", "my chest hurts"),
        ("chest pane", "chest pain"),
        ("HART ATTACK", "heart attack"),
        ("i think im having a hart atack", "i think im having a heart attack"),
        ("heart attach", "heart attack"),
        ("having a strok", "having a stroke"),
        ("cant brethe", "cant breathe"),
        ("hes not breething", "hes not breathing"),
        ("allergic rection to shrimp", "allergic reaction to shrimp"),
        ("anafilaxis", "anaphylaxis"),
        ("she passd out", "she passed out"),
        ("suiside", "suicide"),
        ("plz hlp me", "plz help me"),
        ("HLP ME", "help ME"),
        ("shes bleading", "shes bleeding"),
    ],
)
def test_a_slip_is_put_right(text: str, right: str) -> None:
    assert put_right(text) == right


@pytest.mark.parametrize(
    "text",
    [
        *(
            "the chess club",
            "chess hurts my brain",
            "hart beat the odds",
            "Dr. Hart",
            "breath mints",
        ),
        *("pasted out the link", "one stroke", "attach the heart report", "heart attachments"),
        *("I can't breathe", "helping", "brother", "chest x-ray", "I have HLP", ""),
    ],
)
def test_other_words_stay(text: str) -> None:
    assert put_right(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((said, "emergency") for said in ("chess pain", "hart attack", "heart attak pls")),
        *((said, "emergency") for said in ("cant brethe", "alergic reaction", "Plz hlp me")),
        ("suiside", "crisis"),
    ],
)
def test_a_call_with_a_slip_is_heard(guard, text: str, kind: str) -> None:
    assert guard.read_urgency(text).kind == kind
