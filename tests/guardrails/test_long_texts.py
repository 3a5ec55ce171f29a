"""Long texts: time grows in step with length, and what was not read closely is said."""

from __future__ import annotations

import cProfile
import pstats

import pytest

from guardrails import Context, Guard

CLAIM = "Our scale is clinically proven."
#: Each repeated to a long text: many findings of one kind, in one sentence or in many.
PIECES = {
    "one sentence": "your if you have diabetes, your mother's and other people like you ",
    "claims after introductions": "if you have diabetes, ask. You have asthma. ",
    "promises": "This tea is guaranteed to cure your gout. ",
    "names": "Mr. Keller takes insulin ",
    "names and stops": "Maria Lopez has asthma. ",
    "something hidden": "Tips for managing your dia\u200bbetes. ",
    "registered claims": f"{CLAIM} ",
    "cries": "Attention diabetics! ",
    "lines": "You may have heartburn after a large meal\n",
    "template marks": "{% if member %}Hello{% endif %} ",
    "addresses": "https://example.org/?topic=diabetes&id=4 ",
}


def _calls(guard: Guard, text: str) -> int:
    """How many functions, and steps of generators, one verdict takes."""
    profile = cProfile.Profile()
    profile.runcall(guard.check, text, Context(claims=frozenset({CLAIM})))
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("name", PIECES)
def test_twice_the_text_takes_twice_the_steps(guard: Guard, name: str) -> None:
    """Counted, not timed. What looks at all findings for each of them takes four times as many."""
    piece = PIECES[name]
    guard.check(piece * 10, Context(claims=frozenset({CLAIM})))
    once, twice = (_calls(guard, piece * (size // len(piece))) for size in (30_000, 60_000))
    assert twice < 2.3 * once


def test_what_was_not_read_closely_is_said(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"Yours was quiet in {month}." for month in ("May", "June", "July", "August"))
    assert guard.check(text + " ", Context()).findings == ()
    monkeypatch.setattr("guardrails.encoder.asking.MOST_READ", 3)
    verdict = guard.check(text, Context())
    assert not verdict.passed
    (finding,) = verdict.findings
    assert (finding.rule, finding.severity) == ("GU-05", "block")
    assert (finding.start, finding.end) == (0, len(text))


def test_a_hit_that_nobody_could_doubt_stands(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Your stroke is strong, says the swim coach."
    assert guard.check(text, Context()).passed
    monkeypatch.setattr("guardrails.encoder.asking.MOST_READ", 0)
    stopping = {finding.rule for finding in guard.check(text + " ", Context()).findings}
    assert {"DX-02", "GU-05"} <= stopping


def test_the_same_sentence_again_is_no_further_reading(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guardrails.encoder.asking.MOST_READ", 3)
    assert guard.check("Yours was quiet in May. " * 40, Context()).passed


def test_words_to_us_that_were_not_read_may_be_a_call_for_help(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Thanks, all is well with my arm. My knee was sore for a while. It is fine now."
    assert not guard.read_urgency(text).urgent
    monkeypatch.setattr("guardrails.encoder.asking.MOST_READ", 0)
    assert guard.read_urgency(text).urgent
