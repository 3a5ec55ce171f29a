"""Decisions of one period, counted every way that a report asks for. Nothing is hidden here yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from service.reporting.cells import Count
from service.reporting.facts import Decided
from service.reporting.period import Period

K = TypeVar("K", bound=Hashable)

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
    """All counts of one period."""

    period: Period
    every: Count = field(default_factory=Count)
    by_channel: Counts[tuple[str, str]] = field(default_factory=Counts)
    by_trigger: Counts[tuple[str, str]] = field(default_factory=Counts)
    by_kind: Counts[tuple[str, str]] = field(default_factory=Counts)
    by_day: Counts[tuple[str, int, str]] = field(default_factory=Counts)
    trigger_days: Counts[tuple[str, int]] = field(default_factory=Counts)
    reasons: Counts[tuple[str, str]] = field(default_factory=Counts)
    findings: Counts[tuple[str, str]] = field(default_factory=Counts)
    callers: Counts[tuple[str, str]] = field(default_factory=Counts)
    given: Counts[tuple[str, str, str]] = field(default_factory=Counts)
    sent_to: Counter[tuple[str, str]] = field(default_factory=Counter)
    without_consent: Count = field(default_factory=Count)
    after_stop: Count = field(default_factory=Count)
    missing: Counts[str] = field(default_factory=Counts)
    checked: int = 0
    unchecked: int = 0
    repeats: int = 0

    def add(self, fact: Decided) -> None:
        """One decision more."""
        if fact.repeat:
            self.repeats += 1
        who = fact.who
        day = self.period.day_of(fact.at)
        self.every.add(who)
        self.by_channel[fact.channel, fact.outcome].add(who)
        self.by_trigger[fact.trigger, fact.outcome].add(who)
        self.by_kind[fact.kind, fact.outcome].add(who)
        self.by_day[fact.channel, day, fact.outcome].add(who)
        for rule, severity in set(fact.findings):
            self.findings[rule, severity].add(who)
        mismatched = set(fact.reasons).intersection(MISMATCHES)
        for reason in mismatched or ("agreed",):
            self.callers[fact.caller, reason].add(who)
        if fact.outcome in ("hold", "suppress"):
            for reason in set(fact.reasons):
                self.reasons[reason, fact.channel].add(who)
        if fact.outcome == "send":
            self._add_sent(fact, day)

    def _add_sent(self, fact: Decided, day: int) -> None:
        who = fact.who
        self.sent_to[fact.kind, who] += 1
        self.trigger_days[fact.trigger, day].add(who)
        self.given["trigger", fact.trigger, fact.kind].add(who)
        for module in set(fact.modules):
            self.given["module", module, fact.kind].add(who)
        if not fact.consented:
            self.without_consent.add(who)
        if fact.after_stop:
            self.after_stop.add(who)
        if fact.missing is None:
            self.unchecked += 1
        else:
            self.checked += 1
            for module in fact.missing:
                self.missing[module].add(who)


def tally(facts: Iterable[Decided], period: Period) -> tuple[Tally, Tally]:
    """The counts of a period, and of the one before it."""
    now, before = Tally(period), Tally(period.before)
    for fact in facts:
        if fact.at in period:
            now.add(fact)
        elif fact.at in period.before:
            before.add(fact)
    return now, before
