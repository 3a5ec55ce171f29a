"""Whether a broken library differs at all: every assembly that its rules can reach, tried on both.

A mutant of what may stand together can be the same for every call, because the layouts and triggers
never bring the two modules together. That is proved by trying, not supposed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from guardrails import Context, Urgency, Verdict
from guardrails.verdict import NOT_URGENT
from service.assemblies import samples, try_sample
from service.library.release import Release

#: The ways of breaking that change only what stands in a message, whatever the history.
OF_CONTENT: Final = frozenset(
    {
        "drop-excludes",
        "drop-requires",
        "drop-lead",
        "drop-required",
        "not-sensitive",
        "widen-funded",
    }
)

_Assembly = tuple[str, str, tuple[tuple[str, str], ...]]


class _ReadsNothing:
    """A guard that passes everything: only the choice of modules is looked at."""

    version = "none"

    def check(self, text: str, context: Context) -> Verdict:
        """A pass."""
        del text, context
        return Verdict(passed=True)

    def read_urgency(self, text: str) -> Urgency:
        """Nothing urgent."""
        del text
        return NOT_URGENT


@lru_cache(maxsize=2)
def assemblies(release: Release) -> tuple[_Assembly, ...]:
    """What every reachable call comes to: the call, the outcome, the modules and variants."""
    guard = _ReadsNothing()
    found = []
    for sample in samples(release):
        decision = try_sample(release, sample, guard)
        chosen = tuple((c.module_id, c.variant) for c in decision.receipt.choices)
        found.append((f"{sample.trigger_id} {sample.label}", decision.outcome, chosen))
    return tuple(found)


def why_same(original: Release, broken: Release) -> str:
    """The reason why no call can show a difference; empty when one can."""
    before = assemblies(original)
    if assemblies(broken) != before:
        return ""
    return f"none of the {len(before):,} assemblies that its rules can reach differs"
