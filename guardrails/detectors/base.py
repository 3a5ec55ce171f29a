"""What a detector is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from guardrails.lexicon import Term
from guardrails.naming import Named
from guardrails.tagger import Tagged
from guardrails.verdict import Context, Severity


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the readable text that a rule objects to.

    `condition` is the concept, `named` what to call it; without, a concept is called by its name.
    """

    start: int
    end: int
    trigger: str = ""
    condition: str = ""
    severity: Severity | None = None
    detail: str = ""
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the detectors see it: readable characters, its signs, its context."""

    text: str
    tagged: Tagged
    context: Context
    lookup: Callable[[str], list[tuple[int, int, Term]]]


#: What a detector makes of a rule, once: it finds the rule's places in one reading after another.
Find = Callable[[Reading], Iterator[Place]]
