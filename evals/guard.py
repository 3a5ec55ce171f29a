"""Runs the guard over its golden sets and over education sentences.

It only asks the guard; `scoring.py` counts, `report.py` prints, `commands/guard.py` calls it.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def build_guard() -> Reader:
    """The shipped guard, after making sure that it is ours: other packages share its name."""
    import guardrails

    if getattr(guardrails, "__distribution__", "") != "bedside":
        what = "the package 'guardrails' in this environment is not ours"
        fix = "install bedside in an environment of its own"
        raise BedsideError([Problem("guardrails", 0, 0, "E114", what, fix)])
    try:
        return guardrails.Guard()
    except GuardDataError as error:
        fix = "mend the rule, or its cases"
        raise BedsideError([Problem("guardrails", 0, 0, "E115", str(error), fix)]) from error


def run(guard: Reader, golden: GoldenSet) -> Score:
    """Score the guard on a golden set. Of texts that nobody is sure of it is not asked."""
    sure = [case for case in golden.cases if not case.unsure]
    outcomes = [Outcome(c, hits(guard.check(c.text, c.context))) for c in sure]
    urgency = [UrgencyOutcome(u, _kind(guard.read_urgency(u.text))) for u in golden.urgency]
    return score(outcomes, urgency)


def run_education(guard: Reader, sentences: Iterable[Sentence]) -> EducationScore:
    """Read every education sentence as the body of an e-mail."""
    context = Context()
    readings = (Reading(s, stopping_rules(hits(guard.check(s.text, context)))) for s in sentences)
    return EducationScore(tuple(readings))


def hits(verdict: Verdict) -> tuple[Hit, ...]:
    """The findings of a verdict, as far as scoring needs them."""
    return tuple(Hit(kind_of(f.rule), f.stops, f.start, f.end) for f in verdict.findings)


def _kind(urgency: Urgency) -> str:
    return (urgency.kind or "unknown") if urgency.urgent else ""
