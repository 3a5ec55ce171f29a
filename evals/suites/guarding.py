"""The guard's golden sets and the urgency sets as suites; their scores come from `scoring.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Any

from evals.faults import Fault
from evals.golden import GOLDEN_GUARD, GoldenSet, GuardCase, UrgencyCase, load_golden
from evals.guard import hits
from evals.own.bars import OwnInboundBar, OwnTextBar, below_own, load_own_bar
from evals.own.loading import load_own_inbound, load_own_texts
from evals.places import told_by_path
from evals.scoring import NO_KIND, Hit, Outcome, Score, UrgencyOutcome, score
from evals.suites.base import Item, Result, content_hash
from evals.system import System
from evals.thresholds import load_thresholds, shortfalls
from guardrails.verdict import Context


class GuardSuite:
    """Texts that must be stopped and look-alikes that must pass: one split of the guard set."""

    def __init__(self, split: str = "open", folder: Path = GOLDEN_GUARD, golden: str = "") -> None:
        """`golden` is the name of a folder of somebody's own sets; shipped sets have none."""
        self.split, self.folder, self.golden = split, folder, golden
        self.name = "guard" if split == "open" else "guard-held-back"
        self.title = "Guard" if split == "open" else "Guard, held back"

    @cached_property
    def _golden(self) -> GoldenSet:
        with told_by_path(self.name, self.golden):
            if self.golden:
                return load_own_texts(self.folder)
            return load_golden(self.folder).only(splits=[self.split])

    @cached_property
    def _by_id(self) -> dict[str, GuardCase]:
        return {case.id: case for case in self._golden.cases}

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(
            Item(
                set=self.name,
                id=case.id,
                where=case.where,
                reason=case.reason if self.split == "open" else "held back",
                hash=content_hash([case.text, _label(case), _written(case.context), case.kind]),
                labels={
                    "kind": case.kind or NO_KIND,
                    "channel": case.context.channel,
                    "tier": case.tier,
                    "expect": "stop" if case.stop else "pass",
                    "pair": case.pair,
                    "source": case.source,
                },
                tags=case.tags,
            )
            for case in self._golden.cases
        )

    def items(self) -> Sequence[Item]:
        """Every text of the split."""
        return self._items

    def observe(self, case_id: str, system: System) -> Any:
        """The guard's findings, as far as scoring needs them."""
        case = self._by_id[case_id]
        if case.unsure:
            return None
        found = hits(system.guard.check(case.text, case.context), system.own_rules)
        # Whose rule it is, is said only where it is not the shipped guard's.
        return [
            [hit.rule, hit.stops, hit.start, hit.end, *([True] if hit.own else ())] for hit in found
        ]

    def judge(self, case_id: str, observed: Any, known: Collection[str]) -> tuple[Fault, ...]:
        """Missed, over-blocked, or right."""
        del known
        if observed is None:
            return ()
        if self._by_id[case_id].unsure:
            raise ValueError("it was asked when people were sure of it")
        outcome = self.outcome(case_id, observed)
        if outcome.right:
            return ()
        rules = ", ".join(sorted({hit.rule for hit in outcome.stopping})) or "nothing stops it"
        if outcome.case.stop:
            return (Fault("missed", "a claim passes", "stop", rules),)
        return (Fault("over_blocked", "good text is stopped", "pass", rules),)

    def outcome(self, case_id: str, observed: Any) -> Outcome:
        """The outcome as the guard's own scoring knows it."""
        return Outcome(self._by_id[case_id], tuple(Hit(*hit) for hit in observed))

    def shortfalls(self, results: Sequence[Result]) -> list[str]:
        """What falls short of `golden/guard/thresholds.yaml`."""
        read, crashed = _read(results)
        found = score([self.outcome(result.item.id, result.observed) for result in read], ())
        with told_by_path(self.name, self.golden):
            if self.golden:
                short = below_own(found, load_own_bar(self.folder, OwnTextBar))
            else:
                short = [str(s) for s in shortfalls(found, load_thresholds(self.folder))]
        return short + _unknown(found) + crashed

    def exact(self, case_id: str, observed: Any) -> str:
        """The findings and the text."""
        lines = [f"{hit[0]} {'stops' if hit[1] else 'notes'} {hit[2]}-{hit[3]}" for hit in observed]
        hidden = self.split != "open"
        return "\n".join([*lines, "(held back)" if hidden else self._by_id[case_id].text])


