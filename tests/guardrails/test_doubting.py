"""What the reader of whole sentences may lower to a note, what stands whatever it says, and the
words that it must find a claim or a promise without."""

from __future__ import annotations

import pytest

from guardrails import Context, Guard


def severities(guard: Guard, text: str, rule: str) -> set[str]:
    findings = guard.check(text, Context()).findings
    return {finding.severity for finding in findings if finding.rule == rule}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Have asthma?", "DX-08"),
        ("Could it be lupus?", "DX-03"),
        ("Time is running out.", "FE-01"),
    ],
)
def test_a_few_words_that_are_all_there_is_cannot_be_a_pun(
    guard: Guard, text: str, rule: str
) -> None:
    assert severities(guard, text, rule) & {"block", "review"}


def test_the_same_words_in_a_story_are_lowered(guard: Guard) -> None:
    text = "Could it be Lyme disease? Why doctors ask about hikes, ticks and summer."
    assert guard.check(text, Context()).passed
    assert severities(guard, text, "DX-03") == {"info"}


@pytest.mark.parametrize("mild", ["allergies", "hay fever", "seasonal allergies", "dandruff"])
def test_what_many_have_and_lightly_may_be_doubted_below_an_illness(
    guard: Guard, mild: str
) -> None:
    assert guard.check(f"If you have asthma, your {mild} can make it worse.", Context()).passed


@pytest.mark.parametrize("grave", ["COPD", "peanut allergy", "anaphylaxis", "lupus"])
def test_another_illness_below_an_illness_is_never_doubted(guard: Guard, grave: str) -> None:
    text = f"If you have asthma, your {grave} can make it worse."
    assert "block" in severities(guard, text, "DX-02")


def test_skin_that_picks_up_color_is_no_illness(guard: Guard) -> None:
    assert guard.check("Your skin picking up some color", Context()).passed
    assert not guard.check("Your skin picking has a name.", Context()).passed


def test_a_pun_is_lowered(guard: Guard) -> None:
    text = "Your stroke is strong, says the swim coach."
    assert guard.check(text, Context()).passed
    assert severities(guard, text, "DX-02") == {"info"}


def test_who_is_told_to_stop_a_medicine_is_never_lowered(guard: Guard) -> None:
    """It promises nothing, so the reader of promises, who sees none, has no say."""
    text = "People should stop taking their pills before a visit."
    assert severities(guard, text, "CL-01") == {"review"}


@pytest.mark.parametrize(
    "text",
    [
        "We are expecting you at noon.",
        "The team is expecting you on Friday at two.",
        "Nothing can reverse dementia.",
        "Nobody can cure a cold",
    ],
)
def test_what_an_exception_of_its_file_matches_makes_no_claim(guard: Guard, text: str) -> None:
    assert guard.check(text, Context()).passed


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("For the results of the biopsy we are expecting you on Monday.", "DX-11"),
        ("They are expecting you at the dialysis unit.", "DX-12"),
        ("We are expecting you at the fertility clinic at ten.", "DX-12"),
        ("Nothing can reverse dementia like our drops.", "CL-01"),
    ],
)
def test_what_is_left_without_it_may_be_one_still(guard: Guard, text: str, rule: str) -> None:
    assert severities(guard, text, rule) == {"review"}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("If you have strep throat, your infection can spread.", True),  # the same, by its kind
        ("If you have schizophrenia, your mental illness can be treated.", True),
        ("If you have a mental illness, your depression can be treated.", True),
        ("If you have AFib, your irregular heartbeat may come and go.", True),
        ("If you have leukemia, your blood cancer may be rare.", True),
        ("If you have asthma, your gout may come and go.", False),
        ("If you have breast cancer, your lung cancer may be rare.", False),
    ],
)
def test_only_another_condition_than_the_one_under_if_cannot_be_doubted(
    guard: Guard, text: str, passes: bool
) -> None:
    assert guard.check(text, Context()).passed is passes
