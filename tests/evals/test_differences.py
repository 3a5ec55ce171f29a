"""Differences as people read them: what changed is there, and little else of a long line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evals.differences import LONG, changed_pairs, difference

FILL = "style='color: #23302a' " * 40


def test_short_lines_stand_whole_with_one_line_around() -> None:
    assert difference("a\nb\nc\nd\n", "a\nb\nX\nd\n") == ["@@ -2,3 +2,3 @@", " b", "-c", "+X", " d"]


def test_a_long_line_is_cut_to_what_changed() -> None:
    before, after = f"{FILL}bring a photo ID today{FILL}", f"{FILL}bring a photo card today{FILL}"
    ((was, now),) = changed_pairs(before, after)
    assert "a photo ID today" in was
    assert "a photo card today" in now
    assert max(len(was), len(now)) < LONG


def test_added_and_removed_lines_have_nothing_beside_them() -> None:
    assert changed_pairs("a\n", "a\nb\n") == [("", "b")]
    assert changed_pairs("a\nb\n", "a\n") == [("b", "")]


def test_a_changed_line_of_dashes_is_no_header() -> None:
    assert changed_pairs("--\n", "++\n") == [("--", "++")]


def test_a_mark_that_ends_no_line_is_a_difference_and_another_end_is_none() -> None:
    assert changed_pairs("a\u2028b\n", "a\u2028c\n") == [("a\u2028b", "a\u2028c")]
    assert changed_pairs("a\x0cb\n", "a\nb\n") == [("a\x0cb", "a"), ("", "b")]
    assert changed_pairs("a\r\nb\n", "a\nb") == []


LINE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=400)


@given(LINE, LINE)
def test_equal_texts_have_no_difference_and_others_have_one(one: str, other: str) -> None:
    assert (difference(one, other) == []) == (one == other)
    shown = difference(one, other, context=0)
    assert all(len(line) <= 2 * LONG + 10 for line in shown)
    removed = [line for line in shown if line.startswith("-")]
    added = [line for line in shown if line.startswith("+")]
    if one and other and one != other:
        assert removed[0][1:] != added[0][1:]
