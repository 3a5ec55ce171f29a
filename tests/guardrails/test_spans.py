"""Spans: every answer is that of a search through all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guardrails.spans import Spans

_SPAN = st.tuples(st.integers(0, 30), st.integers(0, 6)).map(lambda s: (s[0], s[0] + s[1]))


@given(spans=st.lists(_SPAN, max_size=12), span=_SPAN)
def test_overlap(spans: list[tuple[int, int]], span: tuple[int, int]) -> None:
    start, end = span
    assert Spans(spans).overlap(start, end) == any(s < end and start < e for s, e in spans)


@given(starts=st.lists(st.integers(0, 40), max_size=12, unique=True), span=_SPAN)
def test_of_spans_that_do_not_overlap(starts: list[int], span: tuple[int, int]) -> None:
    start, end = span
    apart = [(3 * at, 3 * at + 2) for at in starts]
    assert Spans(apart).hold(start, end) == any(s <= start and end <= e for s, e in apart)
    assert Spans(apart).lie_in(start, end) == any(start <= s and e <= end for s, e in apart)


def test_what_overlaps_each_other_counts_as_one() -> None:
    spans = Spans([(4, 9), (0, 5)])
    assert spans.hold(1, 8)
    assert not spans.lie_in(0, 5)
    assert spans.lie_in(0, 9)
