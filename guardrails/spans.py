"""Which of many spans overlap a given one, found without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Spans:
    """Some spans (start, end) of a text, in any order. A question takes a moment, however many.

    Two spans overlap where each begins before the other ends; those that only touch do not.
    """

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def overlap(self, start: int, end: int) -> bool:
        """Whether any of them overlaps a span."""
        at = bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] < end

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them, or several that overlap each other, hold all of a span."""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and end <= self._ends[at]

    def lie_in(self, start: int, end: int) -> bool:
        """Whether any of them lies within a span, all that overlap each other counting as one."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._ends[at] <= end
