"""Expressions put together by their first letter find something exactly where one of them does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.alternatives import any_of


@pytest.mark.parametrize(
    ("expressions", "together"),
    [
        (["cure|cat", "dog"], "c(?:ure|at)|d(?:og)"),
        (["c(?:a|b)|100 ?%"], "1(?:00 ?%)|c(?:(?:a|b))"),
        (["ab?|b?c|d{2}e"], "b?c|d{2}e|a(?:b?)"),
        ([r"[a|]x|\|y|#1"], r"[a|]x|\|y|#1"),
        (["[]|]x|y"], "[]|]x|y(?:)"),
        (["(?:in|at) x|[(]a"], "(?:in|at) x|[(]a"),
    ],
)
def test_alternatives_are_sorted_by_a_plain_first_letter(expressions, together):
    assert any_of(expressions) == together


_PIECES = [
    "a",
    "b",
    "ab",
    "b?a",
    "a+b",
    "[ab]c",
    "(?:a|b)c",
    r"\|a",
    "c{2}",
    "a|bc",
    "[|]b",
    "cb|a c",
]


@given(
    expressions=st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6),
    text=st.text("abc| ", max_size=12),
)
@settings(max_examples=400, deadline=None)
def test_together_they_find_something_where_one_of_them_does(expressions, text):
    apart = re.compile(rf"\b(?:{'|'.join(expressions)})")
    assert bool(re.search(rf"\b(?:{any_of(expressions)})", text)) == bool(apart.search(text))


def test_the_cues_of_promises_are_screened_as_they_are_found(guard):
    cues = guard.parts.by_id["CL-03b"].settings["cues"]
    screen, apart = re.compile(rf"\b(?:{any_of(cues)})"), re.compile(rf"\b(?:{'|'.join(cues)})")
    rules = guard.parts.rules
    texts = [c.text.lower() for rule in rules for c in (*rule.spec.reject, *rule.spec.allow)]
    found = [text for text in texts if apart.search(text)]
    assert found == [text for text in texts if screen.search(text)]
    assert 0 < len(found) < len(texts)
