"""One known way to break the system, in memory: nothing on disk is ever touched."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from evals.system import System

#: Gives a broken copy of a system, for as long as the context is open.
Breaking = Callable[[System], AbstractContextManager[System]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is broken (`operator`), where (`target`, a key such as `trigger:after-visit`), and how.

    `sets` are those that ought to notice. `same_because` is set for a change that no call can show,
    by reasoning that is written down; such a mutant is reported apart and not counted.
    """

    operator: str
    target: str
    what: str
    breaking: Breaking
    sets: tuple[str, ...] = ("decisions", "texts")
    same_because: str = ""

    @property
    def id(self) -> str:
        """A name that stays: operator, target, and what."""
        return f"{self.operator} {self.target} {self.what}".strip()


def by_copy(change: Callable[[System], System]) -> Breaking:
    """A breaking that only needs another system."""

    def breaking(system: System) -> AbstractContextManager[System]:
        return nullcontext(change(system))

    return breaking
