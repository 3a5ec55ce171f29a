"""Runs the guard over its golden sets and over education sentences.

It only asks the guard; `scoring.py` counts, `report.py` prints, `commands/guard.py` calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evals.education import EducationScore, Reading, stopping_rules
from evals.golden import GoldenSet
from evals.kinds import kind_of
from evals.scoring import Hit, Outcome, Score, UrgencyOutcome, score
from evals.sentences import Sentence
from guardrails.errors import GuardDataError
from guardrails.verdict import Context, Urgency, Verdict
from service.errors import BedsideError, Problem


class Reader(Protocol):
    """What a run asks of a guard."""

    @property
    def version(self) -> str:
        """A hash of its rules, lexicons and policies."""

    def check(self, text: str, context: Context) -> Verdict:
        """The verdict on a text in a context."""

    def read_urgency(self, text: str) -> Urgency:
        """Whether inbound words ask for help that cannot wait."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """What somebody gives the guard besides its own: folders of rules, files of terms, a policy."""

    rules: tuple[Path, ...] = ()
    terms: tuple[Path, ...] = ()
    policy: Path | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """The same as the options of a command."""
        named = (("--rules", self.rules), ("--terms", self.terms), ("--policy", self._policy))
        return tuple(word for name, paths in named for path in paths for word in (name, str(path)))

    @property
    def _policy(self) -> tuple[Path, ...]:
        return (self.policy,) if self.policy else ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of terms and the policy, whose versions a run keeps."""
        return (*self.terms, *self._policy)

    def rule_ids(self) -> frozenset[str]:
        """The ids of the further rules, which the guard read before without a fault."""
        from guardrails.rules import read_rules

        return frozenset(rule.spec.id for folder in self.rules for rule in read_rules(folder))


def build_guard(own: OwnData | None = None) -> Reader:
    """The shipped guard, after making sure that it is ours: other packages share its name.

    With data of somebody's own it is the guard that `bedside guard` builds of the same.
    """
    import guardrails

    if getattr(guardrails, "__distribution__", "") != "bedside":
        what = "the package 'guardrails' in this environment is not ours"
        fix = "install bedside in an environment of its own"
        raise BedsideError([Problem("guardrails", 0, 0, "E114", what, fix)])
    try:
        if own is not None:
            return guardrails.Guard(rules=own.rules, terms=own.terms, policy=own.policy)
        return guardrails.Guard()
    except GuardDataError as error:
        if own is not None:
            raise BedsideError(_faults(error)) from error
        fix = "mend the rule, or its cases"
        raise BedsideError([Problem("guardrails", 0, 0, "E115", str(error), fix)]) from error


def _faults(error: GuardDataError) -> Iterator[Problem]:
    for one in error.every:
        what, _, fix = one.problem.rpartition("; ")
        right = fix if what else "mend it"
        yield Problem(one.path, one.line, one.column or 1, "E115", what or one.problem, right)


def run(guard: Reader, golden: GoldenSet, own: frozenset[str] = frozenset()) -> Score:
    """Score the guard on a golden set. Of texts that nobody is sure of it is not asked.

    `own` are the ids of rules that it has besides the shipped ones.
    """
    sure = [case for case in golden.cases if not case.unsure]
    outcomes = [Outcome(c, hits(guard.check(c.text, c.context), own)) for c in sure]
    urgency = [UrgencyOutcome(u, _kind(guard.read_urgency(u.text))) for u in golden.urgency]
    return score(outcomes, urgency)


def run_education(guard: Reader, sentences: Iterable[Sentence]) -> EducationScore:
    """Read every education sentence as the body of an e-mail."""
    context = Context()
    readings = (Reading(s, stopping_rules(hits(guard.check(s.text, context)))) for s in sentences)
    return EducationScore(tuple(readings))


def hits(verdict: Verdict, own: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    """The findings of a verdict, as far as scoring needs them; `own` are rules of somebody's."""
    return tuple(
        Hit(kind_of(f.rule), f.stops, f.start, f.end, f.rule in own) for f in verdict.findings
    )


def _kind(urgency: Urgency) -> str:
    return (urgency.kind or "unknown") if urgency.urgent else ""
