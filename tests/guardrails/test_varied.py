"""Texts with a word exchanged: drawn by lot, without a label, a word away from what was written."""

import random
from difflib import SequenceMatcher

import pytest

from guardrails.training.examples import Example
from guardrails.training.prepared import MIXED
from guardrails.training.varied import exchanged, varied


@pytest.fixture(autouse=True)
def _seeded():
    random.seed(5)


def test_one_word_is_exchanged_and_the_rest_stays():
    seen = {exchanged("Your gout is common.") for _ in range(200)}
    assert "Your gout is common." not in seen
    for text in seen:
        old, new = ["Your", "gout", "is", "common."], text.split()
        changed = [op for op in SequenceMatcher(None, old, new).get_opcodes() if op[0] != "equal"]
        assert len(changed) == 1, text
    assert any(text.startswith("The gout is") for text in seen)  # the reader's no longer
    assert any(text.startswith("Your") and "gout" not in text for text in seen)  # another condition


def test_a_word_within_another_is_left_alone():
    assert exchanged("Anthems bather; wishful thinking.") == "Anthems bather; wishful thinking."


def test_what_is_drawn_carries_no_label_and_says_so():
    claim = Example("Your gout is common.", "DX-02", "own", "a:1", span="Your gout")
    drawn = varied([claim], 20)
    assert len(drawn) == 20
    assert {(e.kind, e.source, e.group, e.span) for e in drawn} == {("", MIXED, MIXED, "")}
    assert len({e.text for e in drawn}) > 5


def test_nothing_is_drawn_where_nothing_can_be_exchanged():
    assert varied([Example("Hello!", "", "own", "a:1")], 5) == []
    assert varied([], 5) == []
    markup = Example("<p>Your gout</p>", "", "own", "a:1", format="html")
    assert varied([markup], 5) == []
