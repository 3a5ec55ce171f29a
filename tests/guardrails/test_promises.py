"""Promises and threats in words that no rule has: found, explained, and never found twice."""

from dataclasses import replace

import pytest

from guardrails import Context
from guardrails.promises import PROMISE_RULE

MAIL = Context(channel="email")
UNSPOKEN = "Every single patient of ours walks without a stick after one session."


def _promises(guard, text: str, context: Context = MAIL) -> list:
    why = guard.parts.rule(PROMISE_RULE).why
    return [f for f in guard.check(text, context).findings if f.why.startswith(why)]


def test_a_promise_that_no_rule_has_words_for_goes_to_review(guard):
    (finding,) = _promises(guard, UNSPOKEN)
    assert finding.severity == "review"
    assert finding.rule in {"CL-01", "CL-02", "CL-03"}
    assert finding.text == UNSPOKEN
    assert finding.trigger == "after one session"


def test_a_registered_claim_may_be_made_word_for_word(guard):
    registered = replace(MAIL, claims=frozenset({UNSPOKEN}))
    assert _promises(guard, UNSPOKEN, registered) == []
    other = replace(MAIL, claims=frozenset({"Every patient of ours walks."}))
    assert _promises(guard, UNSPOKEN, other)


def test_what_a_rule_has_judged_is_not_judged_again(guard):
    text = "This tea cures gout."
    assert "CL-01" in {f.rule for f in guard.check(text, MAIL).stopping}
    assert _promises(guard, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "There is no cure for tinnitus, but many people find ways to live with it.",
        "Call 911 if somebody has chest pain that does not go away.",
        "The best time to call is before nine.",
        "Guaranteed parking for visitors with a blue badge.",
    ],
)
def test_plain_help_promises_nothing(guard, text):
    assert guard.check(text, MAIL).passed


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Are vaccines risk-free? No medicine is, but serious problems are rare.", "CL-02"),
        ("Can a magnet cure arthritis? No study shows it.", "CL-01"),
    ],
)
def test_listed_words_that_promise_nothing_only_note(guard, text, rule):
    verdict = guard.check(text, MAIL)
    assert verdict.passed
    assert any(f.rule == rule and f.severity == "info" for f in verdict.findings)


@pytest.mark.parametrize("heading", ["", "Myths", "IF", "Not true", "A film"])
def test_no_heading_makes_a_promise_harmless(guard, heading):
    assert not guard.check(f"{heading}\n\nThis tea cures gout.", MAIL).passed
