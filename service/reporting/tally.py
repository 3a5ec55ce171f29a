"""Decisions of one period, counted every way that a report asks for. Nothing is hidden here yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from service.reporting.cells import Count
from service.reporting.facts import Decided
from service.reporting.period import Period

K = TypeVar("K", bound=Hashable)

#: Decisions among which something was counted: what, and the coordinates of the group.
Group = tuple[str, ...]

#: Reasons that say: the caller asked to write to somebody whom Bedside's record says not to.
MISMATCHES = (
    "consent_absent",
    "consent_withdrawn",
    "opted_out",
    "suppression_list",
    "sensitive_topic_consent_absent",
)


class Counts(defaultdict[K, Count]):
    """A count for each key, made when it is first asked for."""

    def __init__(self) -> None:
        super().__init__(Count)


@dataclass(slots=True)
class Tally:
    """All counts of one period.

    `again` are the decisions after each person's first. `by_both` are messages by trigger and kind.
    `sets` counts decisions of a group by all that each has of something (reasons, modules): those
    with one of them, and those without. `proofs` counts, for each thing to prove, where it was and
    was not.
    """

    period: Period
    every: Count = field(default_factory=Count)
    again: Count = field(default_factory=Count)
    by_channel: Counts[tuple[str, str]] = field(default_factory=Counts)
    by_trigger: Counts[tuple[str, str]] = field(default_factory=Counts)
    by_kind: Counts[tuple[str, str]] = field(default_factory=Counts)
    by_day: Counts[tuple[str, int, str]] = field(default_factory=Counts)
    trigger_days: Counts[tuple[str, int]] = field(default_factory=Counts)
    by_both: Counts[tuple[str, str]] = field(default_factory=Counts)
    sent_to: Counter[tuple[str, str]] = field(default_factory=Counter)
    sets: Counts[tuple[Group, frozenset[Any]]] = field(default_factory=Counts)
    proofs: Counts[tuple[str, bool]] = field(default_factory=Counts)

    def add(self, fact: Decided) -> None:
        """One decision more."""
        who = fact.who
        if who in self.every.people:
            self.again.add(who)
        day = self.period.day_of(fact.at)
        self.every.add(who)
        self.proofs["repeat", fact.repeat].add(who)
        self.by_channel[fact.channel, fact.outcome].add(who)
        self.by_trigger[fact.trigger, fact.outcome].add(who)
        self.by_kind[fact.kind, fact.outcome].add(who)
        self.by_day[fact.channel, day, fact.outcome].add(who)
        findings = frozenset(fact.findings)
        mismatched = frozenset(fact.reasons).intersection(MISMATCHES)
        self.sets[("findings",), findings].add(who)
        self.sets[("caller", fact.caller), mismatched or frozenset({"agreed"})].add(who)
        if fact.outcome in ("hold", "suppress"):
            self.sets[("silence", fact.channel), frozenset(fact.reasons)].add(who)
        if fact.outcome == "send":
            self._add_sent(fact, day)

    def _add_sent(self, fact: Decided, day: int) -> None:
        who = fact.who
        self.sent_to[fact.kind, who] += 1
        self.trigger_days[fact.trigger, day].add(who)
        self.by_both[fact.trigger, fact.kind].add(who)
        self.sets[("modules", fact.trigger, fact.kind), frozenset(fact.modules)].add(who)
        self.proofs["without_consent", not fact.consented].add(who)
        self.proofs["after_stop", fact.after_stop].add(who)
        self.proofs["checked", fact.missing is not None].add(who)
        if fact.missing is not None:
            self.sets[("missing",), frozenset(fact.missing)].add(who)


def tally(facts: Iterable[Decided], period: Period) -> tuple[Tally, Tally]:
    """The counts of a period, and of the one before it."""
    now, before = Tally(period), Tally(period.before)
    for fact in facts:
        if fact.at in period:
            now.add(fact)
        elif fact.at in period.before:
            before.add(fact)
    return now, before
