"""A text made from another one, that still knows where each of its characters came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mapped:
    """`text`, with the span of the original behind each character; None where nothing moved."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original characters behind a span of this text."""
        if self.starts is None or self.ends is None or end <= start:
            return (start, end) if self.starts is None else (self._at(start), self._at(start))
        return self.starts[start], self.ends[end - 1]

    def _at(self, position: int) -> int:
        assert self.starts is not None
        assert self.ends is not None
        if not self.starts:
            return 0
        return self.starts[position] if position < len(self.starts) else self.ends[-1]

    def then(self, other: Mapped) -> Mapped:
        """`other` was made from this text: the same text, traced to this one's original."""
        if other.starts is None or other.ends is None:
            return Mapped(other.text, self.starts, self.ends)
        if self.starts is None or self.ends is None:
            return other
        starts, ends = self.starts, self.ends
        return Mapped(
            other.text,
            [starts[i] for i in other.starts],
            [ends[i - 1] if i else 0 for i in other.ends],
        )


class Builder:
    """Collects pieces of an original into a `Mapped`."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def keep(self, text: str, start: int) -> None:
        """Characters that stand in the original as they are, from `start` on."""
        self._pieces.append(text)
        self._starts.extend(range(start, start + len(text)))
        self._ends.extend(range(start + 1, start + 1 + len(text)))

    def put(self, text: str, start: int, end: int) -> None:
        """Characters that stand for one whole span of the original."""
        self._pieces.append(text)
        self._starts.extend([start] * len(text))
        self._ends.extend([end] * len(text))

    def build(self) -> Mapped:
        """What was collected."""
        return Mapped("".join(self._pieces), self._starts, self._ends)
