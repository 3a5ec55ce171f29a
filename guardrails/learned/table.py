"""A table of weights: the features in order and beside them what each weighs.

A feature is found by halving the table, so that no other can be taken for it; all features of a
text are looked up together, in their order, so that neighbours are near in memory too.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from guardrails.learned.book import Numbers
from guardrails.learned.numbering import FEATURE, SENTENCE

Weights = npt.NDArray[np.float64]
#: No feature; it stands last, so that a search always ends on some row.
_LAST = (1 << 64) - 1


class Table:
    """What features weigh. Immutable."""

    def __init__(self, weights: Mapping[int, float]) -> None:
        keys = sorted(weights)
        self._keys = np.array([*keys, _LAST], dtype=np.uint64)
        self._weights = np.array([*map(weights.__getitem__, keys), 0.0])

    def __len__(self) -> int:
        return len(self._keys) - 1

    def of(self, features: Numbers) -> Weights:
        """The weight of each feature; nothing for one that is not in the table."""
        at = self._keys.searchsorted(features)
        found: Weights = self._weights.take(at) * (self._keys.take(at) == features)
        return found

    def sums(self, features: Numbers, sentences: int) -> list[float]:
        """What the features of each sentence weigh together, each counted once in its sentence."""
        ordered = np.sort(features)
        weights = self.of(ordered & np.uint64(FEATURE))
        weights[1:] *= ordered[1:] != ordered[:-1]
        owners = (ordered >> np.uint64(SENTENCE)).view(np.int64)
        sums: list[float] = np.bincount(owners, weights, sentences).tolist()
        return sums[:sentences]
