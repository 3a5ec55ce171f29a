"""A guard that remembers what it was shown and what it found, for whoever wants to see it in place.

The receipt keeps no words; this does, in memory, for one decision. Every verdict is the real
guard's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from guardrails import Context, Finding, Urgency, Verdict
from service.deciding.composing import GuardLike


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding with some words around it."""

    finding: Finding
    part: str
    before: str
    after: str


@dataclass(slots=True)
class Listening:
    """The guard of one decision."""

    guard: GuardLike
    heard: list[tuple[str, Context, Verdict]] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The real guard's."""
        return self.guard.version

    def check(self, text: str, context: Context) -> Verdict:
        """The real guard's verdict."""
        verdict = self.guard.check(text, context)
        self.heard.append((text, context, verdict))
        return verdict

    def read_urgency(self, text: str) -> Urgency:
        """The real guard's reading."""
        return self.guard.read_urgency(text)

    def hits(self) -> tuple[Hit, ...]:
        """Each finding once, the gravest first: the same words in several parts count as one."""
        found: dict[tuple[str, str], Hit] = {}
        for text, context, verdict in self.heard:
            for finding in verdict.findings:
                key = (finding.rule, finding.text)
                if key not in found and context.format != "html":
                    found[key] = Hit(finding, context.part, *_around(text, finding))
        ranks = {"block": 0, "review": 1, "warn": 2, "info": 3}
        return tuple(sorted(found.values(), key=lambda h: ranks.get(h.finding.severity, 4)))


def _around(text: str, finding: Finding, width: int = 60) -> tuple[str, str]:
    """The rest of the line on both sides, not too much of it."""
    start = max(text.rfind("\n", 0, finding.start) + 1, finding.start - width)
    end = text.find("\n", finding.end)
    end = min(len(text) if end < 0 else end, finding.end + width)
    return text[start : finding.start], text[finding.end : end]
