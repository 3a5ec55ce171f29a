"""McNemar's test: do two runs over the same cases differ by more than chance.

Only cases that are right in one run and wrong in the other say anything. The exact test asks how
likely a split at least this uneven is when each such case falls either way with equal chance.
"""

from __future__ import annotations

from math import comb


def mcnemar_p(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value; 1 where no case differs."""
    total = only_first + only_second
    if total == 0:
        return 1.0
    fewer = min(only_first, only_second)
    tail: int = sum(comb(total, k) for k in range(fewer + 1))
    return float(min(1.0, 2 * tail / 2**total))
