"""A registered claim is known however its words are set, and by its words alone."""

from __future__ import annotations

import pytest

from guardrails import Context, Guard, registered
from guardrails.mapped import Mapped
from guardrails.verdict import Format

CLAIM = "Our scale isn't only light; it is clinically proven to be accurate."


def _held(guard: Guard, text: str, form: Format = "text", claim: str = CLAIM) -> set[str]:
    context = Context(format=form, claims=frozenset({claim}))
    return {finding.rule for finding in guard.check(text, context).findings if finding.stops}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("text", CLAIM),
        ("text", CLAIM.replace("'", "\u2019")),
        ("text", CLAIM.replace("clinically ", "clinically\n")),
        ("text", CLAIM.replace("; it is", ";  it is")),
        ("html", f"<p>{CLAIM}</p>"),
        ("html", f"<p>{CLAIM.replace('clinically proven', '<b>clinically</b> proven')}</p>"),
        ("html", f"<p>{CLAIM.replace(chr(39), '&rsquo;').replace('proven ', 'proven<br>')}</p>"),
        ("markdown", CLAIM.replace("clinically proven", "**clinically proven**")),
    ],
)
def test_the_same_words_set_otherwise(guard: Guard, form: Format, text: str) -> None:
    assert _held(guard, text, form) == set()
    assert "CL-02" in _held(guard, text, form, claim="Our scale is light.")


@pytest.mark.parametrize(
    "text",
    [
        CLAIM.replace("accurate", "more accurate"),
        CLAIM.replace("clinically ", "clinically\n\n"),
        CLAIM.replace("Our scale", "Our tea"),
    ],
)
def test_other_words(guard: Guard, text: str) -> None:
    assert "CL-02" in _held(guard, text)


@pytest.mark.parametrize(
    "gap",
    ["\u2029", "\r\r", "\r \r", "\r\n\r\n", "\u2028\u2028", "\n\r", "\r\n\r", "\r\u2028", "\x85\r"],
)
def test_an_empty_line_parts_a_claim_however_it_is_written(guard: Guard, gap: str) -> None:
    parted = CLAIM.replace("clinically ", f"clinically{gap}")
    assert "CL-02" in _held(guard, parted)
    assert "CL-02" in _held(guard, f"**Do** walk.\n\n{parted}", "markdown")


@pytest.mark.parametrize("gap", ["\r", "\r\n", "\u2028", "\x85", " \r\n "])
def test_a_line_that_wraps_parts_none(guard: Guard, gap: str) -> None:
    assert _held(guard, CLAIM.replace("clinically ", f"clinically{gap}")) == set()


def test_in_html_a_line_break_of_the_source_is_a_blank(guard: Guard) -> None:
    text = CLAIM.replace("clinically ", "clinically\r\r")
    assert _held(guard, f"<p>{text}</p>", "html") == set()


def test_a_claim_twice_in_a_text(guard: Guard) -> None:
    assert _held(guard, f"{CLAIM} Really. {CLAIM}") == set()
    assert "CL-02" in _held(guard, f"{CLAIM} It is clinically proven.")


def test_of_many_claims_only_those_that_may_be_there_are_looked_for_closely() -> None:
    claims = [f"Walk {number} is good." for number in range(3_000)]
    before = registered._wording.cache_info().misses
    text = "Walk 7 is good. Walk 8 is good."
    assert registered.said(claims, Mapped(text), text, blank=False).hold(16, len(text))
    assert registered._wording.cache_info().misses - before <= 2


def test_a_claim_of_blanks_is_none(guard: Guard) -> None:
    assert "CL-02" in _held(guard, CLAIM, claim=" \n ")
