"""A table of weights: each feature lies in one of two places that follow from its number.

So two looks find what it weighs, where halving a sorted table takes sixteen; and the number is kept
beside the weight, so that no other feature can be taken for it. All features of a text are looked
up together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from guardrails.learned.book import Numbers
from guardrails.learned.numbering import FEATURE, SENTENCE

Weights = npt.NDArray[np.float64]
_Places = npt.NDArray[np.intp]
#: No feature; it stands wherever nothing does.
_NONE = (1 << 64) - 1
#: Odd numbers without a pattern: each multiplies features so that their highest bits look random.
_SPREADING = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
#: Moves that a table is given to find places; one that is wide enough takes about ten.
_MOST_ROUNDS = 60


class Table:
    """What features weigh. Immutable."""

    def __init__(self, weights: Mapping[int, float]) -> None:
        keys = np.fromiter(weights, dtype=np.uint64, count=len(weights))
        self._size = len(keys)
        self._shift = np.uint64(64 - max(4, len(keys).bit_length()))
        while (rows := self._rows(keys)) is None:
            self._shift -= np.uint64(1)  # twice as wide
        # the last of each stands for nothing, where a place holds no row
        held = np.append(keys, np.uint64(_NONE))
        weighed = np.array([*weights.values(), 0.0])
        self._keys = [held[one] for one in rows]
        self._weights = [weighed[one] for one in rows]

    def __len__(self) -> int:
        return self._size

    def _places(self, features: Numbers, side: int) -> _Places:
        """Where each feature lies if it lies on a side."""
        places: _Places = (features * _SPREADING[side] >> self._shift).view(np.intp)
        return places

    def _rows(self, keys: Numbers) -> list[_Places] | None:
        """For both sides the row that lies at each place, -1 for none; None if they have no room.

        All rows are put on one side. Those whose place another takes go to the other side, and
        send away who lies there: these go back to the first side, and so on.
        """
        sides = [np.full(1 << 64 - int(self._shift), -1, dtype=np.intp) for _ in _SPREADING]
        homeless = np.arange(len(keys))
        for moves in range(_MOST_ROUNDS):
            side = sides[moves % 2]
            places = self._places(keys[homeless], moves % 2)
            sent_away = side[places]
            side[places] = homeless
            crowded_out = homeless[side[places] != homeless]
            homeless = np.union1d(crowded_out, sent_away[sent_away >= 0])
            if not len(homeless):
                return sides
        return None

    def of(self, features: Numbers) -> Weights:
        """The weight of each feature; nothing for one that is not in the table."""
        found: Weights = self._of(features, 0) + self._of(features, 1)
        return found

    def _of(self, features: Numbers, side: int) -> Weights:
        at = self._places(features, side)
        found: Weights = self._weights[side].take(at) * (self._keys[side].take(at) == features)
        return found

    def sums(self, features: Numbers, sentences: int) -> list[float]:
        """What the features of each sentence weigh together, each counted once in its sentence."""
        ordered = np.sort(features)
        weights = self.of(ordered & np.uint64(FEATURE))
        weights[1:] *= ordered[1:] != ordered[:-1]
        owners = (ordered >> np.uint64(SENTENCE)).view(np.int64)
        sums: list[float] = np.bincount(owners, weights, sentences).tolist()
        return sums[:sentences]
