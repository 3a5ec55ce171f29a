"""Whatever comes in, a verdict comes out, and what could not be read is a reject."""

from __future__ import annotations

import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guardrails import Context, Guard
from guardrails.guard import MOST_CHARACTERS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01\x02",
        "\ud800 lone \udfff",
        "\u202eesrever\u202c",
        " " * 1_000_000,
        "<" * 50_000,
        "<p " * 20_000,
        "<!--" * 20_000,
        "&" * 50_000,
        "[" * 20_000 + "](" * 20_000,
        "\U0001f468\u200d" * 5_000,
        "a" * 300_000,
    ],
    ids=["empty", "binary", "surrogates", "bidi", "blanks", "lt", "tags", "comments", "amps",
         "links", "emoji", "run"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_odd_text_gets_a_verdict(guard, text, form):
    """Read to the end: neither a fault of the guard's own nor a time-out."""
    verdict = guard.check(text, Context(format=form))
    assert not {"GU-01", "GU-03"} & set(codes(verdict))


def codes(verdict):
    return [finding.rule for finding in verdict.findings]


def test_too_large_is_rejected(guard):
    verdict = guard.check("a" * (MOST_CHARACTERS + 1), Context())
    assert (verdict.passed, codes(verdict)) == (False, ["GU-02"])


def test_unknown_language_is_rejected(guard):
    verdict = guard.check("Hola", Context(locale="es-US"))
    assert (verdict.passed, codes(verdict)) == (False, ["GU-04"])


def test_no_text_at_all_is_rejected(guard):
    verdict = guard.check(None, Context())  # type: ignore[arg-type]
    assert (verdict.passed, codes(verdict)) == (False, ["GU-01"])


def test_defect_of_our_own_is_rejected_and_not_remembered(guard, monkeypatch):
    def broken(*_):
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        patch.setattr("guardrails.guard.read", broken)
        verdict = guard.check("A text that nobody read before.", Context())
        assert (verdict.passed, codes(verdict)) == (False, ["GU-01"])
    assert guard.check("A text that nobody read before.", Context()).passed


def test_time_out_is_rejected():
    verdict = Guard(seconds=0).check("Hello there.", Context())
    assert (verdict.passed, codes(verdict)) == (False, ["GU-03"])


def test_failing_urgency_reading_is_urgent(guard, monkeypatch):
    monkeypatch.setattr("guardrails.urgency.read_text", lambda *_: 1 / 0)
    assert guard.read_urgency("hello").urgent


@pytest.mark.slow
def test_one_megabyte_of_adversarial_text_is_read_to_its_end(guard):
    """How long it takes is measured by `python -m tests.bench.bench_guard`."""
    maze = "if you have diabetes, your mother's and other people like you, you have asthma. "
    claim = maze.replace(", you have", ". You have")
    for piece in (maze, claim):
        verdict = guard.check(piece * (1_000_000 // len(piece)), Context())
        assert not {"GU-01", "GU-03"} & set(codes(verdict))
    assert not verdict.passed


def test_threads_agree(guard):
    texts = [f"Tips {n} for managing your asthma." for n in range(40)]
    seen: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: seen.extend(guard.check(t, Context()).passed for t in texts)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [False] * 160


FORMATS = st.sampled_from(["text", "html", "markdown"])


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=300), form=FORMATS)
def test_any_text_gets_a_verdict_with_spans_inside_it(guard, text, form):
    verdict = guard.check(text, Context(format=form))
    assert not any(finding.rule.startswith("GU-") for finding in verdict.findings)
    for finding in verdict.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text


PIECES = st.sampled_from(
    ["your", "you have", "diabetes", "if", ",", ".", "not", "<b>", "&shy;", "\u200b", "?", "\n\n",
     "mother's", "{{", "risk", "1", "**", "d1abetes", "people with", "Zorblatt's"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, max_size=30), form=FORMATS)
def test_claim_shaped_noise_gets_a_verdict(guard, pieces, form):
    text = " ".join(pieces)
    for finding in guard.check(text, Context(format=form)).findings:
        assert not finding.rule.startswith("GU-")
        assert text[finding.start : finding.end] == finding.text


@settings(max_examples=100, deadline=None)
@given(around=st.text(alphabet=st.characters(categories=["L", "Zs"]), max_size=60))
@example(around="IF")  # the encoder once let these two letters turn the claim into a pun
@example(around="A film")
def test_a_claim_stays_a_claim_whatever_paragraph_stands_around_it(guard, around):
    assert not guard.check(f"{around}\n\nYou have diabetes.\n\n{around}", Context()).passed
