"""What a provider of models is: an `Ask` and seconds in, words with their price out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from service.rewording.asking import Ask


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered, and what it took. `cost` is in US dollars; None where unknown."""

    text: str
    model: str
    seconds: float
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None


class ProviderFailed(Exception):
    """No answer: `code` is RW-60 (too late) or RW-61 (could not), `what` a word of our own."""

    def __init__(self, code: str, what: str, *, worth_repeating: bool = False) -> None:
        super().__init__(f"{code} {what}")
        self.code, self.what, self.worth_repeating = code, what, worth_repeating


class Provider(Protocol):
    """Anything that answers an `Ask`. Safe to call from any thread."""

    @property
    def model(self) -> str:
        """What it is called in caches, reports and receipts of evaluations."""
        ...

    @property
    def at_once(self) -> int:
        """How many sentences it takes in one `Ask`; 0 for all. A small model confuses several."""
        ...

    def complete(self, ask: Ask, seconds: float) -> Completion:
        """An answer within `seconds`. Raises `ProviderFailed` and nothing else."""
        ...