class UrgencySuite:
    """Inbound texts, and the help that they ask for."""

    def __init__(self, split: str = "open", folder: Path = GOLDEN_GUARD, golden: str = "") -> None:
        """`golden` is the name of a folder of somebody's own sets; shipped sets have none."""
        self.split, self.folder, self.golden = split, folder, golden
        self.name = "urgency" if split == "open" else "urgency-held-back"
        self.title = "Urgency" if split == "open" else "Urgency, held back"

    @cached_property
    def _by_id(self) -> dict[str, UrgencyCase]:
        with told_by_path(self.name, self.golden):
            if self.golden:
                golden = load_own_inbound(self.folder)
            else:
                golden = load_golden(self.folder).only(splits=[self.split])
        return {case.id: case for case in golden.urgency}

    def items(self) -> Sequence[Item]:
        """Every inbound text of the split."""
        return tuple(
            Item(
                set=self.name,
                id=case.id,
                where=case.where,
                reason=case.reason if self.split == "open" else "held back",
                hash=content_hash([case.text, case.kind]),
                labels={
                    "kind": case.kind or "calm",
                    "channel": "inbound",
                    "tier": case.tier,
                    "expect": "urgent" if case.kind else "calm",
                    "source": case.source,
                },
                tags=case.tags,
            )
            for case in self._by_id.values()
        )

    def observe(self, case_id: str, system: System) -> Any:
        """The kind of help that was read, or nothing."""
        urgency = system.guard.read_urgency(self._by_id[case_id].text)
        return (urgency.kind or "unknown") if urgency.urgent else ""

    def judge(self, case_id: str, observed: Any, known: Collection[str]) -> tuple[Fault, ...]:
        """A call for help unheard, a calm text taken for one, or the wrong kind of help."""
        del known
        wanted = self._by_id[case_id].kind
        if wanted == observed:
            return ()
        if wanted and not observed:
            return (Fault("missed", "a call for help was not heard", wanted, "calm"),)
        if not wanted:
            return (Fault("over_blocked", "a calm text calls somebody out", "calm", observed),)
        return (Fault("other", "another kind of help", wanted, observed),)

    def shortfalls(self, results: Sequence[Result]) -> list[str]:
        """What falls short of `golden/guard/thresholds.yaml`."""
        read, crashed = _read(results)
        found = score((), [UrgencyOutcome(self._by_id[r.item.id], r.observed) for r in read])
        with told_by_path(self.name, self.golden):
            if self.golden:
                return below_own(found, load_own_bar(self.folder, OwnInboundBar)) + crashed
            return [str(s) for s in shortfalls(found, load_thresholds(self.folder))] + crashed

    def exact(self, case_id: str, observed: Any) -> str:
        """What was read, and the text."""
        text = self._by_id[case_id].text if self.split == "open" else "(held back)"
        return f"{observed or 'calm'}\n{text}"


def _label(case: GuardCase) -> bool | str:
    return "unsure" if case.unsure else case.stop


def _written(context: Context) -> str:
    """A context as the same words in every process: the order of a set is another in each."""
    values = ((name.name, getattr(context, name.name)) for name in fields(context))
    told = (f"{name}={_in_order(value)}" for name, value in values)
    return f"Context({', '.join(told)})"


def _in_order(value: Any) -> str:
    if not isinstance(value, frozenset) or not value:
        return repr(value)
    return f"frozenset({{{', '.join(map(repr, sorted(value)))}}})"


def _read(results: Sequence[Result]) -> tuple[list[Result], list[str]]:
    """The results with a verdict, and what falls short where some have none: no bar allows that."""
    read = [result for result in results if not result.has("crashed")]
    crashed = len(results) - len(read)
    return read, [f"crashed: {crashed}, wanted none"] if crashed else []


def _unknown(found: Score) -> list[str]:
    if not found.unknown_rules:
        return []
    return [f"findings that no kind knows: {', '.join(found.unknown_rules)}"]
